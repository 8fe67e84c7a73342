import { pathIn } from '../fleet/repositories.ts'
import { plainFleet, saveFleet } from '../fleet/save.ts'
import type { Fleet } from '../fleet/schema.ts'
import type { Library } from '../render/library.ts'
import { renderRepositories } from '../render/render.ts'
import { renderLock } from '../tree/lock.ts'
import { Tree } from '../tree/tree.ts'
import { FLEET_FILE, LOCK_FILE } from './fleet-file.ts'
import { GENERATOR_VERSION } from './version.ts'

/**
 * Everything that belongs into the repositories of a fleet: what is rendered, `flux-fleet.yaml`, and a lock in each.
 * @param text content of `flux-fleet.yaml` when the person wrote it; by default it is made from the fleet
 */
export function fleetTree(
  fleet: Fleet,
  library: Library,
  text: string | undefined = undefined,
  show = (content: string) => content,
): Tree {
  const all = new Tree()
  for (const { repository, tree: rendered } of renderRepositories(fleet, library)) {
    const tree = new Tree()
    for (const [path, file] of rendered) tree.add(path, show(file.content), file)
    const holdsModel = repository.kind === 'fleet'
    if (holdsModel) tree.add(FLEET_FILE, show(text ?? saveFleet(fleet)))
    const model = holdsModel ? show(JSON.stringify(plainFleet(fleet), null, 2)) : ''
    tree.add(LOCK_FILE, renderLock({ model, generator: GENERATOR_VERSION, tree }))
    for (const [path, file] of tree) all.add(pathIn(repository, path), file.content, file)
  }
  return all
}
