import { LAYERS, type Layer } from '../../fleet/catalog/catalog.ts'
import { clusterFolder, secretsFolder } from '../../fleet/resolve/cluster-folders.ts'
import { isSystemNamespace } from '../../fleet/resolve/namespaces.ts'
import { LAYER_FOLDERS, PLATFORM_SOURCE } from '../../fleet/resolve/object-names.ts'
import { isOnCluster } from '../../fleet/resolve/placement.ts'
import {
  PLATFORM_ACCOUNT,
  platformReference,
  platformUrl,
  tenantAccount,
} from '../../fleet/resolve/tenancy.ts'
import type { Cluster, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository, isLockedDown } from '../../fleet/schema/layouts.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Part } from '../components/part.ts'
import { neededSecrets } from '../secrets/needed-secrets.ts'
import type { Library } from '../templates/library.ts'
import { remembered } from '../templates/remembered.ts'
import type { KustomizationsByCluster } from './kustomizations.ts'
import { clusterVariables } from './variables.ts'

/** Kustomizations that are not the infrastructure's. */
const FILES_OF_THEIR_OWN = ['secrets', 'policies', 'tenants', 'apps'] as const

/**
 * Writes the entry point of each cluster, `clusters/<directory>/`: complete objects only, since Flux applies
 * every YAML file in it.
 */
export function renderClusters(
  tree: Tree,
  fleet: Fleet,
  library: Library,
  parts: readonly Part[],
  kustomizationsOf: KustomizationsByCluster,
): void {
  const namespacesOfSecrets = namespacesBySecrets(fleet, library)
  const template = remembered(library.template('cluster/kustomizations.yaml'))
  const gotkComponents = library.template('cluster/flux-system/gotk-components.yaml')({})
  const gotkSync = library.template('cluster/flux-system/gotk-sync.yaml')({})
  const controllers = library.template('cluster/flux-system/kustomization.yaml')({
    flux: fleet.flux,
    logLevel: fleet.flux.logLevel === 'info' ? undefined : fleet.flux.logLevel,
    lockdown: isLockedDown(fleet)
      ? { account: tenantAccount(fleet), platformAccount: PLATFORM_ACCOUNT }
      : undefined,
  })
  for (const cluster of fleet.clusters) {
    const folder = clusterFolder(cluster)
    const kustomizations = kustomizationsOf.get(cluster)!
    const write = (file: string, isHere: (layer: string) => boolean) => {
      const chosen = kustomizations.filter((kustomization) => isHere(kustomization.layer))
      if (chosen.length > 0) tree.add(`${folder}/${file}`, template({ kustomizations: chosen }))
    }
    tree.add(`${folder}/flux-system/gotk-components.yaml`, gotkComponents, { kind: 'handed-over' })
    tree.add(`${folder}/flux-system/gotk-sync.yaml`, gotkSync, { kind: 'handed-over' })
    tree.add(`${folder}/flux-system/kustomization.yaml`, controllers)
    tree.add(
      `${folder}/cluster-vars.yaml`,
      library.template('cluster/cluster-vars.yaml')({ variables: clusterVariables(cluster) }),
    )
    write('secrets.yaml', (layer) => layer === 'secrets')
    if (hasPlatformRepository(fleet)) {
      const environment = fleet.environments.find((entry) => entry.name === cluster.environment)!
      tree.add(
        `${folder}/platform.yaml`,
        library.template('cluster/platform.yaml')({
          name: PLATFORM_SOURCE,
          url: platformUrl(fleet),
          ref: platformReference(fleet, environment),
          secret: fleet.platform?.secret,
        }),
      )
    }
    write('infrastructure.yaml', (layer) => !(FILES_OF_THEIR_OWN as readonly string[]).includes(layer))
    write('policies.yaml', (layer) => layer === 'policies')
    write('tenants.yaml', (layer) => layer === 'tenants')
    write('apps.yaml', (layer) => layer === 'apps')
    if (fleet.artifacts) {
      tree.add(
        `${folder}/artifacts.yaml`,
        library.template('cluster/artifacts.yaml')({ artifacts: artifactsOf(fleet, cluster, parts) }),
      )
    }
    if (fleet.secrets.provider === 'sops') {
      const namespaces = namespacesOfSecrets(cluster)
      tree.add(
        `${secretsFolder(cluster)}/kustomization.yaml`,
        library.template('cluster/secrets/kustomization.yaml')({ namespaces }),
      )
      if (namespaces.length > 0) {
        tree.add(
          `${secretsFolder(cluster)}/namespaces.yaml`,
          library.template('cluster/secrets/namespaces.yaml')({ namespaces }),
        )
      }
    }
  }
}

/**
 * Secrets come before the layers that make the namespaces, so those that a component's Secret needs are made
 * with them.
 */
function namespacesBySecrets(fleet: Fleet, library: Library): (cluster: Cluster) => string[] {
  const needing = fleet.components
    .map((component) => ({
      component,
      namespaces: neededSecrets(fleet, component, library)
        .map((secret) => secret.namespace)
        .filter((namespace) => !isSystemNamespace(namespace)),
    }))
    .filter(({ namespaces }) => namespaces.length > 0)
  return (cluster) => {
    const onCluster = needing.filter(({ component }) => isOnCluster(component, cluster))
    return [...new Set(onCluster.flatMap(({ namespaces }) => namespaces))].sort()
  }
}

/**
 * Which folders make which artifact; paths stay as they are in the repository, so that a Kustomization reads
 * the same with and without. A folder that is not there would fail the whole artifact, so the base of an
 * empty layer is left out.
 */
function artifactsOf(fleet: Fleet, cluster: Cluster, parts: readonly Part[]): object[] {
  const filled = new Set(parts.map((part) => part.layer))
  const foldersOf = (layers: readonly Layer[]) =>
    layers.flatMap((layer) =>
      [...(filled.has(layer) ? ['base'] : []), cluster.environment].map((folder) => ({
        from: `@monorepo/${LAYER_FOLDERS[layer]}/${folder}/**`,
        to: `@artifact/${LAYER_FOLDERS[layer]}/${folder}/`,
      })),
    )
  const infrastructure = LAYERS.filter(
    (layer) => layer !== 'apps' && (layer !== 'crds' || filled.has('crds')),
  )
  return [
    { name: 'infrastructure', folders: foldersOf(infrastructure) },
    { name: 'apps', folders: foldersOf(['apps']) },
    ...(isLockedDown(fleet)
      ? ['policies', 'tenants'].map((name) => ({
          name,
          folders: ['base', cluster.environment]
            .filter((folder) => folder !== 'base' || name === 'policies' || fleet.tenants.length > 0)
            .map((folder) => ({
              from: `@monorepo/${name}/${folder}/**`,
              to: `@artifact/${name}/${folder}/`,
            })),
        }))
      : []),
    ...(fleet.secrets.provider === 'sops'
      ? [
          {
            name: 'secrets',
            folders: [
              {
                from: `@monorepo/${secretsFolder(cluster)}/**`,
                to: `@artifact/${secretsFolder(cluster)}/`,
              },
            ],
          },
        ]
      : []),
  ]
}
