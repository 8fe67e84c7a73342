import type { Catalog } from '../fleet/catalog/catalog.ts'
import { checkModel } from '../fleet/checks/check-model.ts'
import { type FleetIssue, InvalidFleetError } from '../fleet/issue.ts'
import { unknownNames } from '../fleet/references/unknown-names.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import { FEATURES } from './index.ts'
import { resolveFleet } from './resolve-fleet.ts'

/**
 * Finds what breaks the rules between several values of a fleet, those of its features included; the schema
 * has checked each value by itself.
 */
export function checkFleet(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  const resolved = resolveFleet(fleet, catalog)
  const issues = [...checkModel(resolved), ...FEATURES.flatMap((feature) => feature.check?.(resolved) ?? [])]
  // Of the fields that no check above looks at.
  const told = new Set(issues)
  return [...issues, ...unknownNames(fleet).issues.filter((issue) => !told.has(issue))]
}

/** Finds what keys of features say that is wrong whatever else the fleet will have. */
export function misplacedKeys(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  const resolved = resolveFleet(fleet, catalog)
  return FEATURES.flatMap((feature) => feature.misplaced?.(resolved) ?? [])
}

/** @throws InvalidFleetError with everything that `checkFleet` finds */
export function assertFleet(fleet: Fleet, catalog: Catalog): void {
  const issues = checkFleet(fleet, catalog)
  if (issues.length > 0) throw new InvalidFleetError(issues)
}
