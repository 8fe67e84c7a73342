import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import { siblingUrl, webUrl } from '../../fleet/resolve/repository-urls.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { type ResolvedTenant, tenantsOf } from '../tenants/resolved-tenant.ts'
import { platformReference, platformRepository, platformUrl } from './platform-source.ts'

/**
 * The repositories of the platform, of each team, and of the fleet: what Flux is pointed at last. They lie
 * side by side; a tenant whose source is given has a repository already.
 */
export function sideBySide(resolved: ResolvedFleet): FleetRepository[] {
  const { fleetRepository: main } = resolved
  return [
    platformOf(resolved),
    ...tenantsOf(resolved)
      .filter(hasOwnSkeleton)
      .map((tenant) => repositoryOf(resolved, tenant)),
    { ...main, folder: main.name, purpose: 'clusters, tenants and policies; where Flux starts' },
  ]
}

function platformOf({ fleet, fleetRepository, environments }: ResolvedFleet): FleetRepository {
  const name = platformRepository(fleet)
  return {
    ...fleetRepository,
    kind: 'platform',
    name,
    folder: name,
    url: fleet.git.provider === 'git' ? platformUrl(fleet) : siblingUrl(fleet, name, 'ssh'),
    webUrl: webUrl(fleet, name),
    branch: 'main',
    followed: environments.map(({ environment }) => platformReference(fleet, environment)),
    purpose: 'components of the platform, by layer and environment',
  }
}

function repositoryOf({ fleet }: ResolvedFleet, resolvedTenant: ResolvedTenant): FleetRepository {
  const { tenant, name, objectName, environments, sourceIn } = resolvedTenant
  return {
    kind: 'team',
    name: objectName,
    folder: objectName,
    url: siblingUrl(fleet, objectName, 'ssh'),
    webUrl: webUrl(fleet, objectName),
    branch: tenant.source.branch ?? 'main',
    followed: environments.map((environment) => sourceIn(environment).ref),
    owner: `the team ${name}`,
    purpose: `applications of the team ${name}`,
    tenant,
  }
}

/**
 * Whether the repository of the team is made with the fleet: it is, unless the tenant's source is somewhere
 * already.
 */
function hasOwnSkeleton({ tenant }: ResolvedTenant): boolean {
  return tenant.source.git === undefined && tenant.source.oci === undefined
}
