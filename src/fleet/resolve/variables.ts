import type { Cluster } from '../schema/fleet-schema.ts'
import { identityOf } from './cluster-folders.ts'

/** A variable of a cluster, as it stands in the ConfigMap `cluster-vars`. */
export interface Variable {
  name: string
  value: string
}

/** The variables of a cluster: ours first, then its own by name. */
export function clusterVariables(cluster: Cluster): Variable[] {
  const own = cluster.variables ?? {}
  return [
    { name: 'CLUSTER_NAME', value: cluster.name },
    { name: 'CLUSTER_IDENTITY', value: identityOf(cluster) },
    ...(cluster.region === undefined ? [] : [{ name: 'CLUSTER_REGION', value: cluster.region }]),
    ...(cluster.domain === undefined ? [] : [{ name: 'CLUSTER_DOMAIN', value: cluster.domain }]),
    { name: 'ENVIRONMENT', value: cluster.environment },
    ...Object.keys(own)
      .sort()
      .map((name) => ({ name, value: own[name]! })),
  ]
}
