import type { Catalog, CatalogComponent } from '../catalog/catalog.ts'
import { optionDefaults } from '../catalog/option-choices.ts'
import type { Component, Fleet } from '../schema/fleet-schema.ts'
import { catalogFacts, isOwn } from './catalog-facts.ts'
import { chartOf } from './charts.ts'
import { objectNameOf } from './object-name.ts'
import { type Placement, placements } from './placement.ts'
import type { ResolvedCluster } from './resolved-cluster.ts'
import type { ResolvedComponent, ResolvedEnvironment } from './resolved-fleet.ts'

/** What components are resolved among. */
interface Surroundings {
  clusters: readonly ResolvedCluster[]
  environments: readonly ResolvedEnvironment[]
  /** The namespace of all HelmReleases, where there is one. */
  releaseNamespace: string | undefined
}

/** A component while what it depends on is still to be found. */
type Unconnected = Omit<ResolvedComponent, 'dependsOn'> & { dependsOn: ResolvedComponent[] }

/**
 * The components of a fleet with their facts.
 * @param indexes the place of each in the list as it was written
 */
export function resolveComponents(
  { components }: Fleet,
  indexes: readonly number[],
  catalog: Catalog,
  { clusters, environments, releaseNamespace }: Surroundings,
): ResolvedComponent[] {
  const place = placements(clusters)
  const found = components.map((component, position): Unconnected => {
    const facts = catalogFacts(component, catalog)
    const namespace = component.namespace ?? facts?.namespace ?? objectNameOf(component)
    return {
      name: component.name,
      index: indexes[position]!,
      component,
      facts,
      isOwn: isOwn(component),
      placement: place(component),
      layer: isOwn(component) ? (component.layer ?? 'apps') : (facts?.layer ?? 'apps'),
      objectName: objectNameOf(component),
      namespace,
      releaseNamespace: releaseNamespace ?? namespace,
      chart: chartOf(component, facts),
      options: optionsOf(component, facts),
      dependsOn: [],
    }
  })
  const byName = new Map(found.map((component) => [component.name, component]))
  for (const component of found) component.dependsOn = dependenciesOf(component, byName, environments)
  return found
}

/** What the options of a catalog component are set to: as the person said, else their defaults. */
function optionsOf(
  component: Component,
  facts: CatalogComponent | undefined,
): Record<string, string | undefined> {
  return facts === undefined ? {} : { ...optionDefaults(facts), ...component.options }
}

/**
 * The components of the same layer that must be ready before this one: those the person named,
 * those the catalog requires, and those it waits for where they are everywhere beside it. Earlier layers are
 * ready anyway.
 */
function dependenciesOf(
  { component, facts, layer, placement }: Unconnected,
  byName: ReadonlyMap<string, Unconnected>,
  environments: readonly ResolvedEnvironment[],
): ResolvedComponent[] {
  const wanted = new Set([
    ...(component.dependsOn ?? []),
    ...(facts?.requires ?? []),
    ...(facts?.after ?? []),
  ])
  return [...wanted]
    .sort()
    .map((name) => byName.get(name))
    .filter(
      (other) =>
        other !== undefined &&
        other.component !== component &&
        other.layer === layer &&
        isBesideEverywhere(other.placement, placement, environments),
    ) as ResolvedComponent[]
}

function isBesideEverywhere(
  other: Placement,
  placement: Placement,
  environments: readonly ResolvedEnvironment[],
): boolean {
  return environments.every(({ name }) => other.isBeside(placement, name))
}
