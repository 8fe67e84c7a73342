import type { FleetIssue } from '../issue.ts'
import { asWritten } from '../resolve/as-written.ts'
import { FLUX_NAMESPACE } from '../resolve/flux-system.ts'
import type { ResolvedFleet } from '../resolve/resolved-fleet.ts'

/**
 * Nothing of a person's goes into Flux's or Kubernetes' default namespace, and each namespace has one owner.
 */
export function checkNamespaces({ components, namespaces }: ResolvedFleet): FleetIssue[] {
  const issues: FleetIssue[] = []
  for (const { index, namespace, isOwn, component } of asWritten(components)) {
    if (namespace === 'default' || (namespace === FLUX_NAMESPACE && isOwn)) {
      issues.push({
        path: ['components', index, component.namespace === undefined ? 'name' : 'namespace'],
        message: `the namespace "${namespace}" is not for components: give "namespace" another value`,
      })
    }
  }
  for (const { name, isSystem, owner, components: sharing } of namespaces.values()) {
    if (isSystem || owner !== undefined) continue
    const names = sharing.map((component) => component.name).join(', ')
    issues.push({
      path: ['components', sharing[0]!.index, 'namespace'],
      message: `the namespace "${name}" is shared by ${names}, but the first of them is not on every cluster and environment of the others, so some would lack the namespace: place it with them, or give each its own namespace`,
    })
  }
  return issues
}
