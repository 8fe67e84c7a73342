import { join } from 'node:path'
import { RecoverError } from './errors.ts'
import { type FileOperations, failedWith, ignoring, quietly } from './files.ts'
import { backupOf, type State } from './state.ts'

/** A root is being made beside its place. It is there as soon as `staging` is renamed. */
export interface FreshJournal {
  version: 1
  mode: 'fresh'
  run: string
  staging: string
  /** Folders above the root that were missing, outermost first. */
  parents: string[]
}

/** A file that a run puts in place, replaces or deletes. */
export interface JournalFile {
  path: string
  /** Of what is put in place; none for a file that is deleted. */
  hash?: string
  /** Of what was there before; its bytes are in the backup, under the file's number in the list. */
  before?: { hash: string; mode: number; mtimeMs: number }
}

/** Files are being put in place in an existing root. The run counts as done when the journal is gone. */
export interface IntoJournal {
  version: 1
  mode: 'into'
  run: string
  staging: string
  /** Folders that were missing and are put in place whole, with all that is in them. */
  folders: string[]
  files: JournalFile[]
  /** Whether a `.git` is put in place, as the last thing of all. */
  git: boolean
  /** Those of `folders` that are put in place with a `.git` of their own. */
  repositories?: string[]
}

export type Journal = FreshJournal | IntoJournal

/** Writes the journal so that it is there complete or not at all. */
export function writeJournal(state: State, journal: Journal, fs: FileOperations): void {
  const draft = `${state.journal}-${journal.run}`
  try {
    fs.writeFile(draft, JSON.stringify(journal), 0o600)
    // Of a fresh root only a folder beside it would be left, whose name tells what it is.
    if (journal.mode === 'into') fs.sync(draft)
    fs.rename(draft, state.journal)
  } catch (error) {
    quietly(() => fs.remove(draft))
    throw error
  }
}

/**
 * The journal of a run that was cut short, or undefined. Throws `RecoverError` for one that cannot be read.
 */
export function readJournal(state: State, fs: FileOperations): Journal | undefined {
  let text: string
  try {
    text = fs.readFile(state.journal).toString('utf8')
  } catch (error) {
    if (failedWith(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
  const parsed = parse(text)
  if (parsed) return parsed
  const advice = 'Check what is in the repository (git status), then remove this file.'
  throw new RecoverError(state.journal, `is no journal that this version can read. ${advice}`)
}

function parse(text: string): Journal | undefined {
  try {
    const journal = JSON.parse(text) as Journal
    return journal.version === 1 && (journal.mode === 'fresh' || journal.mode === 'into')
      ? journal
      : undefined
  } catch {
    return undefined
  }
}

/** Removes the journal: the run that wrote it is over. */
export function removeJournal(state: State, fs: FileOperations): void {
  ignoring(['ENOENT'], () => fs.unlink(state.journal))
}

/** Where the original of the file with this number is kept. */
export function backupFile(state: State, run: string, index: number): string {
  return join(backupOf(state, run), String(index))
}
