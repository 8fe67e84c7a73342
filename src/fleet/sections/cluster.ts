import { directoryOf } from '../resolve/cluster-folders.ts'
import type { Cluster } from '../schema/fleet-schema.ts'
import type { SectionDescriptor } from './section.ts'

/** The Kubernetes clusters. */
export const clusterSection: SectionDescriptor<'clusters'> = {
  key: 'clusters',
  word: 'cluster',
  rename: renamedCluster,
}

/** Flux on a cluster knows the path that it starts in. */
function renamedCluster(cluster: Cluster, to: string, moves: boolean): Cluster {
  const directory = moves ? to : directoryOf(cluster)
  return { ...cluster, name: to, directory: directory === to ? undefined : directory }
}
