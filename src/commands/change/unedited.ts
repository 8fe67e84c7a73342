import { pathIn } from '../../fleet/resolve/repositories.ts'
import { fileState, isUntouched } from '../../tree/file-state.ts'
import type { Lock } from '../../tree/lock.ts'
import { isAsMade, type LockedFile } from '../../tree/locked-file.ts'
import type { Tree } from '../../tree/tree.ts'
import { FLEET_FILE } from '../repositories/fleet-file.ts'

/**
 * Tells which files nobody edited since they were made, whichever version of the generator made them.
 * @param locks of the repositories, by folder
 * @param base what is rendered for the fleet as it was, by the path below the root
 */
export function uneditedIn(
  locks: ReadonlyMap<string, Lock>,
  base: Tree,
): (path: string, there: string) => boolean {
  const files = new Map<string, LockedFile>()
  for (const [folder, lock] of locks) {
    for (const [path, file] of lock.files) if (path !== FLEET_FILE) files.set(pathIn({ folder }, path), file)
  }
  return (path: string, there: string) => {
    const locked = files.get(path)
    if (locked === undefined) return false
    const state = fileState({ locked, rendered: base.get(path), there })
    return state.name === 'handed over' ? isAsMade(locked, there) : isUntouched(state)
  }
}
