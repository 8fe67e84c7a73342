import type { FleetIssue } from '../issue.ts'
import { asWritten } from '../resolve/as-written.ts'
import type { ResolvedComponent, ResolvedFleet } from '../resolve/resolved-fleet.ts'

/**
 * Where each component has a Kustomization of its own, one that waits for another can't make the namespace of
 * that: both would wait for ever.
 */
export function checkGranularity({ written, components, namespaces }: ResolvedFleet): FleetIssue[] {
  if (written.granularity === 'layer') return []
  return asWritten(components).flatMap((component): FleetIssue[] => {
    const namespace = namespaces.get(component.namespace)
    const owner = namespace?.owner
    if (
      owner === undefined ||
      namespace?.isSystem === true ||
      owner === component ||
      !waitsFor(owner, component, new Set())
    )
      return []
    return [
      {
        path: ['components', owner.index, 'dependsOn'],
        message: `"${owner.name}" waits for "${component.name}" and makes its namespace "${component.namespace}", for which that waits: give them namespaces of their own, or the granularity layer`,
      },
    ]
  })
}

function waitsFor(
  { dependsOn }: ResolvedComponent,
  other: ResolvedComponent,
  seen: Set<ResolvedComponent>,
): boolean {
  return dependsOn.some((before) => {
    if (before === other) return true
    if (seen.has(before)) return false
    seen.add(before)
    return waitsFor(before, other, seen)
  })
}
