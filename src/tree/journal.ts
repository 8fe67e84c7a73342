import { join } from 'node:path'
import { type FileOperations, ignoring, quietly } from './files.ts'
import type { Journal } from './journal-form.ts'
import { parseJournal } from './journal-schema.ts'
import { backupOf, backupPrefix, type State } from './state.ts'
import { ReadError, RecoverError } from './tree-error.ts'

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
 * The journal of a run that was cut short, or undefined. It is input like any other, since whoever gave us the
 * repository may have put it there. Throws `RecoverError` for one that means nothing to this version, that
 * another user owns, or that speaks of what no run touches; `ReadError` where the system does not let us read
 * it.
 */
export function readJournal(state: State, fs: FileOperations): Journal | undefined {
  return read(state.journal, fs)
}

/**
 * What the last run did that came to its end, or undefined. Throws as `readJournal`.
 */
export function readRecord(state: State, fs: FileOperations): Journal | undefined {
  return read(state.record, fs)
}

/** As much as a run on hundreds of thousands of files writes. */
const LARGEST = 256 * 1024 * 1024

function read(path: string, fs: FileOperations): Journal | undefined {
  const refuse = (problem: string): never => {
    const advice = 'Check what is in the repository (git status), then remove this file.'
    throw new RecoverError(path, `${problem}. Nothing was touched. ${advice}`)
  }
  let text: string
  try {
    const stats = fs.lstat(path)
    if (stats === undefined) return undefined
    if (!stats.isFile()) refuse('is no regular file')
    if (!isOurs(stats)) refuse('belongs to another user, who would decide what is deleted here')
    if (stats.size > LARGEST) refuse('is larger than what a run writes')
    text = fs.readFile(path).toString('utf8')
  } catch (error) {
    if (error instanceof RecoverError) throw error
    throw new ReadError(path, error)
  }
  const { journal, fault } = parseJournal(text)
  return journal ?? refuse(fault)
}

/** Whether a file belongs to who runs this. Windows does not tell. */
function isOurs({ uid }: { uid: number }): boolean {
  const own = process.geteuid?.()
  return own === undefined || uid === own
}

/**
 * Ends a run: its journal becomes the record of the last run, in place of an older one. As it is one
 * operation, there is no time at which the run is neither under way nor to be taken back.
 */
export function keepJournal(state: State, fs: FileOperations): void {
  fs.rename(state.journal, state.record)
}

/**
 * Removes the originals of all runs but the last, and of that one too where it took back another. Nothing
 * depends on it, so it may fail.
 */
export function removeOldBackups(state: State, journal: Journal, fs: FileOperations): void {
  const kept = keepsBackup(journal) ? backupOf(state, journal.run) : undefined
  quietly(() => {
    for (const name of fs.readdir(state.directory)) {
      const path = join(state.directory, name)
      if (name.startsWith(backupPrefix(state)) && path !== kept) fs.remove(path)
    }
  })
}

/** Whether the originals of a run are kept when it is over: whether it can be taken back. */
export function keepsBackup(journal: Journal): boolean {
  return journal.mode === 'into' && journal.undoes !== true
}

/** Removes the journal: the run that wrote it was taken back. */
export function removeJournal(state: State, fs: FileOperations): void {
  ignoring(['ENOENT'], () => fs.unlink(state.journal))
}
