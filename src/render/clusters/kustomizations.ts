import type { Layer } from '../../fleet/catalog/catalog.ts'
import { InvalidFleetError } from '../../fleet/issue.ts'
import { fluxPath } from '../../fleet/resolve/flux-path.ts'
import { perClusterKustomization } from '../../fleet/resolve/object-names.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type {
  ResolvedComponent,
  ResolvedEnvironment,
  ResolvedFleet,
  ResolvedLayer,
} from '../../fleet/resolve/resolved-fleet.ts'
import type { Part } from '../components/part.ts'
import type { RenderContributor } from '../contributor.ts'
import type { Library } from '../templates/library.ts'
import type {
  ClusterKustomization,
  ContributedKustomization,
  KustomizationsByCluster,
} from './cluster-kustomization.ts'
import { partsBefore } from './component-dependencies.ts'
import { HealthChecks } from './health-checks.ts'
import { waitingTime } from './timeouts.ts'

/** What all clusters share: the layers with their parts, and who has Kustomizations besides. */
interface Shared {
  resolved: ResolvedFleet
  layers: readonly { layer: ResolvedLayer; parts: readonly Part[] }[]
  contributors: readonly RenderContributor[]
  environments: ReadonlyMap<string, ResolvedEnvironment>
  healthChecks: HealthChecks
  library: Library
}

/**
 * The Kustomizations of each cluster in the order in which Flux applies them. Each layer waits for all of the
 * layer before; a component that only some clusters of the environment have has a Kustomization of its own
 * beside its layer's.
 */
export function kustomizationsByCluster(
  resolved: ResolvedFleet,
  parts: readonly Part[],
  contributors: readonly RenderContributor[],
  library: Library,
): KustomizationsByCluster {
  const shared: Shared = {
    resolved,
    layers: resolved.layers.map((layer) => ({
      layer,
      parts: parts.filter((part) => part.layer === layer.layer),
    })),
    contributors,
    library,
    environments: new Map(resolved.environments.map((environment) => [environment.name, environment])),
    healthChecks: new HealthChecks(resolved.catalog),
  }
  return new Map(resolved.clusters.map((cluster) => [cluster, kustomizationsOf(cluster, shared)]))
}

function kustomizationsOf(cluster: ResolvedCluster, shared: Shared): ClusterKustomization[] {
  const { resolved, layers, contributors } = shared
  const first = contributors
    .flatMap((contributor) => contributor.kustomizationsBeforeLayers?.(cluster, resolved) ?? [])
    .sort((one, other) => Number(other.layersWait) - Number(one.layersWait))
  const found = first.map((kustomization) => completed(kustomization, resolved))
  let before = first.filter(({ layersWait }) => layersWait).map(({ name }) => name)
  const perComponent = resolved.fleet.granularity === 'component'
  const onCluster = perComponent
    ? layers.flatMap(({ parts }) => parts.filter(({ entry }) => entry.placement.isOn(cluster)))
    : []
  const infrastructure: string[] = []
  for (const inLayer of layers) {
    const { layer } = inLayer
    const isApps = layer.layer === 'apps'
    if (isApps)
      for (const contributor of contributors)
        for (const one of contributor.kustomizationsAfterInfrastructure?.(
          cluster,
          resolved,
          perComponent ? infrastructure : before,
        ) ?? [])
          found.push(completed(one, resolved))
    if (perComponent) {
      const ofLayer = componentKustomizations(cluster, inLayer, before, onCluster, shared)
      found.push(...ofLayer)
      infrastructure.push(...ofLayer.map(({ name }) => name))
      continue
    }
    const ofLayer = layerKustomizations(cluster, inLayer, before, shared)
    found.push(...ofLayer)
    before = ofLayer.map(({ name }) => name)
  }
  return found
}

/** A Kustomization for each component of a layer, after those alone that it needs. */
function componentKustomizations(
  cluster: ResolvedCluster,
  { layer, parts }: Shared['layers'][number],
  first: readonly string[],
  onCluster: readonly Part[],
  shared: Shared,
): ClusterKustomization[] {
  const overlay = `${layer.folder}/${cluster.environment}`
  return parts
    .filter((part) => onCluster.includes(part))
    .map((part, index) => {
      const before = partsBefore(part, onCluster, shared.resolved, shared.library)
      const names = before.map((other) => perClusterKustomization(other.layer, other.entry.objectName))
      const made = kustomizationOfPart(cluster, layer, part, [...first, ...names], shared)
      return index === 0 ? { ...made, folders: [`${layer.folder}/base`, overlay] } : made
    })
}

/** The Kustomization of a layer, and one for each component that the cluster has besides. */
function layerKustomizations(
  cluster: ResolvedCluster,
  { layer, parts }: Shared['layers'][number],
  dependsOn: readonly string[],
  shared: Shared,
): ClusterKustomization[] {
  const { folder, kustomization } = layer
  const overlay = `${folder}/${cluster.environment}`
  const perCluster = parts.filter((part) => part.entry.placement.isPerClusterOn(cluster))
  const inLayer = parts.filter((part) => !perCluster.includes(part))
  return [
    {
      ...completed(
        {
          ...common(layer),
          dependsOn,
          name: kustomization,
          timeout: layer.layer === 'configs' ? waitingTime([]) : waitingTime(entriesOf(inLayer), 1),
          path: fluxPath(shared.resolved.fleet, overlay),
          folders: [...(parts.length > 0 ? [`${folder}/base`] : []), overlay],
        },
        shared.resolved,
      ),
      ...ofParts(
        cluster,
        layer.layer,
        inLayer.filter((part) => part.entry.placement.isIn(cluster.environment)),
        shared,
      ),
    },
    ...perCluster.map((part) => kustomizationOfPart(cluster, layer, part, dependsOn, shared)),
  ]
}

/** The Kustomization of one part alone. */
function kustomizationOfPart(
  cluster: ResolvedCluster,
  layer: ResolvedLayer,
  part: Part,
  dependsOn: readonly string[],
  shared: Shared,
): ClusterKustomization {
  return {
    ...completed(
      {
        ...common(layer),
        dependsOn,
        name: perClusterKustomization(layer.layer, part.entry.objectName),
        timeout: waitingTime(layer.layer === 'configs' ? [] : [part.entry]),
        path: fluxPath(shared.resolved.fleet, `${layer.folder}/${cluster.environment}/${part.entry.name}`),
        folders: [],
      },
      shared.resolved,
    ),
    ...ofParts(cluster, layer.layer, [part], shared),
  }
}

/** What the Kustomizations of a layer have in common. */
function common({ layer }: ResolvedLayer) {
  const isApps = layer === 'apps'
  return {
    area: isApps ? 'apps' : 'infrastructure',
    file: isApps ? 'apps.yaml' : 'infrastructure.yaml',
    interval: isApps ? '30m' : '1h',
    prune: layer !== 'crds',
    wait: true,
    mayBeEncrypted: true,
    substitute: layer !== 'crds',
  }
}

/** What a Kustomization has for the parts that it applies. */
function ofParts(
  cluster: ResolvedCluster,
  layer: Layer,
  parts: readonly Part[],
  { environments, healthChecks }: Shared,
): Pick<ClusterKustomization, 'patches' | 'healthChecks'> {
  return {
    patches: patchesFor(cluster, layer, parts),
    healthChecks: healthChecks.of(parts, environments.get(cluster.environment)!),
  }
}

function entriesOf(parts: readonly Part[]): ResolvedComponent[] {
  return parts.map(({ entry }) => entry)
}

/** A Kustomization with what holds for all of the fleet. */
function completed(
  { mayBeEncrypted, ...kustomization }: ContributedKustomization,
  { conventions, sourceOf }: ResolvedFleet,
): ClusterKustomization {
  return {
    ...kustomization,
    serviceAccount: conventions.accounts?.kustomizations,
    source: sourceOf(kustomization.area),
    decryption: mayBeEncrypted ? conventions.decryption : undefined,
    healthChecks: [],
    patches: [],
  }
}

/** A patch is for the layer of its component, unless it names another one (the component's configs). */
function patchesFor(
  { cluster }: ResolvedCluster,
  layer: Layer,
  parts: readonly Part[],
): ClusterKustomization['patches'] {
  return (cluster.patches ?? []).flatMap(({ component, layer: asked, patch, target }) => {
    const part = parts.find((candidate) => candidate.entry.name === component)
    if (part === undefined || layer !== (asked ?? part.entry.layer)) return []
    return [{ patch, target: target && JSON.parse(JSON.stringify(target)) }]
  })
}

/**
 * Every patch of a cluster has objects to be applied to: its component puts something into the layer that the
 * patch names.
 * @throws InvalidFleetError naming each patch without
 */
export function assertPatches({ written }: ResolvedFleet, parts: readonly Part[]): void {
  const issues = written.clusters.flatMap((cluster, index) =>
    (cluster.patches ?? []).flatMap(({ component, layer }, number) => {
      const own = parts.filter((part) => part.entry.name === component)
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
