import type { Catalog } from './catalog.ts'
import { checkClusters } from './checks/clusters.ts'
import { checkComponents } from './checks/components.ts'
import { checkDependencies } from './checks/dependencies.ts'
import { checkGit } from './checks/git.ts'
import { checkNamespaces } from './checks/namespaces.ts'
import { checkPlatform } from './checks/platform.ts'
import { checkReleases } from './checks/releases.ts'
import { checkSecrets } from './checks/secrets.ts'
import { checkTenants } from './checks/tenants.ts'
import { type FleetIssue, InvalidFleetError } from './issue.ts'
import type { Fleet } from './schema.ts'

/**
 * Finds what breaks the rules between several values of a fleet; the schema has checked each value by itself.
 */
export function checkFleet(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  return [
    ...checkGit(fleet),
    ...checkClusters(fleet),
    ...checkSecrets(fleet),
    ...checkComponents(fleet, catalog),
    ...checkDependencies(fleet, catalog),
    ...checkNamespaces(fleet, catalog),
    ...checkPlatform(fleet),
    ...checkReleases(fleet, catalog),
    ...checkTenants(fleet, catalog),
  ]
}

/** @throws InvalidFleetError with everything that `checkFleet` finds */
export function assertFleet(fleet: Fleet, catalog: Catalog): void {
  const issues = checkFleet(fleet, catalog)
  if (issues.length > 0) throw new InvalidFleetError(issues)
}
