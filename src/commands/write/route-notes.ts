import { clustersOf, isOnCluster, isOwn } from '../../fleet/placement.ts'
import type { Cluster, Component, Fleet } from '../../fleet/schema.ts'
import type { Library } from '../../render/library.ts'

/** The Gateway that Envoy Gateway of the catalog makes; others are made by people. */
const GATEWAY = { name: 'public', namespace: 'envoy-gateway-system' }

/**
 * Says what the route of an own application needs that no component of the fleet brings to its clusters. Without the CRDs the API
 * server does not know the kind, and Flux applies nothing of the whole layer.
 */
export function routeNotes(fleet: Fleet, component: Component, { catalog }: Library): string[] {
  const route = component.manifests?.route
  if (route === undefined) return []
  const without = (provided: string) =>
    clustersOf(fleet, component).filter(
      (cluster) =>
        !fleet.components.some(
          (other) =>
            !isOwn(other) &&
            catalog.get(other.name)?.provides.includes(provided) === true &&
            isOnCluster(other, cluster),
        ),
    )
  const names = (clusters: readonly Cluster[]) => clusters.map(({ name }) => name).join(', ')
  const withoutKind = without('gateway-api')
  const withoutGateway =
    route.gateway === GATEWAY.name && route.gatewayNamespace === GATEWAY.namespace ? without('gateway') : []
  return [
    ...(withoutKind.length === 0
      ? []
      : [
          `${component.name}: its HTTPRoute can't be applied on ${names(withoutKind)} without the CRDs of the Gateway API: add the component gateway-api, unless they are there already.`,
        ]),
    ...(withoutGateway.length === 0
      ? []
      : [
          `${component.name}: nothing in the fleet makes the Gateway ${route.gatewayNamespace}/${route.gateway} of its route on ${names(withoutGateway)}: add the component envoy-gateway, or name another Gateway.`,
        ]),
  ]
}
