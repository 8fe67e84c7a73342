import type { Tree } from '../../tree/tree.ts'
import { LibraryError } from '../templates/library.ts'
import type { KustomizationsByCluster } from './cluster-kustomization.ts'
import { unreadableShapes } from './unreadable-shapes.ts'

/**
 * Looks for what Flux could not read as a variable in files that a fleet's own templates made and that no entry of
 * `flux-fleet.yaml` is to blame for: those of components were looked at before.
 * @throws LibraryError naming the first file and what stands there
 */
export function assertReadableTemplates(
  trees: readonly Tree[],
  kustomizations: KustomizationsByCluster,
): void {
  const folders = new Set(
    [...kustomizations.values()]
      .flat()
      .filter(({ substitute }) => substitute)
      .flatMap(({ path, folders: besides }) => [path.replace(/^\.\//, ''), ...besides]),
  )
  for (const tree of trees)
    for (const [path, { content }] of tree) {
      if (!/\.ya?ml$/.test(path) || ![...folders].some((folder) => path.startsWith(`${folder}/`))) continue
      const [shape] = unreadableShapes(content)
      if (shape === undefined) continue
      throw new LibraryError(
        `the template of ${path} writes ${shape}, which is no variable that Flux can read: write $${shape} where it is text, or set the annotation kustomize.toolkit.fluxcd.io/substitute: disabled on the object`,
      )
    }
}
