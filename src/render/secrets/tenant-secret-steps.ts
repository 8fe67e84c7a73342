import { clustersOf } from '../../fleet/resolve/placement.ts'
import { isTenantOf, tenantName, tenantUrl } from '../../fleet/resolve/tenancy.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import { tenantSecrets } from '../tenants/tenant-secrets.ts'
import { type Places, type SecretSteps, secretScript } from './secret-script.ts'

/**
 * The Secrets of a tenant with the commands for each. With SOPS they are encrypted into the tenant's overlays
 * and listed there; without, they are made on each cluster.
 */
export function tenantSecretSteps(fleet: Fleet, tenant: Tenant): SecretSteps[] {
  const environments = fleet.environments
    .filter((environment) => isTenantOf(fleet, tenant, environment))
    .map((environment) => environment.name)
  const clusters = clustersOf(fleet, tenant).map((cluster) => cluster.name)
  const places: Places = {
    variable: 'environment',
    names: environments,
    folder: (name) => ['tenants/', name, `/${tenant.name}`],
  }
  return tenantSecrets(fleet, tenant).map((secret) => {
    const credentials = {
      url: tenantUrl(fleet, tenant),
      keyFile: `.age/tenants/${tenantName(tenant)}-source`,
    }
    return { ...secret, script: secretScript(fleet, secret, credentials, places, clusters) }
  })
}
