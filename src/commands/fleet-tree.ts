import { plainFleet, saveFleet } from '../fleet/save.ts'
import type { Fleet } from '../fleet/schema.ts'
import type { Library } from '../render/library.ts'
import { renderFleet } from '../render/render.ts'
import { renderLock } from '../tree/lock.ts'
import { Tree } from '../tree/tree.ts'
import { FLEET_FILE, LOCK_FILE } from './fleet-file.ts'
import { GENERATOR_VERSION } from './version.ts'

/**
 * Everything that belongs into the repository of a fleet: what is rendered, `flux-fleet.yaml` and the lock.
 * @param text content of `flux-fleet.yaml` when the person wrote it; by default it is made from the fleet
 */
export function fleetTree(
  fleet: Fleet,
  library: Library,
  text: string | undefined = undefined,
  show = (content: string) => content,
): Tree {
  const tree = new Tree()
  for (const [path, file] of renderFleet(fleet, library)) tree.add(path, show(file.content), file)
  tree.add(FLEET_FILE, show(text ?? saveFleet(fleet)))
  const model = show(JSON.stringify(plainFleet(fleet), null, 2))
  const lock = renderLock({ model, generator: GENERATOR_VERSION, tree })
  return tree.add(LOCK_FILE, lock)
}
