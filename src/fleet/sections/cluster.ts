import { copyData } from '../../yaml/kept-scalar.ts'
import { asWritten } from '../resolve/as-written.ts'
import { clusterFolder, directoryOf, identityOf, secretsFolder } from '../resolve/cluster-folders.ts'
import type { Cluster } from '../schema/fleet-schema.ts'
import type { PlainEntry, SectionDescriptor } from './section.ts'

/** The Kubernetes clusters. */
export const clusterSection: SectionDescriptor<'clusters'> = {
  key: 'clusters',
  word: 'cluster',
  example: 'prod-us=production,region=us-east-1',
  rows: ({ clusters }) =>
    asWritten(clusters).map(({ name, environment, cluster, folder }) => ({
      name,
      environment,
      region: cluster.region ?? '',
      path: folder,
    })),
  folderName: directoryOf,
  pathsNamed: (name, { inFleet }) => [clusterFolder({ name }), secretsFolder({ name })].map(inFleet),
  like: clusterLike,
  rename: renamedCluster,
}

/** What only one cluster can have: its name, its folders, and the keys that decrypt for it. */
const OWN = ['name', 'directory', 'identity', 'recipients']

/** The choices of another one. The other's name in the domain becomes the cluster's own. */
function clusterLike(other: PlainEntry, name: string): PlainEntry {
  const entry: PlainEntry = { name }
  for (const [key, value] of Object.entries(other)) {
    if (OWN.includes(key)) continue
    entry[key] = key === 'domain' ? renamedLabels(String(value), String(other.name), name) : copyData(value)
  }
  return entry
}

function renamedLabels(domain: string, from: string, to: string): string {
  return domain
    .split('.')
    .map((label) => (label === from ? to : label))
    .join('.')
}

/**
 * Flux on a cluster knows the path that it starts in, and systems outside know the cluster: wherever its
 * folders go, it is the same one.
 */
function renamedCluster(cluster: Cluster, to: string, moves: boolean): Cluster {
  const directory = moves ? to : directoryOf(cluster)
  const identity = identityOf(cluster)
  return {
    ...cluster,
    name: to,
    directory: directory === to ? undefined : directory,
    identity: identity === to ? undefined : identity,
  }
}
