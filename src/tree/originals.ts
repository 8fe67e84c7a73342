import { join } from 'node:path'
import type { FileOperations } from './files.ts'
import { exactHash } from './hash.ts'
import type { IntoJournal } from './journal-form.ts'
import { backupOf, type State } from './state.ts'
import { ReadError, RecoverError } from './tree-error.ts'

/** Where the original of the file with this number is kept. */
export function originalFile(state: State, run: string, index: number): string {
  return join(backupOf(state, run), String(index))
}

/**
 * The bytes that a file had before a run, which has to have replaced or deleted it. Throws `RecoverError`
 * where they are not exactly those that the run kept, and `ReadError`.
 */
export function readOriginal(journal: IntoJournal, index: number, state: State, fs: FileOperations): Buffer {
  const { path, before } = journal.files[index]!
  const { hash, size } = before!
  const original = originalFile(state, journal.run, index)
  let bytes: Buffer | undefined
  try {
    const stats = isFolder(backupOf(state, journal.run), fs) ? fs.lstat(original) : undefined
    if (stats?.isFile() === true && (size === undefined || stats.size === size)) bytes = fs.readFile(original)
    else if (stats !== undefined) bytes = Buffer.alloc(0)
  } catch (error) {
    throw new ReadError(original, error)
  }
  if (bytes !== undefined && exactHash(bytes) === hash) return bytes
  const problem = bytes === undefined ? 'is missing' : 'is damaged'
  throw new RecoverError(original, `${problem}, so ${path} cannot be restored from it. Nothing was written.`)
}

function isFolder(path: string, fs: FileOperations): boolean {
  return fs.lstat(path)?.isDirectory() === true
}
