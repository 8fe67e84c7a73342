import { type Capability, PUBLIC_GATEWAY } from '../../fleet/catalog/capabilities.ts'
import { asWritten } from '../../fleet/resolve/as-written.ts'
import type { ResolvedComponent, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'

/** More clusters than this are counted, not named. */
const FEW = 3

/**
 * Says what an own application needs that no component of the fleet brings to its clusters. They may have it
 * from elsewhere; but without the CRDs of a route the API server does not know the kind, and Flux applies
 * nothing of the whole layer.
 */
export function workloadNotes(
  { providers, catalog }: ResolvedFleet,
  { component, placement }: ResolvedComponent,
): string[] {
  const { autoscaling, route } = component.manifests ?? {}
  const notes: string[] = []
  const need = (capability: Capability, note: (where: string, known: string) => string) => {
    const provided = providers.get(capability) ?? []
    const lacking = asWritten(placement.clusters)
      .filter((cluster) => !provided.some((provider) => provider.placement.isOn(cluster)))
      .map((cluster) => cluster.name)
    if (lacking.length === 0) return
    const known = [...catalog.values()].filter(({ provides }) => provides.includes(capability))
    notes.push(
      note(
        lacking.length > FEW ? `${lacking.length} clusters` : lacking.join(', '),
        known.map(({ name }) => name).join(' or '),
      ),
    )
  }
  if (route !== undefined) {
    need(
      'gateway-api',
      (where, known) =>
        `${component.name}: its HTTPRoute can't be applied on ${where} without the CRDs of the Gateway API: add the component ${known}, unless they are there already.`,
    )
    if (route.gateway === PUBLIC_GATEWAY.name && route.gatewayNamespace === PUBLIC_GATEWAY.namespace)
      need(
        'gateway',
        (where, known) =>
          `${component.name}: nothing in the fleet makes the Gateway ${route.gatewayNamespace}/${route.gateway} of its route on ${where}: add the component ${known}, or name another Gateway.`,
      )
  }
  if (autoscaling !== undefined)
    need(
      'resource-metrics',
      (where, known) =>
        `${component.name}: nothing in the fleet measures the CPU that it is scaled by on ${where}: add the component ${known}, unless the provider has one there.`,
    )
  return notes
}
