import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { PicturePart } from '../../render/documents/picture-part.ts'
import { tenantsOf } from './resolved-tenant.ts'

/** More tenants than this are drawn as one box, so that the picture stays readable. */
const MOST_TENANTS = 12

/**
 * Tenants come after the policies that hold for them, which wait for nothing, and after the infrastructure;
 * nothing waits for a tenant.
 */
export function tenantsPicture(resolved: ResolvedFleet): PicturePart {
  const names = tenantsOf(resolved).map(({ name }) => name)
  const boxes =
    names.length > MOST_TENANTS ? [`${names.length} tenants`] : names.length > 0 ? names : ['nothing yet']
  return {
    beside: [
      '  layer_policies["policies"]',
      '  subgraph layer_tenants["tenants"]',
      ...boxes.map((text, number) => `    tenant_${number}["${text}"]`),
      '  end',
      '  layer_policies --> layer_tenants',
      '  layer_configs --> layer_tenants',
    ],
    applied: 'layer_tenants',
  }
}
