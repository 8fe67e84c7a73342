import { type Catalog, LAYERS } from '../catalog/catalog.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import { unknownNames } from '../references/unknown-names.ts'
import { dependenciesOf } from '../resolve/dependencies.ts'
import { isBesideInEnvironment, isOwn, layerOf } from '../resolve/placement.ts'
import type { Component, Fleet } from '../schema/fleet-schema.ts'

/** What a component needs is there, wherever it is, not in a later layer and not in a circle. */
export function checkDependencies(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  const byName = new Map(fleet.components.map((component) => [component.name, component]))
  return [
    ...fleet.components.flatMap((component, index) =>
      checkComponent(fleet, catalog, byName, component, index),
    ),
    ...circles(fleet, catalog, byName),
  ]
}

function checkComponent(
  fleet: Fleet,
  catalog: Catalog,
  byName: ReadonlyMap<string, Component>,
  component: Component,
  index: number,
): FleetIssue[] {
  const issues: FleetIssue[] = []
  const facts = isOwn(component) ? undefined : catalog.get(component.name)
  for (const name of facts?.requires ?? []) {
    const path = ['components', index, 'name']
    const required = byName.get(name)
    if (required === undefined)
      issues.push({
        path,
        message: `"${component.name}" needs the component "${name}": add it to components`,
      })
    else issues.push(...missingPlaces(fleet, component, required, path))
  }
  for (const name of facts?.conflicts ?? []) {
    if (byName.has(name)) {
      issues.push({
        path: ['components', index, 'name'],
        message: `"${component.name}" and "${name}" can't be in one fleet: both own the same objects`,
      })
    }
  }
  for (const [number, name] of (component.dependsOn ?? []).entries()) {
    const path = ['components', index, 'dependsOn', number]
    const needed = byName.get(name)
    issues.push(...unknownNames(fleet).below(path))
    if (needed === undefined || name === component.name) continue
    issues.push(...missingPlaces(fleet, component, needed, path))
    const layers = [layerOf(component, catalog), layerOf(needed, catalog)] as const
    if (LAYERS.indexOf(layers[1]) > LAYERS.indexOf(layers[0])) {
      issues.push({
        path,
        message: `"${name}" is in the layer ${layers[1]}, which comes after ${layers[0]}, the layer of "${component.name}"`,
      })
    } else if (
      layers[0] === layers[1] &&
      (component.manifests !== undefined || needed.manifests !== undefined)
    ) {
      issues.push({
        path,
        message: `only Helm releases of one layer can wait for each other; put "${name}" into an earlier layer`,
      })
    }
  }
  return issues
}

function missingPlaces(fleet: Fleet, component: Component, needed: Component, path: FieldPath): FleetIssue[] {
  const missing = fleet.environments.filter(
    (environment) => !isBesideInEnvironment(fleet, needed, component, environment.name),
  )
  if (missing.length === 0) return []
  const where = missing.map((environment) => environment.name).join(', ')
  return [
    {
      path,
      message: `"${component.name}" needs "${needed.name}" in ${where} too: give both the same environments and clusters`,
    },
  ]
}

function circles(fleet: Fleet, catalog: Catalog, byName: ReadonlyMap<string, Component>): FleetIssue[] {
  const done = new Set<string>()
  const issues: FleetIssue[] = []
  const visit = (component: Component, trail: string[]): void => {
    if (trail.includes(component.name)) {
      const circle = [...trail.slice(trail.indexOf(component.name)), component.name]
      const index = fleet.components.findIndex((candidate) => candidate.name === component.name)
      issues.push({
        path: ['components', index, 'dependsOn'],
        message: `waits for itself: ${circle.join(' → ')}`,
      })
      return
    }
    if (done.has(component.name)) return
    for (const dependency of dependenciesOf(component, fleet, catalog)) {
      visit(byName.get(dependency)!, [...trail, component.name])
    }
    done.add(component.name)
  }
  for (const component of fleet.components) visit(component, [])
  return issues
}
