import type { Capability } from '../../fleet/catalog/capabilities.ts'
import type { ResolvedComponent, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Part } from '../components/part.ts'
import { capabilitiesInValues } from '../components/values.ts'
import type { Library } from '../templates/library.ts'

/**
 * The parts on a cluster that must run before another one, where each has a Kustomization of its own:
 *
 * - all definitions of custom resources, since of a chart nobody knows which kinds it has;
 * - of custom resources, the component that they are of, and those that serve their kinds;
 * - what a component names, requires or comes after by its catalog entry, and who makes its namespace;
 * - of an application, who provides what its values from the catalog or its route may use, with its custom resources.
 *
 * Custom resources wait for no other custom resources: they may name each other, and their controllers wait.
 * @param parts all parts on the cluster
 */
export function partsBefore(
  part: Part,
  parts: readonly Part[],
  resolved: ResolvedFleet,
  library: Library,
): Part[] {
  const { entry, layer } = part
  const isMain = layer === entry.layer
  const named = new Set([
    ...(isMain ? (entry.component.dependsOn ?? []) : []),
    ...(entry.facts?.requires ?? []),
    ...(entry.facts?.after ?? []),
  ])
  const namespace = resolved.namespaces.get(entry.namespace)
  const owner = namespace?.isSystem === true ? undefined : namespace?.owner
  const providers = new Set(
    layer === 'apps' ? usedBy(entry, library).flatMap((one) => resolved.providers.get(one) ?? []) : [],
  )
  const apiVersions = layer === 'configs' ? apiVersionsIn(part) : new Set<string>()
  const serves = ({ facts }: ResolvedComponent) =>
    facts?.healthChecks.some(({ apiVersion }) => apiVersions.has(apiVersion)) === true
  return parts.filter((other) => {
    if (other === part) return false
    if (other.layer === 'crds' && layer !== 'crds') return true
    if (other.entry === entry) return !isMain && other.layer === entry.layer
    if (other.layer !== other.entry.layer) return layer === 'apps' && providers.has(other.entry)
    return (
      isNotLater(other.layer, layer) &&
      (named.has(other.entry.name) ||
        other.entry === owner ||
        providers.has(other.entry) ||
        serves(other.entry))
    )
  })
}

/** What a component may use that others provide; of an own chart nobody knows. */
function usedBy({ facts, name, component }: ResolvedComponent, library: Library): readonly Capability[] {
  if (facts !== undefined) return capabilitiesInValues(name, library)
  return component.manifests?.route === undefined ? [] : ['gateway', 'gateway-api']
}

/** The API versions of the objects that a part has in all environments. */
function apiVersionsIn(part: Part): ReadonlySet<string> {
  const texts = [...part.base.values()]
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/^apiVersion: (\S+)$/gm)].map(([, found]) => found!)),
  )
}

const ORDER = ['crds', 'controllers', 'configs', 'apps']

function isNotLater(first: string, second: string): boolean {
  return ORDER.indexOf(first) <= ORDER.indexOf(second)
}
