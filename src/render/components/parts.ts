import type {
  ResolvedComponent,
  ResolvedEnvironment,
  ResolvedFleet,
} from '../../fleet/resolve/resolved-fleet.ts'
import type { Library } from '../templates/library.ts'
import { chartPart } from './chart-part.ts'
import { configsPart } from './configs-part.ts'
import type { Difference, Part } from './part.ts'
import { upstreamPart } from './upstream-part.ts'
import { workloadPart } from './workload-part.ts'

/** What every component of the fleet puts into the layers. */
export function partsOf(resolved: ResolvedFleet, library: Library): Part[] {
  return resolved.components.flatMap((entry) => partsOfComponent(entry, resolved, library))
}

/** What one component puts into the layers. */
export function partsOfComponent(
  entry: ResolvedComponent,
  resolved: ResolvedFleet,
  library: Library,
): Part[] {
  const context = { entry, resolved, library }
  const main = chartPart(context) ?? workloadPart(context) ?? upstreamPart(context)
  return [main, configsPart(context)].filter((part) => part !== undefined).map(remembering)
}

/** Checks and overlays ask for the same. */
function remembering(part: Part): Part {
  const known = new Map<ResolvedEnvironment, Difference>()
  return {
    ...part,
    in(environment) {
      const found = known.get(environment) ?? part.in(environment)
      known.set(environment, found)
      return found
    },
  }
}
