import type { Catalog, Layer } from '../catalog/catalog.ts'
import type { Cluster, Component, Environment, Fleet } from '../schema/fleet-schema.ts'
import { objectNameOf } from './object-name.ts'

import type { ResolvedCluster } from './resolved-cluster.ts'

/** What environments and clusters have or have not: a component or a tenant. */
export type Placed = Pick<Component, 'environments' | 'clusters'>

/** Whether a component or tenant is in the overlay of the environment, and so on each of its clusters. */
export function isInEnvironment(placed: Placed, environment: string): boolean {
  if (placed.environments !== undefined) return placed.environments.includes(environment)
  return placed.clusters === undefined
}

/**
 * Whether a component or tenant is on the cluster alone, through a Kustomization of its own: the cluster is
 * named and the environment's overlay does not have it already.
 */
export function isPerClusterOn(placed: Placed, cluster: Cluster): boolean {
  return (placed.clusters?.includes(cluster.name) ?? false) && !isInEnvironment(placed, cluster.environment)
}

/** Whether the cluster has the component or tenant, by its environment or by itself. */
export function isOnCluster(placed: Placed, cluster: Cluster): boolean {
  return isInEnvironment(placed, cluster.environment) || isPerClusterOn(placed, cluster)
}

/** The clusters that have the component or tenant. */
export function clustersOf(fleet: Fleet, placed: Placed): Cluster[] {
  return fleet.clusters.filter((cluster) => isOnCluster(placed, cluster))
}

/**
 * Whether some cluster of the environment has the component or tenant alone, so that it needs an overlay of
 * its own there.
 */
export function isPerClusterIn(fleet: Fleet, placed: Placed, environment: Environment): boolean {
  if (placed.clusters === undefined) return false
  return fleet.clusters.some(
    (cluster) => cluster.environment === environment.name && isPerClusterOn(placed, cluster),
  )
}

/**
 * Whether `other` is wherever the environment has `component`, so that settings which rely on it are safe
 * there.
 */
export function isBesideInEnvironment(
  fleet: Fleet,
  other: Component,
  component: Component,
  environment: string,
): boolean {
  if (isInEnvironment(other, environment)) return true
  if (isInEnvironment(component, environment)) return false
  return fleet.clusters
    .filter((cluster) => cluster.environment === environment && isPerClusterOn(component, cluster))
    .every((cluster) => isOnCluster(other, cluster))
}

/** The layer of a component: as its catalog entry or the fleet says, else apps. */
export function layerOf(component: Component, catalog: Catalog): Layer {
  if (isOwn(component)) return component.layer ?? 'apps'
  return catalog.get(component.name)?.layer ?? 'apps'
}

/** The namespace of a component: as the fleet or its catalog entry says, else the name of its objects. */
export function namespaceOf(component: Component, catalog: Catalog): string {
  if (component.namespace !== undefined) return component.namespace
  return (isOwn(component) ? undefined : catalog.get(component.name)?.namespace) ?? objectNameOf(component)
}

/** Whether the component is a person's own (a chart or manifests of theirs) and not the catalog's. */
export function isOwn(component: Component): boolean {
  return component.chart !== undefined || component.manifests !== undefined
}

const overrides = new WeakMap<object, ReadonlyMap<string, unknown>>()

/**
 * What a component or tenant has differently in an environment. Looked up by name: a fleet may have hundreds
 * of environments.
 */
export function overrideIn<Override extends { environment: string }>(
  { overrides: list }: { overrides?: readonly Override[] | undefined },
  environment: string | undefined,
): Override | undefined {
  if (list === undefined || environment === undefined) return undefined
  const known = overrides.get(list) ?? new Map(list.map((override) => [override.environment, override]))
  overrides.set(list, known)
  return known.get(environment) as Override | undefined
}

/** Where a component or tenant is. */
export class Placement {
  /** The clusters that have it, by their environment or by themselves. */
  readonly clusters: readonly ResolvedCluster[]
  readonly #placed: Placed
  readonly #environments: ReadonlySet<string> | undefined
  readonly #names: ReadonlySet<string>
  readonly #perCluster: ReadonlyMap<string, readonly ResolvedCluster[]>

  /** @param clusters all of the fleet */
  constructor(placed: Placed, clusters: readonly ResolvedCluster[]) {
    this.#placed = placed
    this.#environments = placed.environments && new Set(placed.environments)
    this.#names = new Set(placed.clusters)
    const perCluster = new Map<string, ResolvedCluster[]>()
    for (const cluster of this.#names.size === 0 ? [] : clusters) {
      if (!this.isPerClusterOn(cluster)) continue
      const inEnvironment = perCluster.get(cluster.environment) ?? []
      inEnvironment.push(cluster)
      perCluster.set(cluster.environment, inEnvironment)
    }
    this.#perCluster = perCluster
    this.clusters = this.isEverywhere ? clusters : clusters.filter((cluster) => this.isOn(cluster))
  }

  /** Whether it names no place, and so is in every environment that there will be. */
  get isEverywhere(): boolean {
    return this.#environments === undefined && this.#placed.clusters === undefined
  }

  /** Whether it is in the overlay of the environment, and so on each of its clusters. */
  isIn(environment: string): boolean {
    if (this.#environments !== undefined) return this.#environments.has(environment)
    return this.#placed.clusters === undefined
  }

  /**
   * Whether the cluster has it through a Kustomization of its own: the cluster is named and the
   * environment's overlay does not have it already.
   */
  isPerClusterOn({ name, environment }: Pick<ResolvedCluster, 'name' | 'environment'>): boolean {
    return this.#names.has(name) && !this.isIn(environment)
  }

  /** Whether the cluster has it, by its environment or by itself. */
  isOn(cluster: Pick<ResolvedCluster, 'name' | 'environment'>): boolean {
    return this.isIn(cluster.environment) || this.isPerClusterOn(cluster)
  }

  /**
   * Whether some cluster of the environment has it through a Kustomization of its own, so that it needs an
   * overlay of its own there.
   */
  isPerClusterIn(environment: string): boolean {
    return this.#perCluster.has(environment)
  }

  /** Whether some cluster of the environment has it, now or as soon as there is one. */
  isSomewhereIn(environment: string): boolean {
    return this.isIn(environment) || this.isPerClusterIn(environment)
  }

  /** Whether it is wherever the environment has the other, so that what the other relies on is there. */
  isBeside(other: Placement, environment: string): boolean {
    return other.isCoveredBy([this], environment)
  }

  /**
   * Whether some of the others is wherever the environment has this. On single clusters any of them will do.
   * But what is in the overlay of the environment reaches clusters that are added later too, so there one of
   * the others has to be in the overlay as well.
   */
  isCoveredBy(others: readonly Placement[], environment: string): boolean {
    if (others.some((other) => other.isIn(environment))) return true
    if (others.length === 0 || this.isIn(environment)) return false
    const clusters = this.#perCluster.get(environment) ?? []
    return clusters.every((cluster) => others.some((other) => other.isOn(cluster)))
  }
}

/** Makes the placements of the entries of a fleet; those that name the same places share one. */
export function placements(clusters: readonly ResolvedCluster[]): (placed: Placed) => Placement {
  const known = new Map<string, Placement>()
  return (placed) => {
    const key = JSON.stringify([placed.environments ?? null, placed.clusters ?? null])
    const found = known.get(key) ?? new Placement(placed, clusters)
    known.set(key, found)
    return found
  }
}
