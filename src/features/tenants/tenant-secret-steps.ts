import type { Rendering } from '../../render/contributor.ts'
import { type Places, type SecretSteps, secretScript } from '../../render/secrets/secret-script.ts'
import type { ResolvedTenant } from './resolved-tenant.ts'
import { tenantKeyPath } from './tenant-key.ts'
import { tenantSecrets } from './tenant-secrets.ts'

/**
 * The Secrets of a tenant with the commands for each. Where Secrets are kept in Git they are encrypted into
 * the tenant's overlays and listed there; else they are made on each cluster.
 */
export function tenantSecretSteps(
  { contributors }: Pick<Rendering, 'contributors'>,
  tenant: ResolvedTenant,
): SecretSteps[] {
  const { name, objectName, url, environments, placement } = tenant
  const places: Places = {
    variable: 'environment',
    names: environments.map((environment) => environment.name),
    folder: (environment) => ['tenants/', environment, `/${name}`],
    clusters: placement.clusters,
  }
  const credentials = {
    url,
    keyFile: `.age/tenants/${objectName}-source`,
    ageKeyFile: tenantKeyPath(objectName),
  }
  return tenantSecrets(tenant).map((secret) => ({
    ...secret,
    script: secretScript(secret, credentials, places, contributors),
  }))
}
