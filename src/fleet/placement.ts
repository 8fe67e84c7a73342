import type { Catalog, Layer } from './catalog.ts'
import type { Cluster, Component, Environment, Fleet } from './schema.ts'

/** Whether a component is in the overlay of the environment, and so on each of its clusters. */
export function isInEnvironment(component: Component, environment: string): boolean {
  if (component.environments !== undefined) return component.environments.includes(environment)
  return component.clusters === undefined
}

/**
 * Whether a component is on the cluster alone, through a Kustomization of its own: the cluster is named and
 * the environment's overlay does not have it already.
 */
export function isOnClusterAlone(component: Component, cluster: Cluster): boolean {
  return (
    (component.clusters?.includes(cluster.name) ?? false) && !isInEnvironment(component, cluster.environment)
  )
}

/** Whether the cluster has the component, by its environment or by itself. */
export function isOnCluster(component: Component, cluster: Cluster): boolean {
  return isInEnvironment(component, cluster.environment) || isOnClusterAlone(component, cluster)
}

/** The clusters that have the component. */
export function clustersOf(fleet: Fleet, component: Component): Cluster[] {
  return fleet.clusters.filter((cluster) => isOnCluster(component, cluster))
}

/** Whether some cluster of the environment has the component alone, so that it needs an overlay of its own there. */
export function isAloneInEnvironment(fleet: Fleet, component: Component, environment: Environment): boolean {
  return fleet.clusters.some(
    (cluster) => cluster.environment === environment.name && isOnClusterAlone(component, cluster),
  )
}

/**
 * Whether `other` is wherever the environment has `component`, so that settings which rely on it are safe there.
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
    .filter((cluster) => cluster.environment === environment && isOnClusterAlone(component, cluster))
    .every((cluster) => isOnCluster(other, cluster))
}

/** The layer of a component: as its catalog entry or the fleet says, else apps. */
export function layerOf(component: Component, catalog: Catalog): Layer {
  if (isOwn(component)) return component.layer ?? 'apps'
  return catalog.get(component.name)?.layer ?? 'apps'
}

/** The namespace of a component: as the fleet or its catalog entry says, else its own name. */
export function namespaceOf(component: Component, catalog: Catalog): string {
  if (component.namespace !== undefined) return component.namespace
  return (isOwn(component) ? undefined : catalog.get(component.name)?.namespace) ?? component.name
}

/** Whether the component is a person's own (a chart or manifests of theirs) and not the catalog's. */
export function isOwn(component: Component): boolean {
  return component.chart !== undefined || component.manifests !== undefined
}
