import { asWritten } from '../../fleet/resolve/as-written.ts'
import type { ResolvedComponent, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'

/** The Gateway that Envoy Gateway of the catalog makes; others are made by people. */
const GATEWAY = { name: 'public', namespace: 'envoy-gateway-system' }

/** More clusters than this are counted, not named. */
const FEW = 3

/**
 * Says what an own application needs that no component of the fleet brings to its clusters. They may have it
 * from elsewhere; but without the CRDs of a route the API server does not know the kind, and Flux applies
 * nothing of the whole layer.
 */
export function workloadNotes(
  { components }: ResolvedFleet,
  { component, placement }: ResolvedComponent,
): string[] {
  const { autoscaling, route } = component.manifests ?? {}
  const notes: string[] = []
  const need = (provided: string, note: (where: string) => string) => {
    const providers = components.filter(({ facts }) => facts?.provides.includes(provided) === true)
    const lacking = asWritten(placement.clusters)
      .filter((cluster) => !providers.some((provider) => provider.placement.isOn(cluster)))
      .map((cluster) => cluster.name)
    if (lacking.length > 0)
      notes.push(note(lacking.length > FEW ? `${lacking.length} clusters` : lacking.join(', ')))
  }
  if (route !== undefined) {
    need(
      'gateway-api',
      (where) =>
        `${component.name}: its HTTPRoute can't be applied on ${where} without the CRDs of the Gateway API: add the component gateway-api, unless they are there already.`,
    )
    if (route.gateway === GATEWAY.name && route.gatewayNamespace === GATEWAY.namespace)
      need(
        'gateway',
        (where) =>
          `${component.name}: nothing in the fleet makes the Gateway ${route.gatewayNamespace}/${route.gateway} of its route on ${where}: add the component envoy-gateway, or name another Gateway.`,
      )
  }
  if (autoscaling !== undefined)
    need(
      'resource-metrics',
      (where) =>
        `${component.name}: nothing in the fleet measures the CPU that it is scaled by on ${where}: add the component metrics-server, unless the provider has one there.`,
    )
  return notes
}
