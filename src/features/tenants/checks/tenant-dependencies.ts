import type { FieldPath, FleetIssue } from '../../../fleet/issue.ts'
import { unknownNames } from '../../../fleet/references/unknown-names.ts'
import { asWritten } from '../../../fleet/resolve/as-written.ts'
import { Placement } from '../../../fleet/resolve/placement.ts'
import type { ResolvedFleet } from '../../../fleet/resolve/resolved-fleet.ts'
import type { Tenant } from '../../../fleet/schema/fleet-schema.ts'

/** Only what Flux waits for can be waited for: the layer apps says that it was applied, not that it runs. */
export function checkTenantDependencies(
  { written, components, clusters }: ResolvedFleet,
  tenant: Tenant,
  path: FieldPath,
): FleetIssue[] {
  const places = new Placement(tenant, clusters)
  return (tenant.dependsOn ?? []).flatMap((name, index): FleetIssue[] => {
    const place = [...path, 'dependsOn', index]
    const component = components.find((candidate) => candidate.name === name)
    if (component === undefined) return unknownNames(written).below(place)
    if (component.layer === 'apps')
      return [
        {
          path: place,
          message: `"${name}" is in the layer apps: a tenant can wait for the infrastructure only`,
        },
      ]
    const without = asWritten(places.clusters).find((cluster) => !component.placement.isOn(cluster))
    return without === undefined
      ? []
      : [
          {
            path: place,
            message: `"${name}" is not on the cluster "${without.name}", which the tenant is on`,
          },
        ]
  })
}
