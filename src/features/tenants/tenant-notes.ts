import { asWritten } from '../../fleet/resolve/as-written.ts'
import { lostClusters } from '../../fleet/resolve/lost-clusters.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { secretNames } from '../../render/secrets/needed-secrets.ts'
import { counted } from '../../text/counted.ts'
import type { KeylessEntry, Place } from '../command-contributor.ts'
import { tenantsOf } from './resolved-tenant.ts'
import { tenantKeyPath } from './tenant-key.ts'
import { tenantSecrets } from './tenant-secrets.ts'

/** More tenants than this are told in one line. */
const FEW = 3

/** Says which Secrets the tenants of a fleet need, and where there are no tenants yet. */
export function tenantNotes(resolved: ResolvedFleet, place: Place): string[] {
  const tenants = asWritten(tenantsOf(resolved))
  if (tenants.length === 0) return [`There are no tenants yet: list them in ${place('flux-fleet.yaml')}.`]
  const waiting = tenants
    .map((tenant) => ({ name: tenant.name, secrets: tenantSecrets(tenant) }))
    .filter(({ secrets }) => secrets.length > 0)
  const page = place('docs/tenancy.md')
  if (waiting.length > FEW) {
    const count = waiting.flatMap(({ secrets }) => secrets).length
    return [`${waiting.length} tenants need ${count} Secrets: see ${page}.`]
  }
  return waiting.map(({ name, secrets }) => `${name} needs ${secretNames(secrets)}: see ${page}.`)
}

/** Says which namespaces Flux deletes with the tenants that clusters have no more. */
export function deletedTenants(before: ResolvedFleet, after: ResolvedFleet): string[] {
  const now = new Map(tenantsOf(after).map((tenant) => [tenant.name, tenant.placement]))
  return asWritten(tenantsOf(before)).flatMap(({ name, namespaces, placement }) => {
    const lost = lostClusters(placement, now.get(name), after)
    if (lost.length === 0) return []
    return [
      `On ${counted(lost, 'clusters')} Flux will delete ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${namespaces.join(', ')} of tenant ${name}, with all that is in there, volumes included.`,
    ]
  })
}

/**
 * Tenants that decrypt and have no key. Each has one of its own, since it lies in the tenant's namespace:
 * recipients of the whole fleet are none of its.
 */
export function keylessTenants(resolved: ResolvedFleet): KeylessEntry[] {
  if (resolved.conventions.decryption === undefined) return []
  return asWritten(tenantsOf(resolved))
    .filter(({ tenant, decrypts }) => decrypts && (tenant.recipients ?? []).length === 0)
    .map(({ name, objectName }) => ({ section: 'tenants', name, path: tenantKeyPath(objectName) }))
}
