import { credentialKeys, type NeededSecret } from '../../render/secrets/needed-secrets.ts'
import type { ResolvedTenant } from './resolved-tenant.ts'

/** Name of the Secret with the age key that a Kustomization with `decryption` reads, in its own namespace. */
export const DECRYPTION_SECRET = 'sops-age'

/** The Secrets that a person has to make before a tenant works, all in its first namespace. */
export function tenantSecrets({
  tenant,
  objectName,
  namespace,
  url,
  decrypts,
}: ResolvedTenant): NeededSecret[] {
  const found: NeededSecret[] = []
  if (decrypts) {
    found.push({
      name: DECRYPTION_SECRET,
      namespace,
      keys: [`${objectName}.agekey`],
      description: 'Private age key that decrypts its manifests',
    })
  }
  if (tenant.source.secret !== undefined) {
    found.push({
      name: tenant.source.secret,
      namespace,
      keys: credentialKeys(url),
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
