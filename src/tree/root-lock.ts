import { join } from 'node:path'
import { type FileOperations, failedWith, ignoring, quietly } from './files.ts'
import { isAlive, pidOf } from './runs.ts'
import type { State } from './state.ts'
import { RecoverError, RootBusyError } from './tree-error.ts'

const attempts = 20

const NO_LOCK =
  'is not the lock that a run makes. Nothing was touched. Look at what it is, then remove it or move it away.'

/**
 * Locks a root against other runs and gives the function that unlocks it. Throws `RootBusyError` when a
 * living process holds the lock; that of a dead one is taken over.
 *
 * The lock is a folder with one file, named after the run. It is made aside and renamed into place, which
 * fails where a folder with something in it is. A stale owner is removed by its own name, and an empty folder
 * only with `rmdir`, so nobody can remove a lock that another process has just taken.
 */
export function lockRoot(state: State, root: string, run: string, fs: FileOperations): () => void {
  const aside = `${state.lock}-${run}`
  fs.mkdirs(state.directory, 0o700)
  try {
    fs.mkdir(aside, 0o700)
    fs.writeFile(join(aside, run), '', 0o600)
    for (let attempt = 1; ; attempt++) {
      removeStaleLock(state, root, fs)
      try {
        fs.rename(aside, state.lock)
        break
      } catch (error) {
        const taken = failedWith(error, 'ENOTEMPTY', 'EEXIST', 'EPERM')
        if (!taken || attempt === attempts) throw error
      }
    }
  } catch (error) {
    quietly(() => fs.remove(aside))
    throw error
  }
  return () => {
    // A lock that cannot be removed is stale as soon as this run has ended.
    quietly(() => fs.unlink(join(state.lock, run)))
    quietly(() => fs.rmdir(state.lock))
  }
}

function removeStaleLock(state: State, root: string, fs: FileOperations): void {
  const stats = fs.lstat(state.lock)
  if (stats !== undefined && !stats.isDirectory()) throw new RecoverError(state.lock, NO_LOCK)
  let owners: string[]
  try {
    owners = fs.readdir(state.lock)
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return
    throw error
  }
  for (const owner of owners) {
    // A lock holds nothing but the name of a run: what else is there is nobody's to remove.
    if (pidOf(owner) === undefined) throw new RecoverError(state.lock, NO_LOCK)
    if (isAlive(owner)) throw new RootBusyError(root, pidOf(owner)!, state.lock)
    ignoring(['ENOENT'], () => fs.unlink(join(state.lock, owner)))
  }
  ignoring(['ENOENT', 'ENOTEMPTY', 'EEXIST'], () => fs.rmdir(state.lock))
}
