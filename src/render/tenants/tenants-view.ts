import { clustersOf, isOnCluster } from '../../fleet/resolve/placement.ts'
import {
  generalSources,
  isTenantOf,
  TENANT_LABEL,
  tenantAccount,
  tenantDecrypts,
  tenantNamespaces,
  tenantSource,
  tenantUrl,
} from '../../fleet/resolve/tenancy.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import { referenceText } from '../repository/repositories-view.ts'
import { tenantSecretSteps } from '../secrets/secret-commands.ts'

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

/** The environments that have a tenant. */
function tenantEnvironments(fleet: Fleet, tenant: Tenant): TenantEnvironment[] {
  return fleet.environments
    .filter((environment) => isTenantOf(fleet, tenant, environment))
    .map((environment) => {
      const { path, ref } = tenantSource(fleet, tenant, environment)
      return {
        name: environment.name,
        production: isProduction(environment),
        clusters: fleet.clusters
          .filter((cluster) => cluster.environment === environment.name && isOnCluster(tenant, cluster))
          .map((cluster) => cluster.name),
        path,
        reference: referenceText(ref),
      }
    })
}

/** What the documentation says of a tenant. */
export function tenantView(fleet: Fleet, tenant: Tenant) {
  const namespaces = tenantNamespaces(tenant)
  const everywhere = tenant.environments === undefined && tenant.clusters === undefined
  return {
    name: tenant.name,
    objectName: tenant.objectName,
    namespaces: [...namespaces],
    namespace: namespaces[0],
    several: namespaces.length > 1,
    role: tenant.role,
    quota: tenant.quota,
    podSecurity: tenant.podSecurity,
    networkPolicies: tenant.networkPolicies,
    url: tenantUrl(fleet, tenant),
    privateSource: tenant.source.secret !== undefined,
    environments: tenantEnvironments(fleet, tenant),
    clusters: clustersOf(fleet, tenant).map((cluster) => cluster.name),
    where: everywhere
      ? 'all clusters'
      : [...(tenant.environments ?? []), ...(tenant.clusters ?? []).map((name) => `cluster ${name}`)].join(
          ', ',
        ),
    decrypts: tenantDecrypts(fleet, tenant),
    recipients: tenant.recipients ?? [],
    dependsOn: tenant.dependsOn ?? [],
    notifications: tenant.notifications?.provider,
    secrets: tenantSecretSteps(fleet, tenant),
  }
}

/** What all tenants share, for the documentation. */
export function tenancyView(fleet: Fleet) {
  return {
    label: TENANT_LABEL,
    account: tenantAccount(fleet),
    /** Prefixes that sources may have besides the source of each tenant itself. */
    sources: generalSources(fleet),
  }
}
