import type { FleetIssue } from '../../../fleet/issue.ts'
import type { ResolvedFleet } from '../../../fleet/resolve/resolved-fleet.ts'
import { decrypts } from '../resolved-tenant.ts'

/** The private key of a tenant lies in its namespace: it must open nobody else's Secrets. */
export function checkTenantKeys(resolved: ResolvedFleet): FleetIssue[] {
  const { written: fleet, conventions } = resolved
  const holders = new Map<string, string>()
  for (const recipient of fleet.secrets.recipients ?? []) holders.set(recipient, 'the administrators')
  for (const cluster of fleet.clusters)
    for (const recipient of cluster.recipients ?? []) holders.set(recipient, `the cluster "${cluster.name}"`)
  const issues: FleetIssue[] = []
  for (const [index, tenant] of fleet.tenants.entries()) {
    const path = ['tenants', index]
    const own = tenant.recipients ?? []
    if (conventions.decryption === undefined) {
      if (tenant.decryption === true)
        issues.push({
          path: [...path, 'decryption'],
          message: 'needs SOPS: set secrets.provider to sops, or leave it out',
        })
      if (own.length > 0)
        issues.push({
          path: [...path, 'recipients'],
          message: 'recipients are for SOPS: set secrets.provider to sops, or leave them out',
        })
      continue
    }
    if (decrypts(resolved, tenant) && own.length === 0) {
      issues.push({
        path: [...path, 'recipients'],
        message: `is missing: give a public age key of "${tenant.name}", or set decryption to false`,
      })
    }
    for (const [number, recipient] of own.entries()) {
      const holder = holders.get(recipient)
      if (holder !== undefined && holder !== `the tenant "${tenant.name}"`)
        issues.push({
          path: [...path, 'recipients', number],
          message: `is a key of ${holder} too: a tenant's key lies in its namespace and must open nobody else's Secrets`,
        })
      holders.set(recipient, `the tenant "${tenant.name}"`)
    }
  }
  return issues
}
