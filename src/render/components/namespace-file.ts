import type { ResolvedComponent } from '../../fleet/resolve/resolved-fleet.ts'
import type { PartContext } from './part-context.ts'

const LEVELS = ['privileged', 'baseline', 'restricted'] as const

/**
 * The manifest of a component's namespace, with the pod security level that all components in it can live
 * with; undefined when the component does not make the namespace.
 */
export function namespaceFile({ library, entry, resolved }: PartContext): string | undefined {
  const { owner, isSystem, components, name: namespace } = resolved.namespaces.get(entry.namespace)!
  if (owner !== entry || isSystem) return undefined
  const levels = components.map(podSecurityOf)
  const podSecurity = levels.includes(undefined) ? undefined : LEVELS.find((level) => levels.includes(level))
  const labels = {
    ...resolved.conventions.namespaceLabels,
    ...(resolved.providers.has('gateway') ? resolved.conventions.routeLabels : {}),
    ...(podSecurity === undefined ? {} : { 'pod-security.kubernetes.io/enforce': podSecurity }),
  }
  return library.template('component/namespace.yaml')({
    namespace,
    labels: Object.keys(labels).length === 0 ? undefined : labels,
  })
}

/**
 * Own manifests run with a restricted security context, so their namespace may enforce it; of charts only the
 * catalog knows.
 */
function podSecurityOf({ component, facts }: ResolvedComponent): (typeof LEVELS)[number] | undefined {
  return component.manifests === undefined ? facts?.podSecurity : 'restricted'
}
