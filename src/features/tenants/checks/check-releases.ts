import type { FieldPath, FleetIssue } from '../../../fleet/issue.ts'
import { asWritten } from '../../../fleet/resolve/as-written.ts'
import type { ResolvedFleet } from '../../../fleet/resolve/resolved-fleet.ts'
import { FLEET_SOURCE, PLATFORM_SOURCE } from '../../../fleet/resolve/source-names.ts'

/** Names of ConfigMaps beside the releases that are the fleet's own. */
const CONFIG_MAPS = ['cluster-vars', 'tenant-sources']

/**
 * Where the controllers are locked down, the releases of all components lie beside each other in one
 * namespace, with their sources, values and records: what namespaces kept apart must have names of its own.
 */
export function checkReleases({ written, components, conventions }: ResolvedFleet): FleetIssue[] {
  const { releaseNamespace } = conventions
  if (releaseNamespace === undefined) return []
  const releases = new Map<string, string>()
  const configMaps = new Map(CONFIG_MAPS.map((name) => [name, 'the fleet itself']))
  const issues: FleetIssue[] = []
  const claim = (
    taken: Map<string, string>,
    name: string,
    component: string,
    path: FieldPath,
    what: string,
  ) => {
    const owner = taken.get(name)
    if (owner !== undefined && owner !== component)
      issues.push({
        path,
        message: `the ${what} "${name}" in ${releaseNamespace} is that of ${owner} already: in the layout ${written.layout} all releases lie there; choose another name`,
      })
    else taken.set(name, component)
  }
  for (const { index, name, objectName, component, chart, facts } of asWritten(components)) {
    const path = ['components', index]
    const named = component.objectName === undefined ? 'name' : 'objectName'
    if (component.chart?.git !== undefined && [FLEET_SOURCE, PLATFORM_SOURCE].includes(objectName))
      issues.push({
        path: [...path, named],
        message: `the GitRepository "${objectName}" in ${releaseNamespace} is that of the fleet itself: choose another name`,
      })
    if (chart !== undefined || facts?.chart !== undefined)
      claim(
        releases,
        component.releaseName ?? objectName,
        `"${name}"`,
        [...path, component.releaseName === undefined ? named : 'releaseName'],
        'Helm release',
      )
    for (const [number, from] of (component.valuesFrom ?? []).entries())
      if (from.values !== undefined)
        claim(configMaps, from.name, `"${name}"`, [...path, 'valuesFrom', number, 'name'], 'ConfigMap')
  }
  return issues
}
