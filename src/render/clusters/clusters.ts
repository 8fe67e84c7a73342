import type { Tree } from '../../tree/tree.ts'
import type { Rendering } from '../contributor.ts'
import { remembered } from '../templates/remembered.ts'

/**
 * Writes the Kustomizations and variables of each cluster's entry point, `clusters/<directory>/`: complete
 * objects only, since Flux applies every YAML file in it.
 */
export function writeClusters(tree: Tree, { resolved, library, kustomizations }: Rendering): void {
  const template = remembered(library.template('cluster/kustomizations.yaml'))
  const variables = library.template('cluster/cluster-vars.yaml')
  for (const cluster of resolved.clusters) {
    tree.add(
      `${cluster.folder}/cluster-vars.yaml`,
      variables({
        variables: cluster.variables,
        fromSecret: cluster.cluster.secretVariables?.join(', '),
      }),
    )
    const ofCluster = kustomizations.get(cluster)!
    for (const file of new Set(ofCluster.map((kustomization) => kustomization.file)))
      tree.add(
        `${cluster.folder}/${file}`,
        template({ kustomizations: ofCluster.filter((kustomization) => kustomization.file === file) }),
      )
  }
}
