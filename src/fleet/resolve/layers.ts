import { LAYERS, type Layer } from '../catalog/catalog.ts'
import type { ResolvedComponent, ResolvedLayer } from './resolved-fleet.ts'

/** Folder of a layer in the repository. */
export const LAYER_FOLDERS: Record<Layer, string> = {
  crds: 'infrastructure/crds',
  controllers: 'infrastructure/controllers',
  configs: 'infrastructure/configs',
  apps: 'apps',
}

/** Name of the Kustomization that applies a layer on a cluster. */
export const LAYER_KUSTOMIZATIONS: Record<Layer, string> = {
  crds: 'infra-crds',
  controllers: 'infra-controllers',
  configs: 'infra-configs',
  apps: 'apps',
}

/** The layers that there are: `crds` only when something is in it. */
export function layersOf(components: readonly ResolvedComponent[]): ResolvedLayer[] {
  return LAYERS.map((layer) => ({
    layer,
    folder: LAYER_FOLDERS[layer],
    kustomization: LAYER_KUSTOMIZATIONS[layer],
    components: components.filter((component) => component.layer === layer),
  })).filter(({ layer, components: inLayer }) => layer !== 'crds' || inLayer.length > 0)
}
