import { accessSync, constants, statSync } from 'node:fs'
import { EXIT, Failure } from '../command-line/failure.ts'

/** What is known of folders. */
export interface FolderFacts {
  /** The file system that a folder lies on. */
  deviceOf(path: string): number
  isWritable(path: string): boolean
}

const REAL: FolderFacts = {
  deviceOf: (path) => statSync(path).dev,
  isWritable: (path) => {
    try {
      accessSync(path, constants.W_OK | constants.X_OK)
      return true
    } catch {
      return false
    }
  },
}

/**
 * Refuses a root in which files can't wait and be renamed from into every repository, before anything is
 * planned.
 * @throws Failure
 */
export function refuseRoot(root: string, folders: readonly string[], facts: FolderFacts = REAL): void {
  const apart = folders.find((folder) => facts.deviceOf(folder) !== facts.deviceOf(root))
  const problem =
    apart !== undefined
      ? `${apart} lies on another file system`
      : facts.isWritable(root)
        ? undefined
        : 'it is not yours to write to'
  if (problem === undefined) return
  throw new Failure(
    EXIT.obstacle,
    `--checkout: files of all repositories wait in the nearest folder that holds them, ${root}, until they are put in place together, and ${problem}. Have the repositories below one folder of yours: ${folders.join(', ')}. Nothing was written.`,
  )
}
