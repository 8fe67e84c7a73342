import { FLEET_SCHEMA_PATH } from '../fleet/file/save-fleet.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import type { VariablesByHand } from '../render/clusters/variables.ts'
import { joinRepositories, type RenderedRepository, render } from '../render/render.ts'
import type { Library } from '../render/templates/library.ts'
import type { Tree } from '../tree/tree.ts'
import { assertFleet } from './check-fleet.ts'
import { contributorsOf, resolveFleet } from './resolve-fleet.ts'

/**
 * Renders a fleet. Pure: the same fleet and library always give the same bytes, in whatever order the entries
 * stand.
 * @returns the files of all its repositories, without `flux-fleet.yaml` and the locks
 * @throws InvalidFleetError when the fleet breaks a rule
 */
export function renderFleet(fleet: Fleet, library: Library): Tree {
  return joinRepositories(renderRepositories(fleet, library))
}

/**
 * Renders each repository of a fleet by itself, as `renderFleet` does; paths are those inside the repository.
 * @param checks whether the fleet has to keep all rules; one that was applied has kept them
 * @throws InvalidFleetError when the fleet breaks a rule
 */
export function renderRepositories(
  fleet: Fleet,
  library: Library,
  { checks, setByHand }: { checks: boolean; setByHand?: VariablesByHand } = { checks: true },
): RenderedRepository[] {
  if (checks) assertFleet(fleet, library.catalog)
  const resolved = resolveFleet(fleet, library.catalog)
  const rendered = render(resolved, library, contributorsOf(fleet), checks, setByHand)
  for (const { repository, tree } of rendered)
    if (repository === resolved.fleetRepository)
      tree.add(FLEET_SCHEMA_PATH, library.template('repository/flux-fleet.schema.json')({}))
  return rendered
}
