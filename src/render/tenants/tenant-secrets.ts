import { tenantDecrypts, tenantName, tenantNamespaces, tenantUrl } from '../../fleet/resolve/tenancy.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import { credentialKeys, type NeededSecret } from '../secrets/needed-secrets.ts'

/** Name of the Secret with the age key that a Kustomization with `decryption` reads, in its own namespace. */
export const DECRYPTION_SECRET = 'sops-age'

/** The Secrets that a person has to make before a tenant works, all in its first namespace. */
export function tenantSecrets(fleet: Fleet, tenant: Tenant): NeededSecret[] {
  const [namespace] = tenantNamespaces(tenant)
  const found: NeededSecret[] = []
  if (tenantDecrypts(fleet, tenant)) {
    found.push({
      name: DECRYPTION_SECRET,
      namespace,
      keys: [`${tenantName(tenant)}.agekey`],
      description: 'Private age key that decrypts its manifests',
    })
  }
  if (tenant.source.secret !== undefined) {
    found.push({
      name: tenant.source.secret,
      namespace,
      keys: credentialKeys(tenantUrl(fleet, tenant)),
      description: 'Credentials of its source',
    })
  }
  if (tenant.notifications !== undefined) {
    found.push({
      name: tenant.notifications.secret,
      namespace,
      keys: ['address'],
      description: 'Address of the webhook that its alerts go to',
    })
  }
  return found
}
