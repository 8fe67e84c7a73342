import type { Catalog } from '../catalog/catalog.ts'
import type { FleetIssue } from '../issue.ts'
import type { Fleet } from '../schema/fleet-schema.ts'
import { isLockedDown } from '../schema/layouts.ts'
import { checkEntryNames } from './entry-names.ts'
import { checkPlaces } from './placement.ts'
import { checkTenantDependencies } from './tenant-dependencies.ts'
import { checkTenantKeys } from './tenant-keys.ts'
import { checkTenantNamespaces } from './tenant-namespaces.ts'
import { checkRights } from './tenant-rights.ts'
import { checkTenantSource } from './tenant-source.ts'
import { checkTenantVariables } from './tenant-variables.ts'

/** Tenants have places, namespaces and keys that are nobody else's, and one source each. */
export function checkTenants(fleet: Fleet, catalog: Catalog): FleetIssue[] {
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
    ...checkTenantNamespaces(fleet, catalog),
    ...checkTenantKeys(fleet),
    ...fleet.tenants.flatMap((tenant, index) => {
      const path = ['tenants', index]
      return [
        ...checkPlaces(fleet, tenant, path, 'tenant'),
        ...checkRights(tenant, path),
        ...checkTenantSource(fleet, tenant, path),
        ...checkTenantDependencies(fleet, catalog, tenant, path),
        ...checkTenantVariables(tenant, path),
      ]
    }),
  ]
}
