import type { Fleet, Tenant } from '../schema/fleet-schema.ts'
import { hasPlatformRepository } from '../schema/layouts.ts'
import { cloneUrl, repositoryName, siblingUrl, webUrl } from './repository-urls.ts'
import { platformRepository, platformUrl, tenantName } from './tenancy.ts'

/** One Git repository of a fleet. */
export interface FleetRepository {
  /** What it is for: everything of the fleet, the platform's components, or one team's applications. */
  kind: 'fleet' | 'platform' | 'team'
  /** Its name at the Git provider. */
  name: string
  /** Its folder below where the fleet is made: "" where the fleet is one repository, else its name. */
  folder: string
  /** The URL that people clone it from and push to. */
  url: string
  webUrl: string | undefined
  /** The branch that people push to first. */
  branch: string
  /** The team that it belongs to. */
  tenant: Tenant | undefined
}

/** The repository that holds `flux-fleet.yaml`, which every layout has. */
export function fleetRepository(fleet: Fleet): FleetRepository {
  const name = repositoryName(fleet)
  return {
    kind: 'fleet',
    name,
    folder: hasPlatformRepository(fleet) ? name : '',
    url: cloneUrl(fleet),
    webUrl: webUrl(fleet),
    branch: fleet.git.branch,
    tenant: undefined,
  }
}

/**
 * The repositories of a fleet, in the order in which they are pushed the first time: what Flux is pointed at
 * last. In the layout multi-repo they are side by side, and a tenant whose source is given has a repository
 * already.
 */
export function repositoriesOf(fleet: Fleet): FleetRepository[] {
  const main = fleetRepository(fleet)
  if (!hasPlatformRepository(fleet)) return [main]
  const platform: FleetRepository = {
    kind: 'platform',
    name: platformRepository(fleet),
    folder: platformRepository(fleet),
    url:
      fleet.git.provider === 'git' ? platformUrl(fleet) : siblingUrl(fleet, platformRepository(fleet), 'ssh'),
    webUrl: webUrl(fleet, platformRepository(fleet)),
    branch: 'main',
    tenant: undefined,
  }
  const teams = fleet.tenants.filter(hasOwnSkeleton).map(
    (tenant): FleetRepository => ({
      kind: 'team',
      name: tenantName(tenant),
      folder: tenantName(tenant),
      url: siblingUrl(fleet, tenantName(tenant), 'ssh'),
      webUrl: webUrl(fleet, tenantName(tenant)),
      branch: tenant.source.branch ?? 'main',
      tenant,
    }),
  )
  return [platform, ...teams, main]
}

/** The repository that holds the layers: the platform's, or the only one. */
export function layersRepository(repositories: readonly FleetRepository[]): FleetRepository {
  return repositories.find(({ kind, folder }) => kind === 'platform' || folder === '')!
}

/**
 * Whether the repository of the team is made with the fleet: it is, unless the tenant's source is somewhere
 * already.
 */
function hasOwnSkeleton(tenant: Tenant): boolean {
  return tenant.source.git === undefined && tenant.source.oci === undefined
}

/** A path of a repository as it lies below where the fleet is made. */
export function pathIn(repository: Pick<FleetRepository, 'folder'>, path: string): string {
  return repository.folder === '' ? path : `${repository.folder}/${path}`
}

/** A path of the fleet's own repository as it lies below where the fleet is made. */
export function inFleet(fleet: Fleet, path: string): string {
  return pathIn(fleetRepository(fleet), path)
}
