import { Placement } from '../../fleet/resolve/placement.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type { ResolvedEnvironment, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Tenant } from '../../fleet/schema/fleet-schema.ts'
import {
  type TenantSource,
  tenantAccount,
  tenantName,
  tenantNamespaces,
  tenantSource,
  tenantUrl,
} from './tenancy.ts'

/** A tenant with what follows from it. */
export interface ResolvedTenant {
  tenant: Tenant
  /** Its index in the list as it was written. */
  index: number
  name: string
  /** What its objects are called. */
  objectName: string
  /** Its namespaces; its source, its Kustomization and its account live in the first. */
  namespaces: readonly [string, ...string[]]
  namespace: string
  /** The account that Flux acts as in its first namespace. */
  account: string
  placement: Placement
  /** The environments that have it somewhere. */
  environments: readonly ResolvedEnvironment[]
  /** The URL of its source. */
  url: string
  /** Its source as Flux follows it in an environment. */
  sourceIn(environment: ResolvedEnvironment): TenantSource
  /** Whether its manifests are decrypted with a key of its own. */
  decrypts: boolean
}

const known = new WeakMap<ResolvedFleet, readonly ResolvedTenant[]>()

/** The tenants of a fleet, by name. */
export function tenantsOf(resolved: ResolvedFleet): readonly ResolvedTenant[] {
  const found = known.get(resolved) ?? resolveTenants(resolved)
  known.set(resolved, found)
  return found
}

function resolveTenants(resolved: ResolvedFleet): ResolvedTenant[] {
  const indexes = new Map(resolved.written.tenants.map(({ name }, index) => [name, index]))
  const { fleet, clusters, environments } = resolved
  return fleet.tenants.map((tenant) => {
    const placement = new Placement(tenant, clusters)
    const namespaces = tenantNamespaces(tenant)
    return {
      tenant,
      index: indexes.get(tenant.name)!,
      name: tenant.name,
      objectName: tenantName(tenant),
      namespaces,
      namespace: namespaces[0],
      account: tenantAccount(fleet),
      placement,
      environments: environments.filter(({ name }) => placement.isSomewhereIn(name)),
      url: tenantUrl(fleet, tenant),
      sourceIn: ({ environment }) => tenantSource(fleet, tenant, environment),
      decrypts: decrypts(resolved, tenant),
    }
  })
}

/** The clusters of an environment that have a tenant. */
export function clustersIn(
  { placement }: ResolvedTenant,
  { clusters }: ResolvedEnvironment,
): readonly ResolvedCluster[] {
  return clusters.filter((cluster) => placement.isOn(cluster))
}

/** Whether the manifests of a tenant are decrypted: as it says, else where those of the fleet are. */
export function decrypts({ conventions }: ResolvedFleet, { decryption }: Tenant): boolean {
  return decryption ?? conventions.decryption !== undefined
}
