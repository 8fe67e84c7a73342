import { CHARTS_AREA } from '../../fleet/resolve/conventions.ts'
import { pathInRepository } from '../../fleet/resolve/flux-path.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { ClusterKustomization } from '../../render/clusters/cluster-kustomization.ts'
import type { Feature } from '../feature.ts'
import { artifactsDocuments } from './documents.ts'
import { ARTIFACTS_QUESTIONS } from './questions.ts'

/** An artifact that the repository is split into, as its template takes it. */
interface Artifact {
  name: string
  /** What is copied into it; paths stay as they are in the repository. */
  folders: { from: string; to: string }[]
}

/**
 * The repository split by an ArtifactGenerator, so that a change of one area leaves the others alone. Paths
 * stay as they are, so that a Kustomization reads the same with and without.
 */
export const artifacts: Feature = {
  name: 'artifacts',
  questions: [{ after: 'flux.version', questions: ARTIFACTS_QUESTIONS }],
  isOn: (fleet) => fleet.artifacts,
  source: (area) => (area === CHARTS_AREA ? undefined : { kind: 'ExternalArtifact', name: area }),
  chartArtifact: (name) => ({ kind: 'ExternalArtifact', name: `chart-${name}` }),
  extraControllers: ['source-watcher'],
  documents: () => artifactsDocuments,
  writeFiles(tree, { kind }, { resolved, library, kustomizations }) {
    if (kind !== 'fleet') return
    const template = library.template('cluster/artifacts.yaml')
    for (const cluster of resolved.clusters)
      tree.add(
        `${cluster.folder}/artifacts.yaml`,
        template({
          artifacts: artifactsOf(resolved, kustomizations.get(cluster)!),
          charts: chartsOf(resolved, cluster),
        }),
      )
  },
}

/** The artifacts in the order in which they are listed; those of other areas follow by name. */
const ORDER = ['infrastructure', 'apps', 'policies', 'tenants', 'secrets']

/**
 * An artifact for each area, with the folders that its Kustomizations read. A folder that is not there would
 * fail the whole artifact.
 */
function artifactsOf({ fleet }: ResolvedFleet, kustomizations: readonly ClusterKustomization[]): Artifact[] {
  const areas = new Map<string, string[]>()
  for (const { area, folders } of kustomizations) areas.set(area, [...(areas.get(area) ?? []), ...folders])
  return [...areas.keys()].sort(inListedOrder).map((name) => ({
    name,
    folders: areas.get(name)!.map((folder) => {
      const path = pathInRepository(fleet, folder)
      return { from: `@monorepo/${path}/**`, to: `@artifact/${path}/` }
    }),
  }))
}

/**
 * An artifact for each chart of the repository that the cluster has. Helm wants its files in a folder of the
 * chart's own.
 */
function chartsOf(resolved: ResolvedFleet, cluster: ResolvedCluster): Artifact[] {
  return resolved.components
    .filter(({ placement }) => placement.clusters.includes(cluster))
    .flatMap((entry) => {
      const source = resolved.chartArtifactOf(entry)
      if (source === undefined) return []
      const folder = entry.chart!.chart.path!
      const path = pathInRepository(resolved.fleet, folder)
      const folders = [{ from: `@monorepo/${path}/**`, to: `@artifact/${folder.split('/').at(-1)}/` }]
      return [{ name: source.name, folders }]
    })
}

function inListedOrder(first: string, second: string): number {
  const rank = (area: string) => (ORDER.includes(area) ? ORDER.indexOf(area) : ORDER.length)
  return rank(first) - rank(second) || (first < second ? -1 : 1)
}
