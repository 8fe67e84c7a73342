import type { Capability } from '../catalog/capabilities.ts'
import type { ResolvedComponent, ResolvedFleet } from './resolved-fleet.ts'

/**
 * The components that provide each capability. Of one of a person's own nobody knows what it provides,
 * whatever it is called: it has neither the values nor the custom resources of the catalog.
 */
export function providersOf(
  components: readonly ResolvedComponent[],
): ReadonlyMap<Capability, readonly ResolvedComponent[]> {
  const found = new Map<Capability, ResolvedComponent[]>()
  for (const component of components) {
    for (const capability of component.facts?.provides ?? [])
      found.set(capability, [...(found.get(capability) ?? []), component])
  }
  return found
}

/**
 * Whether something is provided wherever the environment has a component, so that settings of it which rely
 * on that are safe there. Several providers may cover it together.
 */
export function isProvidedBeside(
  { providers }: Pick<ResolvedFleet, 'providers'>,
  capability: Capability,
  { placement }: Pick<ResolvedComponent, 'placement'>,
  environment: string,
): boolean {
  const found = providers.get(capability)
  return (
    found !== undefined &&
    placement.isCoveredBy(
      found.map((provider) => provider.placement),
      environment,
    )
  )
}
