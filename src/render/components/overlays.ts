import { LAYERS } from '../../fleet/catalog/catalog.ts'
import { LAYER_FOLDERS } from '../../fleet/resolve/object-names.ts'
import { isInEnvironment, isPerClusterIn } from '../../fleet/resolve/placement.ts'
import type { Environment, Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Library } from '../templates/library.ts'
import { remembered } from '../templates/remembered.ts'
import type { OverlayPatch, Part } from './part.ts'

/** Writes the base folder of each part. */
export function renderBases(tree: Tree, parts: readonly Part[]): void {
  for (const { component, layer, base } of parts) {
    for (const [file, content] of base)
      tree.add(`${LAYER_FOLDERS[layer]}/base/${component.name}/${file}`, content)
  }
}

/**
 * Writes the overlays of each environment: one for each layer with what all its clusters have, and beside it
 * one for each component that only some of its clusters have. The layer `crds` is there only when something
 * is in it.
 */
export function renderOverlays(tree: Tree, fleet: Fleet, library: Library, parts: readonly Part[]): void {
  const template = remembered(library.template('environment/kustomization.yaml'))
  const write = (folder: string, up: string, chosen: readonly Part[], environment: Environment) => {
    const patches: Omit<OverlayPatch, 'content'>[] = []
    const added: string[] = []
    for (const part of chosen) {
      for (const { path, content } of part.additions?.(environment) ?? []) {
        added.push(path)
        tree.add(`${folder}/${path}`, content)
      }
      for (const { content, ...patch } of part.patches(environment)) {
        patches.push(patch)
        if (patch.path !== undefined) tree.add(`${folder}/${patch.path}`, content!)
      }
    }
    tree.add(
      `${folder}/kustomization.yaml`,
      template({
        resources: [...chosen.map((part) => `${up}base/${part.component.name}`), ...added],
        patches,
      }),
    )
  }
  for (const layer of LAYERS) {
    const inLayer = parts.filter((part) => part.layer === layer)
    if (layer === 'crds' && inLayer.length === 0) continue
    for (const environment of fleet.environments) {
      const folder = `${LAYER_FOLDERS[layer]}/${environment.name}`
      write(
        folder,
        '../',
        inLayer.filter((part) => isInEnvironment(part.component, environment.name)),
        environment,
      )
      for (const part of inLayer) {
        if (isPerClusterIn(fleet, part.component, environment)) {
          write(`${folder}/${part.component.name}`, '../../', [part], environment)
        }
      }
    }
  }
}
