import { isOwn } from '../../fleet/resolve/placement.ts'
import type { Component } from '../../fleet/schema/fleet-schema.ts'
import type { Library } from '../templates/library.ts'

const LEVELS = ['privileged', 'baseline', 'restricted'] as const

/**
 * The manifest of a namespace, with the pod security level that all its components can live with.
 * @param sharing the components of the namespace
 */
export function namespaceFile(library: Library, namespace: string, sharing: readonly Component[]): string {
  const levels = sharing.map((component) => podSecurity(component, library))
  const podSecurityLevel = levels.includes(undefined)
    ? undefined
    : LEVELS.find((level) => levels.includes(level))
  return library.template('component/namespace.yaml')({ namespace, podSecurity: podSecurityLevel })
}

/**
 * Own manifests run with a restricted security context, so their namespace may enforce it; of charts only the
 * catalog knows.
 */
function podSecurity(component: Component, library: Library): (typeof LEVELS)[number] | undefined {
  if (component.manifests !== undefined) return 'restricted'
  return isOwn(component) ? undefined : library.catalog.get(component.name)?.podSecurity
}
