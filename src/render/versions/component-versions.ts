import { LAYER_FOLDERS } from '../../fleet/resolve/layers.ts'
import { PATCH_ENDINGS } from '../../fleet/resolve/patch-files.ts'
import type { ResolvedComponent, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { chartVersionIn, imageIn, patchedRefIn, type ReadVersion, refIn } from './read-versions.ts'

/** A file that may say which version of a component an environment has, or all have. */
export interface VersionPlace {
  component: string
  /** Undefined for the base. */
  environment: string | undefined
  /** In the repository of the layers. */
  path: string
  /** What it is called there: an image has its name before it. */
  key: 'version' | 'image'
  read: ReadVersion
}

/**
 * Where the versions of the components stand that `flux-fleet.yaml` can say: what writes these files is
 * `chart-part.ts`, `upstream-part.ts`, `workload-part.ts` and `overlays.ts`. Not every place is in every fleet.
 */
export function versionPlaces({ components, environments }: ResolvedFleet): VersionPlace[] {
  return components.flatMap((entry) => {
    const carrier = carrierOf(entry)
    if (carrier === undefined) return []
    const { name, placement, layer, component } = entry
    const key = component.manifests === undefined ? 'version' : 'image'
    const folder = LAYER_FOLDERS[layer]
    const base: VersionPlace = {
      component: name,
      environment: undefined,
      path: `${folder}/base/${name}/${carrier.file}`,
      key,
      read: carrier.read,
    }
    const overlays = environments.flatMap(({ name: environment }) =>
      [
        ...(placement.isIn(environment) ? [`${folder}/${environment}`] : []),
        ...(placement.isPerClusterIn(environment) ? [`${folder}/${environment}/${name}`] : []),
      ].map(
        (overlay): VersionPlace => ({
          component: name,
          environment,
          path: `${overlay}/${carrier.overlay.file}`,
          key,
          read: carrier.overlay.read,
        }),
      ),
    )
    return [base, ...overlays]
  })
}

interface Carrier {
  /** In the base. */
  file: string
  read: ReadVersion
  overlay: { file: string; read: ReadVersion }
}

function carrierOf({
  component,
  name,
  objectName,
  facts,
  chart,
  releaseNamespace,
  namespace,
}: ResolvedComponent): Carrier | undefined {
  const source = (kind: string, where: string): Carrier => ({
    file: 'repository.yaml',
    read: refIn,
    overlay: {
      file: 'kustomization.yaml',
      read: patchedRefIn({ kind, name: objectName, namespace: where }),
    },
  })
  if (component.manifests !== undefined) {
    const read = imageIn(objectName)
    return { file: 'deployment.yaml', read, overlay: { file: `${name}${PATCH_ENDINGS.workload}`, read } }
  }
  switch (chart?.source) {
    case 'oci':
      return source('OCIRepository', releaseNamespace)
    case 'git':
      return source('GitRepository', releaseNamespace)
    case 'https':
      return {
        file: 'release.yaml',
        read: chartVersionIn,
        overlay: { file: `${name}${PATCH_ENDINGS.values}`, read: chartVersionIn },
      }
    default:
      return facts?.manifests === undefined ? undefined : source('GitRepository', namespace)
  }
}
