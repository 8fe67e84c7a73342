import { LAYERS, type Layer } from '../../fleet/catalog/catalog.ts'
import { InvalidFleetError } from '../../fleet/issue.ts'
import { secretsFolder } from '../../fleet/resolve/cluster-folders.ts'
import {
  LAYER_FOLDERS,
  LAYER_KUSTOMIZATIONS,
  PLATFORM_SOURCE,
  perClusterKustomization,
  tenantKustomization,
} from '../../fleet/resolve/object-names.ts'
import { isPerClusterOn } from '../../fleet/resolve/placement.ts'
import { PLATFORM_ACCOUNT } from '../../fleet/resolve/tenancy.ts'
import type { Cluster, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository, isLockedDown } from '../../fleet/schema/layouts.ts'
import type { Part } from '../components/part.ts'

/** Name of the Kustomization that decrypts and applies a cluster's own Secrets before anything else. */
const CLUSTER_SECRETS = 'cluster-secrets'

const POLICIES = 'policies'
const TENANTS = 'tenants'

/** A Flux Kustomization of a cluster, as its template takes it. */
export interface ClusterKustomization {
  name: string
  layer: Layer | 'secrets' | 'policies' | 'tenants'
  dependsOn: string[]
  /** The account that Flux acts as, where the controllers are locked down. */
  serviceAccount: string | undefined
  interval: string
  timeout: string
  source: { kind: 'GitRepository' | 'ExternalArtifact'; name: string }
  path: string
  prune: boolean
  wait: boolean
  decryption: boolean
  substitute: boolean
  patches: { patch: string; target: Record<string, string | undefined> | undefined }[]
}

/** The Kustomizations of each cluster of a fleet. */
export type KustomizationsByCluster = ReadonlyMap<Cluster, ClusterKustomization[]>

/**
 * The Kustomizations of each cluster in the order in which Flux applies them. Each layer waits for all of the
 * layer before; a component that only some clusters of the environment have has a Kustomization of its own
 * beside its layer's.
 */
export function kustomizationsByCluster(fleet: Fleet, parts: readonly Part[]): KustomizationsByCluster {
  const layers = LAYERS.map((layer) => ({ layer, inLayer: parts.filter((part) => part.layer === layer) }))
  const filled = layers.filter(({ layer, inLayer }) => layer !== 'crds' || inLayer.length > 0)
  return new Map(fleet.clusters.map((cluster) => [cluster, kustomizationsOf(fleet, cluster, filled)]))
}

function kustomizationsOf(
  fleet: Fleet,
  cluster: Cluster,
  layers: readonly { layer: Layer; inLayer: readonly Part[] }[],
): ClusterKustomization[] {
  const sops = fleet.secrets.provider === 'sops'
  const found: ClusterKustomization[] = []
  const serviceAccount = isLockedDown(fleet) ? PLATFORM_ACCOUNT : undefined
  const source = (artifact: string): ClusterKustomization['source'] =>
    fleet.artifacts
      ? { kind: 'ExternalArtifact', name: artifact }
      : { kind: 'GitRepository', name: 'flux-system' }
  const layerSource = (artifact: string): ClusterKustomization['source'] =>
    hasPlatformRepository(fleet) ? { kind: 'GitRepository', name: PLATFORM_SOURCE } : source(artifact)
  if (sops) {
    found.push({
      name: CLUSTER_SECRETS,
      layer: 'secrets',
      dependsOn: [],
      serviceAccount,
      interval: '1h',
      timeout: '5m',
      source: source('secrets'),
      path: `./${secretsFolder(cluster)}`,
      prune: true,
      wait: true,
      decryption: true,
      substitute: false,
      patches: [],
    })
  }
  if (isLockedDown(fleet)) found.push(policiesKustomization(cluster, source))
  let before = sops ? [CLUSTER_SECRETS] : []
  for (const { layer, inLayer } of layers) {
    const folder = `./${LAYER_FOLDERS[layer]}/${cluster.environment}`
    const common = {
      layer,
      dependsOn: before,
      serviceAccount,
      interval: layer === 'apps' ? '30m' : '1h',
      timeout: layer === 'controllers' || layer === 'crds' ? '10m' : '5m',
      source: layerSource(layer === 'apps' ? 'apps' : 'infrastructure'),
      prune: layer !== 'crds',
      wait: layer !== 'apps',
      decryption: sops,
      substitute: layer !== 'crds',
    }
    const alone = inLayer.filter((part) => isPerClusterOn(part.component, cluster))
    const together = inLayer.filter((part) => !alone.includes(part))
    const layerKustomizations = [
      {
        ...common,
        name: LAYER_KUSTOMIZATIONS[layer],
        path: folder,
        patches: patchesFor(cluster, layer, together),
      },
      ...alone.map((part) => ({
        ...common,
        name: perClusterKustomization(layer, part.component),
        path: `${folder}/${part.component.name}`,
        patches: patchesFor(cluster, layer, [part]),
      })),
    ]
    found.push(...layerKustomizations)
    before = layerKustomizations.map((kustomization) => kustomization.name)
    if (layer === 'configs' && isLockedDown(fleet))
      found.push(...tenantKustomizations(fleet, cluster, before, source))
  }
  return found
}

/**
 * Kubernetes itself enforces the policies, so they wait for nothing: what fails elsewhere must not hold up a
 * stricter one.
 */
function policiesKustomization(
  cluster: Cluster,
  source: (artifact: string) => ClusterKustomization['source'],
): ClusterKustomization {
  return {
    name: POLICIES,
    layer: 'policies',
    dependsOn: [],
    serviceAccount: PLATFORM_ACCOUNT,
    interval: '1h',
    timeout: '5m',
    source: source('policies'),
    path: `./policies/${cluster.environment}`,
    prune: true,
    wait: true,
    decryption: false,
    substitute: false,
    patches: [],
  }
}

/**
 * Tenants after the policies, so that nothing of a tenant is ever there without them, and after the
 * infrastructure that they use. Nobody waits for a tenant: one team's broken repository must not block the
 * platform.
 */
function tenantKustomizations(
  fleet: Fleet,
  cluster: Cluster,
  infrastructure: readonly string[],
  source: (artifact: string) => ClusterKustomization['source'],
): ClusterKustomization[] {
  const folder = `./tenants/${cluster.environment}`
  const tenants: ClusterKustomization = {
    name: TENANTS,
    layer: 'tenants',
    dependsOn: [POLICIES, ...infrastructure],
    serviceAccount: PLATFORM_ACCOUNT,
    interval: '1h',
    timeout: '5m',
    source: source('tenants'),
    path: folder,
    prune: true,
    wait: false,
    decryption: fleet.secrets.provider === 'sops',
    substitute: true,
    patches: [],
  }
  return [
    tenants,
    ...fleet.tenants
      .filter((tenant) => isPerClusterOn(tenant, cluster))
      .map((tenant) => ({
        ...tenants,
        name: tenantKustomization(tenant),
        path: `${folder}/${tenant.name}`,
      })),
  ]
}

/** A patch is for the layer of its component, unless it names another one (the component's configs). */
function patchesFor(cluster: Cluster, layer: Layer, parts: readonly Part[]): ClusterKustomization['patches'] {
  return (cluster.patches ?? []).flatMap(({ component, layer: asked, patch, target }) => {
    const part = parts.find((candidate) => candidate.component.name === component)
    if (part === undefined || layer !== (asked ?? part.mainLayer)) return []
    return [{ patch, target: target && JSON.parse(JSON.stringify(target)) }]
  })
}

/**
 * Every patch of a cluster has objects to be applied to: its component puts something into the layer that the
 * patch names.
 * @throws InvalidFleetError naming each patch without
 */
export function assertPatches(fleet: Fleet, parts: readonly Part[]): void {
  const issues = fleet.clusters.flatMap((cluster, index) =>
    (cluster.patches ?? []).flatMap(({ component, layer }, number) => {
      const own = parts.filter((part) => part.component.name === component)
      if (layer === undefined || own.some((part) => part.layer === layer)) return []
      const layers = own.map((part) => part.layer).join(' and ')
      return [
        {
          path: ['clusters', index, 'patches', number, 'layer'],
          message: `"${component}" has nothing in the layer ${layer}, only in ${layers}`,
        },
      ]
    }),
  )
  if (issues.length > 0) throw new InvalidFleetError(issues)
}
