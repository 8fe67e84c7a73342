import type { Catalog } from '../catalog/catalog.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import { unknownNames } from '../references/unknown-names.ts'
import { clustersOf, isOnCluster, layerOf } from '../resolve/placement.ts'
import type { Fleet, Tenant } from '../schema/fleet-schema.ts'

/** Only what Flux waits for can be waited for: the layer apps says that it was applied, not that it runs. */
export function checkTenantDependencies(
  fleet: Fleet,
  catalog: Catalog,
  tenant: Tenant,
  path: FieldPath,
): FleetIssue[] {
  return (tenant.dependsOn ?? []).flatMap((name, index): FleetIssue[] => {
    const place = [...path, 'dependsOn', index]
    const component = fleet.components.find((candidate) => candidate.name === name)
    if (component === undefined) return unknownNames(fleet).below(place)
    if (layerOf(component, catalog) === 'apps')
      return [
        {
          path: place,
          message: `"${name}" is in the layer apps: a tenant can wait for the infrastructure only`,
        },
      ]
    const without = clustersOf(fleet, tenant).find((cluster) => !isOnCluster(component, cluster))
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
