import type { Arbitrary } from 'fast-check'
import { checkFleet } from '../../../src/features/check-fleet.ts'
import type { Catalog } from '../../../src/fleet/catalog/catalog.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import type { Fleet } from '../../../src/fleet/schema/fleet-schema.ts'
import { livedInFleet } from '../arbitraries.ts'

/** Fleets that break no rule, with what their components need. */
export function livingFleets(catalog: Catalog): Arbitrary<Fleet> {
  return livedInFleet
    .map((fleet) => addRequired(fleet, catalog).fleet)
    .filter((fleet) => noIssues(fleet, catalog))
}

/** Whether a fleet breaks no rule between its values. */
export function noIssues(fleet: Fleet, catalog: Catalog): boolean {
  return checkFleet(fleet, catalog).length === 0
}
