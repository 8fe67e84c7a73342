import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type { ForDocuments } from '../contributor.ts'

/** What documents say of a cluster, with what contributors have to say of it. */
export function clusterView(resolvedCluster: ResolvedCluster, rendering: ForDocuments): object {
  const { cluster, name, environment, variables, folder } = resolvedCluster
  const contributed = rendering.contributors.map((one) => one.clusterView?.(resolvedCluster, rendering))
  return {
    name,
    environment,
    region: cluster.region,
    domain: cluster.domain,
    variables,
    directory: folder,
    kustomizations: rendering.kustomizations.get(resolvedCluster)!,
    ...Object.assign({}, ...contributed),
  }
}
