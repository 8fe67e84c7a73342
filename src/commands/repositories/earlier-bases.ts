import { findRepository } from '../../tools/git.ts'
import { readBlobsAt } from '../../tools/git-blobs.ts'
import { findBases } from '../../tree/base-source.ts'
import { parseLock } from '../../tree/lock.ts'
import type { LockedFile } from '../../tree/locked-file.ts'
import { LockFormatError, NewerLockError } from '../../tree/tree-error.ts'
import { LOCK_FILE } from './fleet-file.ts'
import { gitBases } from './git-bases.ts'

/** A file that was made more often than this since its text was committed is not followed further. */
const MOST = 20

/**
 * Texts that files were made as before: for those whose last one never lay on a disk, since it was merged with hand edits
 * at once. An earlier lock, as Git has it, says what they were, and Git has these texts too. Of several the latest is given.
 * @param folder that the paths of the lock begin at
 * @param paths as they are in the lock
 */
export async function earlierBases(folder: string, paths: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  if (paths.length === 0 || findRepository(folder) === undefined) return found
  const candidates = new Map<string, LockedFile[]>(paths.map((path) => [path, []]))
  for (const bytes of (await readBlobsAt(folder, [LOCK_FILE])).values()) {
    const files = filesOf(bytes.toString('utf8'))
    for (const [path, known] of candidates) {
      const file = files?.get(path)
      if (file !== undefined && known.every(({ hash }) => hash !== file.hash)) known.push(file)
    }
  }
  for (let turn = 0; turn < MOST; turn++) {
    const asked = new Map(
      [...candidates].flatMap(([path, known]): [string, LockedFile][] => {
        const file = known[turn]
        return found.has(path) || file === undefined ? [] : [[path, file]]
      }),
    )
    if (asked.size === 0) break
    for (const [path, text] of (await findBases(asked, [gitBases(folder)])).texts) found.set(path, text)
  }
  return found
}

function filesOf(text: string): ReadonlyMap<string, LockedFile> | undefined {
  try {
    return parseLock(text).files
  } catch (error) {
    if (error instanceof LockFormatError || error instanceof NewerLockError) return undefined
    throw error
  }
}
