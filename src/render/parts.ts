import { componentsByNamespace, namespaceOwner } from '../fleet/namespaces.ts'
import { namespaceOf } from '../fleet/placement.ts'
import type { Fleet } from '../fleet/schema.ts'
import { chartPart } from './chart-part.ts'
import { configsPart } from './configs-part.ts'
import type { Library } from './library.ts'
import { upstreamPart, workloadPart } from './manifests-part.ts'
import type { OverlayPatch, Part } from './part.ts'

/** What every component of the fleet puts into the layers. */
export function partsOf(fleet: Fleet, library: Library): Part[] {
  const owners = new Map(
    [...componentsByNamespace(fleet, library.catalog)].map(([namespace, sharing]) => [
      namespace,
      namespaceOwner(fleet, library.catalog, sharing),
    ]),
  )
  return fleet.components.flatMap((component) => {
    const ownsNamespace = owners.get(namespaceOf(component, library.catalog)) === component
    const main =
      chartPart(fleet, library, component, ownsNamespace) ??
      workloadPart(fleet, library, component, ownsNamespace) ??
      upstreamPart(fleet, library, component)
    return [main, configsPart(fleet, library, component)]
      .filter((part) => part !== undefined)
      .map(remembering)
  })
}

/** Checks, overlays and documentation all ask for the same patches. */
function remembering(part: Part): Part {
  const known = new Map<string, readonly OverlayPatch[]>()
  return {
    ...part,
    patches(environment) {
      const found = known.get(environment.name) ?? part.patches(environment)
      known.set(environment.name, found)
      return found
    },
  }
}
