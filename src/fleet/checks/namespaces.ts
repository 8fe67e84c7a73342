import type { Catalog } from '../catalog/catalog.ts'
import type { FleetIssue } from '../issue.ts'
import { componentsByNamespace, isSystemNamespace, namespaceOwner } from '../resolve/namespaces.ts'
import { isOwn, namespaceOf } from '../resolve/placement.ts'
import type { Fleet } from '../schema/fleet-schema.ts'

/**
 * Nothing of a person's goes into Flux's or Kubernetes' default namespace, and each namespace has one owner.
 */
export function checkNamespaces(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  const issues: FleetIssue[] = []
  for (const [index, component] of fleet.components.entries()) {
    const namespace = namespaceOf(component, catalog)
    if (namespace === 'default' || (namespace === 'flux-system' && isOwn(component))) {
      issues.push({
        path: ['components', index, component.namespace === undefined ? 'name' : 'namespace'],
        message: `the namespace "${namespace}" is not for components: give "namespace" another value`,
      })
    }
  }
  for (const [namespace, sharing] of componentsByNamespace(fleet, catalog)) {
    if (isSystemNamespace(namespace) || namespaceOwner(fleet, catalog, sharing) !== undefined) continue
    const names = sharing.map((component) => component.name).join(', ')
    issues.push({
      path: ['components', fleet.components.indexOf(sharing[0]!), 'namespace'],
      message: `the namespace "${namespace}" is shared by ${names}, but the first of them is not on every cluster and environment of the others, so some would lack the namespace: place it with them, or give each its own namespace`,
    })
  }
  return issues
}
