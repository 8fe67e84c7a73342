import { componentsByNamespace, namespaceOwner } from '../fleet/namespaces.ts'
import type { Fleet } from '../fleet/schema.ts'
import { chartPart } from './chart-part.ts'
import { configsPart } from './configs-part.ts'
import type { Library } from './library.ts'
import { upstreamPart, workloadPart } from './manifests-part.ts'
import type { OverlayPatch, Part } from './part.ts'

/** What every component of the fleet puts into the layers. */
export function partsOf(fleet: Fleet, library: Library): Part[] {
  const byOwner = new Map(
    [...componentsByNamespace(fleet, library.catalog).values()].map((sharing) => [
      namespaceOwner(fleet, library.catalog, sharing),
      sharing,
    ]),
  )
  return fleet.components.flatMap((component) => {
    const sharing = byOwner.get(component)
    const main =
      chartPart(fleet, library, component, sharing) ??
      workloadPart(library, component, sharing) ??
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
