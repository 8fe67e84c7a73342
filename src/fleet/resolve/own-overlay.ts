import type { ResolvedComponent, ResolvedFleet } from './resolved-fleet.ts'

/**
 * Whether a component has a folder of its own among what an environment applies of its layer, which
 * Kustomizations name: where each component has one, or only some clusters of the environment have it.
 */
export function hasOwnOverlay(
  { fleet }: Pick<ResolvedFleet, 'fleet'>,
  { placement }: ResolvedComponent,
  environment: string,
): boolean {
  return fleet.granularity === 'component'
    ? placement.isSomewhereIn(environment)
    : placement.isPerClusterIn(environment)
}
