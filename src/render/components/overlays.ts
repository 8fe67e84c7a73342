import { LAYER_FOLDERS } from '../../fleet/resolve/layers.ts'
import { hasOwnOverlay } from '../../fleet/resolve/own-overlay.ts'
import type { ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Rendering } from '../contributor.ts'
import { remembered } from '../templates/remembered.ts'
import type { KustomizePatch } from './kustomize-patch.ts'
import { overlayFiles } from './overlay-files.ts'
import type { Part } from './part.ts'

/** Writes the base folder of each part. */
export function writeBases(tree: Tree, parts: readonly Part[]): void {
  for (const { entry, layer, base } of parts) {
    for (const [file, content] of base)
      tree.add(`${LAYER_FOLDERS[layer]}/base/${entry.name}/${file}`, content)
  }
}

/**
 * Writes the overlays of each environment: one for each layer with what all its clusters have, and beside it
 * one for each component that only some of its clusters have; or, where each component is applied by itself,
 * one for each. The layer `crds` is there only when something is in it.
 */
export function writeOverlays(
  tree: Tree,
  { resolved, library, parts }: Pick<Rendering, 'resolved' | 'library' | 'parts'>,
): void {
  const template = remembered(library.template('environment/kustomization.yaml'))
  const write = (folder: string, up: string, chosen: readonly Part[], environment: ResolvedEnvironment) => {
    const patches: KustomizePatch[] = []
    const added: string[] = []
    for (const part of chosen) {
      const overlay = overlayFiles(library, part.entry.name, part.in(environment))
      added.push(...overlay.resources)
      patches.push(...overlay.patches)
      for (const [file, content] of overlay.files) tree.add(`${folder}/${file}`, content)
    }
    tree.add(
      `${folder}/kustomization.yaml`,
      template({
        resources: [...chosen.map((part) => `${up}base/${part.entry.name}`), ...added],
        patches,
      }),
    )
  }
  for (const { layer, folder: ofLayer } of resolved.layers) {
    const inLayer = parts.filter((part) => part.layer === layer)
    for (const environment of resolved.environments) {
      const { name } = environment
      const folder = `${ofLayer}/${name}`
      if (resolved.fleet.granularity === 'layer')
        write(
          folder,
          '../',
          inLayer.filter((part) => part.entry.placement.isIn(name)),
          environment,
        )
      for (const part of inLayer) {
        if (hasOwnOverlay(resolved, part.entry, name))
          write(`${folder}/${part.entry.name}`, '../../', [part], environment)
      }
    }
  }
}
