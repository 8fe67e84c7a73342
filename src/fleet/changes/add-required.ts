import type { Catalog } from '../catalog/catalog.ts'
import { catalogFacts } from '../resolve/catalog-facts.ts'
import { componentSchema } from '../schema/component-schema.ts'
import type { Component, Fleet } from '../schema/fleet-schema.ts'

/** A component that was added because another one needs it. */
export interface Addition {
  component: string
  neededBy: string
}

/**
 * Adds the catalog components that others of the fleet need and that are not there, wherever those are. They
 * are marked as `automatic`, so that they can go with what needs them.
 * @returns the fleet with them, and which were added for which
 */
export function addRequired(fleet: Fleet, catalog: Catalog): { fleet: Fleet; additions: Addition[] } {
  const components = [...fleet.components]
  const additions: Addition[] = []
  for (let index = 0; index < components.length; index += 1) {
    const component = components[index]!
    const facts = catalogFacts(component, catalog)
    for (const name of facts?.requires ?? []) {
      if (components.some((candidate) => candidate.name === name)) continue
      additions.push({ component: name, neededBy: component.name })
      const { environments, clusters } = component
      components.push(
        componentSchema.parse({
          name,
          ...(environments && { environments }),
          ...(clusters && { clusters }),
          automatic: true,
        }),
      )
    }
  }
  return { fleet: additions.length === 0 ? fleet : { ...fleet, components }, additions }
}

/** Whether a component was added because another one needs it, and nobody made it more than that. */
export function isPulledIn(component: Pick<Component, 'name' | 'automatic'>): boolean {
  if (component.automatic !== true) return false
  const defaults: Record<string, unknown> = componentSchema.parse({ name: component.name })
  return Object.entries(component).every(
    ([key, value]) => value === undefined || value === defaults[key] || PLACED.includes(key),
  )
}

/** What `addRequired` writes of a component. */
const PLACED = ['name', 'environments', 'clusters', 'automatic']
