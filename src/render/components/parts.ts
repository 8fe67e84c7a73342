import type { ResolvedComponent, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Component, Environment } from '../../fleet/schema/fleet-schema.ts'
import type { Library } from '../templates/library.ts'
import { chartPart } from './chart-part.ts'
import { configsPart } from './configs-part.ts'
import { upstreamPart, workloadPart } from './manifests-part.ts'
import type { OverlayPatch, Part } from './part.ts'

/** What every component of the fleet puts into the layers. */
export function partsOf(resolved: ResolvedFleet, library: Library): Part[] {
  const { fleet } = resolved
  return resolved.components.flatMap((entry) => {
    const { component } = entry
    const sharing = sharingOf(entry, resolved)
    const main =
      chartPart(fleet, library, component, sharing) ??
      workloadPart(library, component, sharing) ??
      upstreamPart(fleet, library, component)
    return [main, configsPart(fleet, library, component)]
      .filter((part) => part !== undefined)
      .map((part) => remembering({ ...part, entry }))
  })
}

/** The components of the namespace that a component makes; undefined where another one makes it. */
function sharingOf(entry: ResolvedComponent, { namespaces }: ResolvedFleet): Component[] | undefined {
  const { owner, components } = namespaces.get(entry.namespace)!
  return owner === entry ? components.map(({ component }) => component) : undefined
}

/** Checks, overlays and documentation all ask for the same patches. */
function remembering(part: Part): Part {
  const known = new Map<string, readonly OverlayPatch[]>()
  return {
    ...part,
    patches(environment: Environment) {
      const found = known.get(environment.name) ?? part.patches(environment)
      known.set(environment.name, found)
      return found
    },
  }
}
