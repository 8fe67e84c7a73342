import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Rendering } from '../../render/contributor.ts'
import { referenceText } from '../../render/repository/repositories-view.ts'
import { posixScript } from '../../text/commands/posix-shell.ts'
import { clustersIn, type ResolvedTenant, tenantsOf } from './resolved-tenant.ts'
import { generalSources, TENANT_LABEL, tenantAccount } from './tenancy.ts'
import { tenantSecretSteps } from './tenant-secret-steps.ts'

/** An environment of a tenant: where it is there, and what Flux follows of its source. */
export interface TenantEnvironment {
  name: string
  production: boolean
  clusters: string[]
  /** Folder that is applied, starting with "./". */
  path: string
  /** What is followed, in words. */
  reference: string
}

function tenantEnvironments(tenant: ResolvedTenant): TenantEnvironment[] {
  return tenant.environments.map((environment) => {
    const { path, ref } = tenant.sourceIn(environment)
    return {
      name: environment.name,
      production: environment.production,
      clusters: clustersIn(tenant, environment).map(({ name }) => name),
      path,
      reference: referenceText(ref),
    }
  })
}

/** What the documentation says of a tenant. */
export function tenantView(rendering: Pick<Rendering, 'contributors'>, resolvedTenant: ResolvedTenant) {
  const { tenant, name, namespaces, namespace, placement, url, decrypts } = resolvedTenant
  return {
    name,
    objectName: tenant.objectName,
    namespaces: [...namespaces],
    namespace,
    several: namespaces.length > 1,
    role: tenant.role,
    quota: tenant.quota,
    podSecurity: tenant.podSecurity,
    networkPolicies: tenant.networkPolicies,
    url,
    privateSource: tenant.source.secret !== undefined,
    environments: tenantEnvironments(resolvedTenant),
    clusters: placement.clusters.map((cluster) => cluster.name),
    where: placement.isEverywhere
      ? 'all clusters'
      : [
          ...(tenant.environments ?? []),
          ...(tenant.clusters ?? []).map((cluster) => `cluster ${cluster}`),
        ].join(', '),
    decrypts,
    recipients: tenant.recipients ?? [],
    hosts: tenant.hosts ?? [],
    serviceTypes: ['ClusterIP', 'ExternalName', ...(tenant.serviceTypes ?? [])],
    dependsOn: tenant.dependsOn ?? [],
    notifications: tenant.notifications?.provider,
    secrets: tenantSecretSteps(rendering, resolvedTenant).map(({ script, ...secret }) => ({
      ...secret,
      commands: posixScript(script),
    })),
  }
}

/** What all tenants share, for the documentation. */
export function tenancyView(resolved: ResolvedFleet) {
  const { fleet } = resolved
  return {
    /** What components of the catalog add to the roles that tenants have. */
    added: resolved.components.flatMap(({ name, facts }) =>
      facts?.addsToRoles === undefined ? [] : [{ name, rights: facts.addsToRoles }],
    ),
    /** A namespace of a tenant, for examples. */
    someNamespace: tenantsOf(resolved)[0]?.namespace ?? '<namespace>',
    label: TENANT_LABEL,
    account: tenantAccount(fleet),
    /** Prefixes that sources may have besides the source of each tenant itself. */
    sources: generalSources(fleet),
  }
}
