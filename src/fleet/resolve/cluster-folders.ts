import type { Cluster } from '../schema/fleet-schema.ts'

/**
 * What the folders of a cluster are called, and its private key. Flux on the cluster knows the path of its
 * entry point (`flux bootstrap --path`), so that a cluster that was renamed keeps it.
 */
export function directoryOf({ name, directory }: Pick<Cluster, 'name' | 'directory'>): string {
  return directory ?? name
}

/**
 * What a cluster is known by outside of Git, for as long as it is the same cluster: the owner of its DNS
 * records, the subject of its authority. What stands there must not change with a name.
 */
export function identityOf({ name, identity }: Pick<Cluster, 'name' | 'identity'>): string {
  return identity ?? name
}

/** The entry point of a cluster: what its root Kustomization applies. */
export function clusterFolder(cluster: Pick<Cluster, 'name' | 'directory'>): string {
  return `clusters/${directoryOf(cluster)}`
}

/** The folder of a cluster's own Secrets. */
export function secretsFolder(cluster: Pick<Cluster, 'name' | 'directory'>): string {
  return `secrets/${directoryOf(cluster)}`
}
