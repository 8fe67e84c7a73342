import type { Catalog } from '../catalog/catalog.ts'
import { type FleetIssue, InvalidFleetError } from '../issue.ts'
import { unknownNames } from '../references/unknown-names.ts'
import type { Fleet } from '../schema/fleet-schema.ts'
import { checkClusters } from './clusters.ts'
import { checkComponents } from './components.ts'
import { checkDependencies } from './dependencies.ts'
import { checkGit } from './git-provider.ts'
import { checkNamespaces } from './namespaces.ts'
import { checkPlatform } from './platform.ts'
import { checkReleases } from './releases.ts'
import { checkSecrets } from './secrets.ts'
import { checkTenants } from './tenants.ts'

/**
 * Finds what breaks the rules between several values of a fleet; the schema has checked each value by itself.
 */
export function checkFleet(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  const issues = [
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
  // Of the fields that no check above looks at.
  const told = new Set(issues)
  return [...issues, ...unknownNames(fleet).issues.filter((issue) => !told.has(issue))]
}

/** @throws InvalidFleetError with everything that `checkFleet` finds */
export function assertFleet(fleet: Fleet, catalog: Catalog): void {
  const issues = checkFleet(fleet, catalog)
  if (issues.length > 0) throw new InvalidFleetError(issues)
}
