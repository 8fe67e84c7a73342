import { asWritten } from './as-written.ts'
import type { Placement } from './placement.ts'
import type { ResolvedCluster } from './resolved-cluster.ts'
import type { ResolvedFleet } from './resolved-fleet.ts'

/**
 * The clusters that stay in a fleet and have an entry no more.
 * @param now where the entry is now; undefined when it is gone
 */
export function lostClusters(
  was: Placement,
  now: Placement | undefined,
  after: ResolvedFleet,
): ResolvedCluster[] {
  const staying = new Set(after.clusters.map(({ name }) => name))
  const kept = new Set(now?.clusters.map(({ name }) => name))
  return asWritten(was.clusters).filter(({ name }) => staying.has(name) && !kept.has(name))
}
