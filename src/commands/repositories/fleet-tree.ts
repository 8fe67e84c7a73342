import { renderRepositories } from '../../features/render-fleet.ts'
import { fleetModel, saveFleet } from '../../fleet/file/save-fleet.ts'
import { pathInRepository } from '../../fleet/resolve/flux-path.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { joinRepositories } from '../../render/render.ts'
import { outerRepositoryFiles } from '../../render/repository/outer-repository.ts'
import type { Library } from '../../render/templates/library.ts'
import { renderLock } from '../../tree/lock.ts'
import type { Tree } from '../../tree/tree.ts'
import { FLEET_FILE, LOCK_FILE } from './fleet-file.ts'
import { makerOf } from './own-library.ts'

/**
 * Everything that belongs in the repositories of a fleet: what is rendered, `flux-fleet.yaml`, and a lock in
 * each.
 * @param text content of `flux-fleet.yaml` when the person wrote it; by default it is made from the fleet
 * @param show what each content is written as; by default as it is
 */
export function fleetTree(
  fleet: Fleet,
  library: Library,
  text: string | undefined = undefined,
  show = (content: string) => content,
): Tree {
  const repositories = renderRepositories(fleet, library)
  const by = makerOf(library)
  for (const { repository, tree } of repositories) {
    const holdsModel = repository.kind === 'fleet'
    if (holdsModel) tree.add(FLEET_FILE, text ?? saveFleet(fleet))
    tree.rewrite(show)
    const model = holdsModel ? show(fleetModel(fleet)) : ''
    tree.add(LOCK_FILE, renderLock({ model, by, tree }))
  }
  return joinRepositories(repositories)
}

/**
 * The same with paths from the top of the Git repository, which is above the fleet where that is in a folder of a
 * repository of something else, and with what stands at that top.
 */
export function repositoryTree(
  fleet: Fleet,
  library: Library,
  text: string | undefined = undefined,
  show = (content: string) => content,
): Tree {
  const tree = fleetTree(fleet, library, text, show)
  if (fleet.git.subfolder === undefined) return tree
  const whole = outerRepositoryFiles(fleet, library)
  for (const [path, file] of tree) whole.add(pathInRepository(fleet, path), file.content, file)
  return whole
}
