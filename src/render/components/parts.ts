import { componentsByNamespace, namespaceOwner } from '../../fleet/resolve/namespaces.ts'
import type { Component, Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { Library } from '../templates/library.ts'
import { chartPart } from './chart-part.ts'
import { configsPart } from './configs-part.ts'
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
    if (standsAlone(component, sharing)) return [partAlone(fleet, library, component, sharing)]
    const main =
      chartPart(fleet, library, component, sharing) ??
      workloadPart(library, component, sharing) ??
      upstreamPart(fleet, library, component)
    return [main, configsPart(fleet, library, component)]
      .filter((part) => part !== undefined)
      .map(remembering)
  })
}

/**
 * Whether nothing else of a fleet has a say in what becomes of a component: it is a chart of a person's own
 * that waits for no other and shares its namespace with none.
 */
function standsAlone(component: Component, sharing: readonly Component[] | undefined): boolean {
  const waits = (component.dependsOn ?? []).length > 0
  return component.chart !== undefined && !waits && (sharing === undefined || sharing.length === 1)
}

interface KnownPart {
  library: Library
  layout: Fleet['layout']
  ownsNamespace: boolean
  part: Part
}

const known = new WeakMap<Component, KnownPart>()

/**
 * The part of a component that stands alone. A change renders a fleet twice, and leaves most of its
 * components as they are.
 */
function partAlone(
  fleet: Fleet,
  library: Library,
  component: Component,
  sharing: readonly Component[] | undefined,
): Part {
  const { layout } = fleet
  const ownsNamespace = sharing !== undefined
  const found = known.get(component)
  if (found?.library === library && found.layout === layout && found.ownsNamespace === ownsNamespace)
    return found.part
  const part = remembering(chartPart(fleet, library, component, sharing)!)
  known.set(component, { library, layout, ownsNamespace, part })
  return part
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
