import { type Catalog, LAYERS } from '../catalog/catalog.ts'
import type { Component, Fleet } from '../schema/fleet-schema.ts'
import { objectNameOf } from './object-name.ts'
import { clustersOf, layerOf, namespaceOf } from './placement.ts'
import type { ResolvedComponent, ResolvedEnvironment, ResolvedNamespace } from './resolved-fleet.ts'

/** Whether Kubernetes or Flux made the namespace, so that no component may make or delete it. */
export function isSystemNamespace(namespace: string): boolean {
  return namespace === 'flux-system' || namespace === 'default' || namespace.startsWith('kube-')
}

/**
 * The components of each namespace, in the order of layers and names of objects: a new name alone gives a
 * namespace no other owner.
 */
export function componentsByNamespace(fleet: Fleet, catalog: Catalog): Map<string, Component[]> {
  const found = new Map<string, Component[]>()
  for (const component of fleet.components) {
    const namespace = namespaceOf(component, catalog)
    const sharing = found.get(namespace)
    if (sharing === undefined) found.set(namespace, [component])
    else sharing.push(component)
  }
  const rank = (component: Component) => LAYERS.indexOf(layerOf(component, catalog))
  for (const sharing of found.values()) {
    sharing.sort((a, b) => rank(a) - rank(b) || (objectNameOf(a) < objectNameOf(b) ? -1 : 1))
  }
  return found
}

/**
 * The one component whose bundle makes the namespace that several share: the first, by layer and name, that
 * is on every cluster where one of the others is. Two owners would fight over the object.
 * @returns undefined when no component is everywhere the namespace is needed
 */
export function namespaceOwner(
  fleet: Fleet,
  catalog: Catalog,
  sharing: readonly Component[],
): Component | undefined {
  if (sharing.length === 1) return sharing[0]
  const places = sharing.map((component) => placesOf(fleet, component))
  const all = new Set(places.flatMap((place) => [...place]))
  const firstLayer = layerOf(sharing[0]!, catalog)
  return sharing.find(
    (component, index) =>
      layerOf(component, catalog) === firstLayer && [...all].every((place) => places[index]!.has(place)),
  )
}

/** Environments count as places too: an environment may have no cluster yet. */
function placesOf(fleet: Fleet, component: Component): Set<string> {
  const places = new Set(clustersOf(fleet, component).map((cluster) => `cluster ${cluster.name}`))
  for (const environment of fleet.environments) {
    const included = component.environments?.includes(environment.name) ?? component.clusters === undefined
    if (included) places.add(`environment ${environment.name}`)
  }
  return places
}

/**
 * The namespaces of components. Their components are in the order of layers and names of objects: a new name
 * alone gives a namespace no other owner.
 */
export function resolveNamespaces(
  components: readonly ResolvedComponent[],
  environments: readonly ResolvedEnvironment[],
): Map<string, ResolvedNamespace> {
  const found = new Map<string, ResolvedComponent[]>()
  for (const component of components) {
    const sharing = found.get(component.namespace)
    if (sharing === undefined) found.set(component.namespace, [component])
    else sharing.push(component)
  }
  return new Map(
    [...found].map(([name, sharing]) => {
      sharing.sort((a, b) => layerRank(a) - layerRank(b) || (a.objectName < b.objectName ? -1 : 1))
      return [
        name,
        {
          name,
          isSystem: isSystemNamespace(name),
          components: sharing,
          owner: ownerOf(sharing, environments),
        },
      ]
    }),
  )
}

function layerRank({ layer }: ResolvedComponent): number {
  return LAYERS.indexOf(layer)
}

/** The first, by layer and name, that is on every cluster where one of the others is. */
function ownerOf(
  sharing: readonly ResolvedComponent[],
  environments: readonly ResolvedEnvironment[],
): ResolvedComponent | undefined {
  if (sharing.length === 1) return sharing[0]
  const places = sharing.map((component) => namedPlaces(component, environments))
  const all = new Set(places.flatMap((place) => [...place]))
  return sharing.find(
    (component, index) =>
      component.layer === sharing[0]!.layer && [...all].every((place) => places[index]!.has(place)),
  )
}

/** Environments count as places too: an environment may have no cluster yet. */
function namedPlaces(
  { placement }: ResolvedComponent,
  environments: readonly ResolvedEnvironment[],
): ReadonlySet<string> {
  return new Set([
    ...placement.clusters.map(({ name }) => `cluster ${name}`),
    ...environments.filter(({ name }) => placement.isIn(name)).map(({ name }) => `environment ${name}`),
  ])
}
