import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { KeylessEntry } from '../command-contributor.ts'
import { ageKeyPath } from './cluster-key.ts'

/** Clusters that nobody could decrypt for. With recipients for the whole fleet there are none. */
export function keylessClusters({ written }: ResolvedFleet): KeylessEntry[] {
  if ((written.secrets.recipients ?? []).length > 0) return []
  return written.clusters
    .filter(({ recipients }) => (recipients ?? []).length === 0)
    .map((cluster) => ({ section: 'clusters', name: cluster.name, path: ageKeyPath(cluster) }))
}
