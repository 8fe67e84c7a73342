import type { Component } from '../schema/fleet-schema.ts'
import type { ResolvedCluster } from './resolved-cluster.ts'

/** What environments and clusters have or have not: a component or a tenant. */
export type Placed = Pick<Component, 'environments' | 'clusters'>

/** What is to be known of a cluster to tell what is on it. */
interface PlacedCluster {
  name: string
  environment: string
}

/** Where a component or tenant is. */
export class Placement<Cluster extends PlacedCluster = ResolvedCluster> {
  /** The clusters that have it, by their environment or by themselves. */
  readonly clusters: readonly Cluster[]
  readonly #placed: Placed
  readonly #environments: ReadonlySet<string> | undefined
  readonly #names: ReadonlySet<string>
  readonly #perCluster: ReadonlyMap<string, readonly Cluster[]>

  /** @param clusters all of the fleet */
  constructor(placed: Placed, clusters: readonly Cluster[]) {
    this.#placed = placed
    this.#environments = placed.environments && new Set(placed.environments)
    this.#names = new Set(placed.clusters)
    const perCluster = new Map<string, Cluster[]>()
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
  isPerClusterOn({ name, environment }: PlacedCluster): boolean {
    return this.#names.has(name) && !this.isIn(environment)
  }

  /** Whether the cluster has it, by its environment or by itself. */
  isOn(cluster: PlacedCluster): boolean {
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
  isBeside(other: Placement<Cluster>, environment: string): boolean {
    return other.isCoveredBy([this], environment)
  }

  /**
   * Whether some of the others is wherever the environment has this. On single clusters any of them will do.
   * But what is in the overlay of the environment reaches clusters that are added later too, so there one of
   * the others has to be in the overlay as well.
   */
  isCoveredBy(others: readonly Placement<Cluster>[], environment: string): boolean {
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
