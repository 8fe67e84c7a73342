import { assertFleet } from '../fleet/check.ts'
import { fleetJsonSchema } from '../fleet/json-schema.ts'
import { FLEET_SCHEMA_PATH } from '../fleet/save.ts'
import { type Fleet, isProduction } from '../fleet/schema.ts'
import { Tree } from '../tree/tree.ts'
import { renderClusters } from './clusters.ts'
import type { Library } from './library.ts'
import { renderBases, renderOverlays } from './overlays.ts'
import { partsOf } from './parts.ts'
import { renderRepository } from './repository.ts'
import { assertVariables } from './variables.ts'
import { repositoryView } from './view.ts'

/**
 * Renders a fleet. Pure: the same fleet and library always give the same bytes, in whatever order the entries stand.
 * @returns the files of the repository, without `flux-fleet.yaml` and the lock
 * @throws InvalidFleetError when the fleet breaks a rule
 */
export function renderFleet(unordered: Fleet, library: Library): Tree {
  assertFleet(unordered, library.catalog)
  const fleet = ordered(unordered)
  const parts = partsOf(fleet, library)
  assertVariables(unordered, parts)
  const tree = new Tree()
  renderBases(tree, parts)
  renderOverlays(tree, fleet, library, parts)
  renderClusters(tree, fleet, library, parts)
  renderRepository(tree, fleet, library, repositoryView(fleet, library, parts))
  tree.add(FLEET_SCHEMA_PATH, `${JSON.stringify(fleetJsonSchema(library.catalog), null, 2)}\n`)
  return tree
}

/** The fleet with its entries by name; environments that lead to production first. */
function ordered(fleet: Fleet): Fleet {
  const byName = (first: { name: string }, second: { name: string }) => (first.name < second.name ? -1 : first.name > second.name ? 1 : 0)
  return {
    ...fleet,
    environments: [...fleet.environments].sort(
      (first, second) => Number(isProduction(first)) - Number(isProduction(second)) || byName(first, second),
    ),
    clusters: [...fleet.clusters].sort(byName),
    components: [...fleet.components].sort(byName),
  }
}
