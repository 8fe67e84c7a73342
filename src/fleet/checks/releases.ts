import type { Catalog } from '../catalog/catalog.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import { objectNameOf } from '../resolve/object-name.ts'
import type { Fleet } from '../schema/fleet-schema.ts'
import { isLockedDown } from '../schema/layouts.ts'

/** Names of objects in flux-system that are the fleet's own. */
const GIT_REPOSITORIES = ['flux-system', 'platform']
const CONFIG_MAPS = ['cluster-vars', 'tenant-sources']

/**
 * Where the controllers are locked down, the releases of all components lie beside each other in flux-system,
 * with their sources, values and records: what namespaces kept apart must have names of its own.
 */
export function checkReleases(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  if (!isLockedDown(fleet)) return []
  const releases = new Map<string, string>()
  const configMaps = new Map(CONFIG_MAPS.map((name) => [name, 'the fleet itself']))
  const issues: FleetIssue[] = []
  const claim = (
    taken: Map<string, string>,
    name: string,
    component: string,
    path: FieldPath,
    thing: string,
  ) => {
    const owner = taken.get(name)
    if (owner !== undefined && owner !== component)
      issues.push({
        path,
        message: `the ${thing} "${name}" in flux-system is that of ${owner} already: in the layout ${fleet.layout} all releases lie there; choose another name`,
      })
    else taken.set(name, component)
  }
  for (const [index, component] of fleet.components.entries()) {
    const path = ['components', index]
    const named = component.objectName === undefined ? 'name' : 'objectName'
    if (component.chart?.git !== undefined && GIT_REPOSITORIES.includes(objectNameOf(component)))
      issues.push({
        path: [...path, named],
        message: `the GitRepository "${objectNameOf(component)}" in flux-system is that of the fleet itself: choose another name`,
      })
    if (component.chart !== undefined || catalog.get(component.name)?.chart !== undefined)
      claim(
        releases,
        component.releaseName ?? objectNameOf(component),
        `"${component.name}"`,
        [...path, component.releaseName === undefined ? named : 'releaseName'],
        'Helm release',
      )
    for (const [number, from] of (component.valuesFrom ?? []).entries())
      if (from.values !== undefined)
        claim(
          configMaps,
          from.name,
          `"${component.name}"`,
          [...path, 'valuesFrom', number, 'name'],
          'ConfigMap',
        )
  }
  return issues
}
