import type { Catalog } from '../catalog/catalog.ts'
import { isProduction } from '../schema/environment-schema.ts'
import type { Fleet } from '../schema/fleet-schema.ts'
import { clusterFolder, directoryOf, secretsFolder } from './cluster-folders.ts'
import { resolveComponents } from './components.ts'
import type { Conventions, SourceReference } from './conventions.ts'
import { fluxFacts } from './flux-version.ts'
import { layersOf } from './layers.ts'
import { resolveNamespaces } from './namespaces.ts'
import { inOrder } from './order.ts'
import { providersOf } from './providers.ts'
import { type FleetRepository, onlyRepository } from './repositories.ts'
import type { ResolveContributor } from './resolve-contributor.ts'
import type { ResolvedCluster } from './resolved-cluster.ts'
import type { ResolvedComponent, ResolvedEnvironment, ResolvedFleet } from './resolved-fleet.ts'
import { clusterVariables } from './variables.ts'

const NO_CONVENTIONS: Conventions = {
  accounts: undefined,
  releaseNamespace: undefined,
  namespaceLabels: {},
  routeLabels: undefined,
  decryption: undefined,
}

/**
 * Works out once all that follows from a fleet. Nothing is refused here: of a fleet that breaks a rule, what
 * names nothing leads nowhere.
 * @param contributors those that the fleet has; of several that say the same the last one counts
 */
export function resolve(
  written: Fleet,
  catalog: Catalog,
  contributors: readonly ResolveContributor[],
): ResolvedFleet {
  const { fleet, indexes } = inOrder(written)
  const decided = contributors.map((contributor) => contributor.conventions?.(fleet))
  const conventions: Conventions = {
    ...Object.assign({}, NO_CONVENTIONS, ...decided),
    namespaceLabels: Object.assign({}, ...decided.map((one) => one?.namespaceLabels)),
  }
  const clusters = fleet.clusters.map(
    (cluster, index): ResolvedCluster => ({
      name: cluster.name,
      index: indexes.clusters[index]!,
      cluster,
      environment: cluster.environment,
      directory: directoryOf(cluster),
      folder: clusterFolder(cluster),
      secretsFolder: secretsFolder(cluster),
      variables: clusterVariables(cluster),
    }),
  )
  const environments = fleet.environments.map(
    (environment, index): ResolvedEnvironment => ({
      name: environment.name,
      index: indexes.environments[index]!,
      environment,
      production: isProduction(environment),
      clusters: clusters.filter((cluster) => cluster.environment === environment.name),
    }),
  )
  const components = resolveComponents(fleet, indexes.components, catalog, {
    clusters,
    environments,
    releaseNamespace: conventions.releaseNamespace,
  })
  const only = onlyRepository(fleet)
  const resolved: ResolvedFleet = {
    fleet,
    written,
    catalog,
    flux: fluxFacts(fleet.flux.version),
    environments,
    clusters,
    components,
    providers: providersOf(components),
    namespaces: resolveNamespaces(components, environments),
    layers: layersOf(components),
    repositories: [only],
    fleetRepository: only,
    layersRepository: only,
    conventions,
    sourceOf: (area) => sourceOf(area, contributors),
    chartArtifactOf: (entry) => chartArtifactOf(entry, contributors),
  }
  const repositories = contributors.flatMap((contributor) => contributor.repositories?.(resolved) ?? [])
  return repositories.length === 0 ? resolved : inSeveral(resolved, repositories)
}

function inSeveral(resolved: ResolvedFleet, repositories: readonly FleetRepository[]): ResolvedFleet {
  const fleetRepository = repositories.find(({ kind }) => kind === 'fleet')!
  const layersRepository = repositories.find(({ kind }) => kind === 'platform') ?? fleetRepository
  return Object.assign(resolved, { repositories, fleetRepository, layersRepository })
}

function sourceOf(area: string, contributors: readonly ResolveContributor[]): SourceReference {
  const found = contributors.map((contributor) => contributor.source?.(area))
  const source = found.findLast((one) => one !== undefined)
  if (source === undefined) throw new Error(`nothing delivers ${area}`)
  return source
}

function chartArtifactOf(
  { chart, objectName }: ResolvedComponent,
  contributors: readonly ResolveContributor[],
): SourceReference | undefined {
  if (chart?.source !== 'path') return undefined
  return contributors
    .map((contributor) => contributor.chartArtifact?.(objectName))
    .findLast((one) => one !== undefined)
}
