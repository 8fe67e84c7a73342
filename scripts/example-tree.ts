import { loadFleet } from '../src/fleet/load.ts'
import type { Library } from '../src/render/library.ts'
import type { Tree } from '../src/tree/tree.ts'
import { fleetTree } from '../src/commands/fleet-tree.ts'

/**
 * The tree that `create --from` would write for the text of a `flux-fleet.yaml`.
 * @throws Error when the text is no valid fleet
 */
export function exampleTree(text: string, library: Library): Tree {
  const loaded = loadFleet(text)
  if ('issues' in loaded) throw new Error(loaded.issues.map((issue) => issue.message).join('\n'))
  return fleetTree(loaded.fleet, library, text)
}
