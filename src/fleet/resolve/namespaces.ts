import { LAYERS } from '../catalog/catalog.ts'
import { FLUX_NAMESPACE } from './flux-system.ts'
import type { ResolvedComponent, ResolvedEnvironment, ResolvedNamespace } from './resolved-fleet.ts'

/** Whether Kubernetes or Flux made the namespace, so that no component may make or delete it. */
export function isSystemNamespace(namespace: string): boolean {
  return namespace === FLUX_NAMESPACE || namespace === 'default' || namespace.startsWith('kube-')
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
      sharing.sort((a, b) => rank(a) - rank(b) || (a.objectName < b.objectName ? -1 : 1))
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

function rank({ layer }: ResolvedComponent): number {
  return LAYERS.indexOf(layer)
}

/** The first, by layer and name, that is on every cluster where one of the others is. */
function ownerOf(
  sharing: readonly ResolvedComponent[],
  environments: readonly ResolvedEnvironment[],
): ResolvedComponent | undefined {
  if (sharing.length === 1) return sharing[0]
  const places = sharing.map((component) => placesOf(component, environments))
  const all = new Set(places.flatMap((place) => [...place]))
  return sharing.find(
    (component, index) =>
      component.layer === sharing[0]!.layer && [...all].every((place) => places[index]!.has(place)),
  )
}

/** Environments count as places too: an environment may have no cluster yet. */
function placesOf(
  { placement }: ResolvedComponent,
  environments: readonly ResolvedEnvironment[],
): ReadonlySet<string> {
  return new Set([
    ...placement.clusters.map(({ name }) => `cluster ${name}`),
    ...environments.filter(({ name }) => placement.isIn(name)).map(({ name }) => `environment ${name}`),
  ])
}
