import { assertFleet } from '../fleet/check.ts'
import { FLEET_SCHEMA_PATH } from '../fleet/save.ts'
import { type Fleet, isProduction } from '../fleet/schema.ts'
import { Tree } from '../tree/tree.ts'
import { renderClusters } from './clusters.ts'
import { assertPatches } from './kustomizations.ts'
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
  assertPatches(unordered, parts)
  assertVariables(unordered, parts)
  const tree = new Tree()
  renderBases(tree, parts)
  renderOverlays(tree, fleet, library, parts)
  renderClusters(tree, fleet, library, parts)
  renderRepository(tree, fleet, library, repositoryView(fleet, library, parts))
  tree.add(FLEET_SCHEMA_PATH, library.template('repository/flux-fleet.schema.json')({}))
  return tree
}

/** The fleet with its entries by name; environments that lead to production first. */
function ordered(fleet: Fleet): Fleet {
  const byName = (first: { name: string }, second: { name: string }) =>
    first.name < second.name ? -1 : first.name > second.name ? 1 : 0
  return {
    ...fleet,
    environments: [...fleet.environments].sort(
      (first, second) => Number(isProduction(first)) - Number(isProduction(second)) || byName(first, second),
    ),
    secrets: { ...fleet.secrets, ...sorted(fleet.secrets, 'recipients') },
    clusters: [...fleet.clusters]
      .sort(byName)
      .map((cluster) => ({ ...cluster, ...sorted(cluster, 'recipients', 'secretVariables') })),
    components: [...fleet.components]
      .sort(byName)
      .map((component) => ({ ...component, ...sorted(component, 'environments', 'clusters', 'dependsOn') })),
  }
}

/** The lists of names among the given keys, sorted. */
function sorted<Entry extends object>(entry: Entry, ...keys: (keyof Entry)[]): Partial<Entry> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const list = entry[key] as readonly string[] | undefined
      return list === undefined ? [] : [[key, [...list].sort()]]
    }),
  ) as Partial<Entry>
}
