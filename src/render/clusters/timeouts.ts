import type { ResolvedComponent } from '../../fleet/resolve/resolved-fleet.ts'

/** Minutes that a HelmRelease, or manifests that Flux fetches elsewhere, may take (`spec.timeout`). */
export const INSTALL_MINUTES = 5

/**
 * How long a Kustomization may wait until all of it runs: as long as the longest row of components in it that
 * wait for each other, and once more, since what failed is tried again.
 * @param leastInRow how many to allow for even where there are fewer, so that a first one changes nothing
 */
export function waitingTime(components: readonly ResolvedComponent[], leastInRow = 0): string {
  const among = new Set(components)
  const depths = new Map<ResolvedComponent, number>()
  const depth = (component: ResolvedComponent): number => {
    const known = depths.get(component)
    if (known !== undefined) return known
    // Components that wait for each other in a circle are refused elsewhere.
    depths.set(component, 0)
    const before = component.dependsOn.filter((other) => among.has(other)).map(depth)
    const own = component.chart === undefined && component.facts?.manifests === undefined ? 0 : 1
    const found = own + Math.max(0, ...before)
    depths.set(component, found)
    return found
  }
  return `${(1 + Math.max(leastInRow, ...components.map(depth))) * INSTALL_MINUTES}m`
}
