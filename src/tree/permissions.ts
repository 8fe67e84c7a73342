import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { failedWith } from './files.ts'

/**
 * The folder whose permissions to look at when the system did not permit an operation, or undefined for any
 * other failure. Whether an entry may be made, replaced or removed is said by the folder that it is in; of
 * those that are missing, by the nearest that is there.
 */
export function folderToCheck(error: unknown): string | undefined {
  if (!failedWith(error, 'EACCES', 'EPERM', 'EROFS')) return undefined
  const { syscall, path, dest = path } = error as NodeJS.ErrnoException & { dest?: string }
  if (dest === undefined) return undefined
  let folder = syscall === 'scandir' ? dest : dirname(dest)
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}
