import type { Catalog } from '../fleet/catalog/catalog.ts'
import { resolve } from '../fleet/resolve/resolve.ts'
import type { ResolveContributor } from '../fleet/resolve/resolve-contributor.ts'
import type { ResolvedFleet } from '../fleet/resolve/resolved-fleet.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import type { RenderContributor } from '../render/contributor.ts'
import type { CommandContributor } from './command-contributor.ts'
import { deliveryOf } from './deliveries/index.ts'
import { FEATURES } from './index.ts'
import { installerOf } from './installers/index.ts'

/** Who has a say in what becomes of a fleet: its delivery, its installer, and the features that it has. */
export function contributorsOf(
  fleet: Fleet,
): (ResolveContributor & RenderContributor & CommandContributor)[] {
  return [deliveryOf(fleet), installerOf(fleet), ...FEATURES.filter((feature) => feature.isOn(fleet))]
}

const known = new WeakMap<Fleet, { catalog: Catalog; resolved: ResolvedFleet }>()

/**
 * Works out all that follows from a fleet. Commands, checks and renders of the same fleet share what was
 * found: a model is never changed in place.
 */
export function resolveFleet(fleet: Fleet, catalog: Catalog): ResolvedFleet {
  const found = known.get(fleet)
  if (found?.catalog === catalog) return found.resolved
  const resolved = resolve(fleet, catalog, contributorsOf(fleet))
  known.set(fleet, { catalog, resolved })
  return resolved
}
