import type { FieldPath, FleetIssue } from '../issue.ts'
import { unknownNames } from '../references/unknown-names.ts'
import type { Placed } from '../resolve/placement.ts'
import type { Fleet } from '../schema/fleet-schema.ts'

/**
 * The environments and clusters that a component or tenant names are there, and it is somewhere.
 * @param word what it is called
 */
export function checkPlaces(fleet: Fleet, placed: Placed, path: FieldPath, word: string): FleetIssue[] {
  const unknown = unknownNames(fleet)
  return [
    ...unknown.below([...path, 'environments']),
    ...unknown.below([...path, 'clusters']),
    ...(placed.environments?.length === 0 && (placed.clusters ?? []).length === 0
      ? [{ path: [...path, 'environments'], message: `is empty: the ${word} would be nowhere` }]
      : []),
  ]
}
