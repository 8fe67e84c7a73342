import { checkSourceRef } from '../../../fleet/checks/source-ref.ts'
import type { FieldPath, FleetIssue } from '../../../fleet/issue.ts'
import { unknownNames } from '../../../fleet/references/unknown-names.ts'
import type { Fleet, Tenant } from '../../../fleet/schema/fleet-schema.ts'

/** A tenant has one source, and follows one thing of it in each environment. */
export function checkTenantSource(fleet: Fleet, tenant: Tenant, path: FieldPath): FleetIssue[] {
  const { git, oci } = tenant.source
  const issues: FleetIssue[] = []
  if (git !== undefined && oci !== undefined)
    issues.push({ path: [...path, 'source', 'oci'], message: 'a tenant has one source: "git" or "oci"' })
  issues.push(...checkSourceRef(tenant.source, oci !== undefined, [...path, 'source']))
  const seen = new Set<string>()
  for (const [number, override] of (tenant.overrides ?? []).entries()) {
    const place = [...path, 'overrides', number]
    const unknown = unknownNames(fleet).below([...place, 'environment'])
    issues.push(...unknown)
    if (unknown.length === 0 && seen.has(override.environment))
      issues.push({
        path: [...place, 'environment'],
        message: `there are already overrides for "${override.environment}"`,
      })
    seen.add(override.environment)
    issues.push(...checkSourceRef(override, oci !== undefined, place))
  }
  return issues
}
