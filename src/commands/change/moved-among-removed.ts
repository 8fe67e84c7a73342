import { pathIn } from '../../fleet/resolve/repositories.ts'
import type { RenderedRepository } from '../../render/render.ts'
import type { Disk } from '../../tree/disk.ts'
import type { Lock } from '../../tree/lock.ts'
import { isAsMade, type LockedFile } from '../../tree/locked-file.ts'
import { pathOnDisk } from '../../tree/other-names.ts'
import type { Tree } from '../../tree/tree.ts'
import { kustomizationNames } from '../repositories/kustomization-names.ts'
import { findMovedFiles } from '../repositories/moved-files.ts'

/**
 * Tells in which of the files that are no longer needed updaters alone changed something.
 * @param root where the folders of repositories begin
 * @param was what is rendered for the fleet as it was
 * @param theirs what is rendered for it as it is to be
 * @param locks of the repositories, by folder
 */
export async function movedAmongRemoved(
  root: string,
  was: readonly RenderedRepository[],
  theirs: Tree,
  locks: ReadonlyMap<string, Lock>,
  disk: Disk,
): Promise<(path: string) => boolean> {
  const moved = new Set<string>()
  for (const { repository, tree } of was) {
    const lock = locks.get(repository.folder)
    if (lock === undefined) continue
    const texts = new Map<string, string>()
    const removed = new Map<string, LockedFile>()
    for (const [path, { kind }] of tree) {
      const [full, locked] = [pathIn(repository, path), lock.files.get(path)]
      if (kind !== 'managed' || theirs.has(full) || locked === undefined) continue
      const found = disk.look(pathOnDisk(full, disk, kustomizationNames))
      if (found.type !== 'file' || isAsMade(locked, found.bytes)) continue
      removed.set(path, locked)
      texts.set(path, found.bytes.toString('utf8'))
    }
    const found = await findMovedFiles({ root, repository, tree }, removed, (path) => texts.get(path))
    for (const path of found) moved.add(pathIn(repository, path))
  }
  return (path) => moved.has(path)
}
