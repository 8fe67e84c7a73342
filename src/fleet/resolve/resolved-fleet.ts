import type { Capability } from '../catalog/capabilities.ts'
import type { Catalog, CatalogComponent, Layer } from '../catalog/catalog.ts'
import type { Component, Environment, Fleet } from '../schema/fleet-schema.ts'
import type { ResolvedChart } from './charts.ts'
import type { Conventions, SourceReference } from './conventions.ts'
import type { FluxFacts } from './flux-version.ts'
import type { Placement } from './placement.ts'
import type { FleetRepository } from './repositories.ts'
import type { ResolvedCluster, ResolvedEntry } from './resolved-cluster.ts'

/**
 * A fleet with all that follows from it, worked out once. Entries are in order (environments that lead to
 * production first, all others by name), whatever the order of the file is.
 */
export interface ResolvedFleet {
  /** The model with its entries in order. */
  fleet: Fleet
  /** The model as it was written: what is wrong is told by the places there. */
  written: Fleet
  catalog: Catalog
  flux: FluxFacts
  environments: readonly ResolvedEnvironment[]
  clusters: readonly ResolvedCluster[]
  components: readonly ResolvedComponent[]
  /** The components that provide each capability; none of a person's own. */
  providers: ReadonlyMap<Capability, readonly ResolvedComponent[]>
  /** The namespaces of components, by name. */
  namespaces: ReadonlyMap<string, ResolvedNamespace>
  /** The layers that there are, in the order in which Flux applies them. */
  layers: readonly ResolvedLayer[]
  /** All repositories, in the order in which they are pushed the first time. */
  repositories: readonly FleetRepository[]
  /** The one with `flux-fleet.yaml` and the clusters. */
  fleetRepository: FleetRepository
  /** The one with the layers: the same, or one of the platform's own. */
  layersRepository: FleetRepository
  conventions: Conventions
  /** The source that the Kustomizations of an area are applied from. */
  sourceOf(area: string): SourceReference
  /** The source of a component's local chart alone; undefined where there is none, or its chart is not local. */
  chartArtifactOf(entry: ResolvedComponent): SourceReference | undefined
}

/** An environment, and what is in it. */
export interface ResolvedEnvironment extends ResolvedEntry {
  environment: Environment
  /** Whether it gets production defaults. */
  production: boolean
  clusters: readonly ResolvedCluster[]
}

/** A layer that has something in it, or always is there. */
export interface ResolvedLayer {
  layer: Layer
  /** Its folder in the repository. */
  folder: string
  /** Name of the Kustomization that applies it on a cluster. */
  kustomization: string
  /** Components whose layer it is. */
  components: readonly ResolvedComponent[]
}

/** A namespace that components have. */
export interface ResolvedNamespace {
  name: string
  /** Whether Kubernetes or Flux made it, so that no component may make or delete it. */
  isSystem: boolean
  /** The components in it, by layer and name of their objects. */
  components: readonly ResolvedComponent[]
  /**
   * The one component whose bundle makes it: two owners would fight over the object. Undefined where no
   * component is everywhere that it is needed.
   */
  owner: ResolvedComponent | undefined
}

/** A component with its facts, where it is, and what its objects are called. */
export interface ResolvedComponent extends ResolvedEntry {
  component: Component
  /** Whether it is a person's own chart or manifests, and not the catalog's. */
  isOwn: boolean
  /** Its entry in the catalog; undefined for a person's own. */
  facts: CatalogComponent | undefined
  placement: Placement
  layer: Layer
  /** What its objects on the clusters are called. */
  objectName: string
  namespace: string
  /** The namespace of its HelmRelease, chart source and values. */
  releaseNamespace: string
  /** Where its chart comes from; undefined for plain manifests. */
  chart: ResolvedChart | undefined
  /** What its catalog options are set to: as the person said, else their defaults. */
  options: Readonly<Record<string, string | undefined>>
  /** The components of the same layer that must be ready before it, by name. */
  dependsOn: readonly ResolvedComponent[]
}
