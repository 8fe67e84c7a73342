import { LAYERS } from '../catalog/catalog.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import { unknownNames } from '../references/unknown-names.ts'
import { asWritten } from '../resolve/as-written.ts'
import type { ResolvedComponent, ResolvedFleet } from '../resolve/resolved-fleet.ts'

/** What a component needs is there, wherever it is, not in a later layer and not in a circle. */
export function checkDependencies(resolved: ResolvedFleet): FleetIssue[] {
  const components = asWritten(resolved.components)
  const byName = new Map(components.map((component) => [component.name, component]))
  return [
    ...components.flatMap((component) => checkComponent(resolved, byName, component)),
    ...circles(components),
  ]
}

function checkComponent(
  resolved: ResolvedFleet,
  byName: ReadonlyMap<string, ResolvedComponent>,
  dependent: ResolvedComponent,
): FleetIssue[] {
  const { component, index, facts, layer } = dependent
  const issues: FleetIssue[] = []
  for (const name of facts?.requires ?? []) {
    const path = ['components', index, 'name']
    const required = byName.get(name)
    if (required === undefined)
      issues.push({
        path,
        message: `"${component.name}" needs the component "${name}": add it to components`,
      })
    else issues.push(...missingPlaces(resolved, dependent, required, path))
  }
  for (const name of facts?.conflicts ?? []) {
    if (byName.has(name)) {
      issues.push({
        path: ['components', index, 'name'],
        message: `"${component.name}" and "${name}" can't be in one fleet: both own the same objects`,
      })
    }
  }
  // As the person wrote them.
  const names = resolved.written.components[index]!.dependsOn ?? []
  for (const [number, name] of names.entries()) {
    const path = ['components', index, 'dependsOn', number]
    const needed = byName.get(name)
    issues.push(...unknownNames(resolved.written).below(path))
    if (needed === undefined || name === component.name) continue
    issues.push(...missingPlaces(resolved, dependent, needed, path))
    if (LAYERS.indexOf(needed.layer) > LAYERS.indexOf(layer)) {
      issues.push({
        path,
        message: `"${name}" is in the layer ${needed.layer}, which comes after ${layer}, the layer of "${component.name}"`,
      })
    } else if (
      resolved.written.granularity === 'layer' &&
      layer === needed.layer &&
      (component.manifests !== undefined || needed.component.manifests !== undefined)
    ) {
      issues.push({
        path,
        message: `only Helm releases of one layer can wait for each other; put "${name}" into an earlier layer, or, in a new fleet, apply each component by itself (granularity: component)`,
      })
    }
  }
  return issues
}

function missingPlaces(
  { environments }: ResolvedFleet,
  dependent: ResolvedComponent,
  needed: ResolvedComponent,
  path: FieldPath,
): FleetIssue[] {
  const missing = asWritten(environments).filter(
    ({ name }) => !needed.placement.isBeside(dependent.placement, name),
  )
  if (missing.length === 0) return []
  const where = missing.map(({ name }) => name).join(', ')
  return [
    {
      path,
      message: `"${dependent.name}" needs "${needed.name}" in ${where} too: give both the same environments and clusters`,
    },
  ]
}

function circles(components: readonly ResolvedComponent[]): FleetIssue[] {
  const done = new Set<string>()
  const issues: FleetIssue[] = []
  const visit = ({ name, index, dependsOn }: ResolvedComponent, trail: string[]): void => {
    if (trail.includes(name)) {
      const circle = [...trail.slice(trail.indexOf(name)), name]
      issues.push({
        path: ['components', index, 'dependsOn'],
        message: `waits for itself: ${circle.join(' → ')}`,
      })
      return
    }
    if (done.has(name)) return
    for (const dependency of dependsOn) visit(dependency, [...trail, name])
    done.add(name)
  }
  for (const component of components) visit(component, [])
  return issues
}
