import { checkEntryNames } from '../../../fleet/checks/entry-names.ts'
import { checkPlaces } from '../../../fleet/checks/placement.ts'
import type { FleetIssue } from '../../../fleet/issue.ts'
import type { ResolvedFleet } from '../../../fleet/resolve/resolved-fleet.ts'
import { isLockedDown } from '../../../fleet/schema/layouts.ts'
import { checkTenantDependencies } from './tenant-dependencies.ts'
import { checkTenantHosts } from './tenant-hosts.ts'
import { checkTenantKeys } from './tenant-keys.ts'
import { checkTenantNamespaces } from './tenant-namespaces.ts'
import { checkRights } from './tenant-rights.ts'
import { checkTenantSource } from './tenant-source.ts'
import { checkTenantVariables } from './tenant-variables.ts'

/** Tenants have places, namespaces and keys that are nobody else's, and one source each. */
export function checkTenants(resolved: ResolvedFleet): FleetIssue[] {
  const { written: fleet } = resolved
  if (!isLockedDown(fleet)) {
    return fleet.tenants.length === 0
      ? []
      : [
          {
            path: ['tenants'],
            message:
              'the layout monorepo has no tenants: choose the layout multi-tenant (one platform repository) or multi-repo (a repository for each team besides)',
          },
        ]
  }
  return [
    ...checkEntryNames(fleet, 'tenants'),
    ...checkTenantNamespaces(resolved),
    ...checkTenantKeys(resolved),
    ...checkTenantHosts(resolved),
    ...fleet.tenants.flatMap((tenant, index) => {
      const path = ['tenants', index]
      return [
        ...checkPlaces(fleet, tenant, path, 'tenant'),
        ...checkRights(tenant, path),
        ...checkTenantSource(fleet, tenant, path),
        ...checkTenantDependencies(resolved, tenant, path),
        ...checkTenantVariables(tenant, path),
      ]
    }),
  ]
}
