import { join } from 'node:path'
import { type FileOperations, ignoring, quietly } from './files.ts'
import { parseJournal } from './journal-schema.ts'
import { backupOf, backupPrefix, type State } from './state.ts'
import type { FileKind } from './tree.ts'
import { ReadError, RecoverError } from './tree-error.ts'

/** The version of what is written. Version 1 said as well where it staged, which is not read. */
export const JOURNAL_VERSION = 2

/** A root is being made beside its place. It is there as soon as its staging folder is renamed. */
export interface FreshJournal {
  version: 1 | 2
  mode: 'fresh'
  run: string
  /** What was run, in words for a person. */
  command?: string
}

/** What a file was like that a run replaced or deleted. */
export interface Before {
  hash: string
  mode: number
  mtimeMs: number
  /** Journals of version 1 do not have it. */
  size?: number
}

/** A file that a run puts in place, replaces or deletes. */
export interface JournalFile {
  path: string
  /** None for a private file. */
  kind?: FileKind
  /** Of what is put in place; none for a file that is deleted. */
  hash?: string
  /** Whether what is put in place may be run as a program. */
  executable?: boolean
  /** Of what was there before; its bytes are in the backup, under the file's number in the list. */
  before?: Before
}

/** Files are being put in place in an existing root. The run counts as done when the journal is gone. */
export interface IntoJournal {
  version: 1 | 2
  mode: 'into'
  run: string
  /** What was run, in words for a person. */
  command?: string
  /** Whether it took back the run before it, so that there is nothing left to take back. */
  undoes?: true
  /** Folders that were missing and are put in place whole, with all that is in them. */
  folders: string[]
  files: JournalFile[]
  /** Whether a `.git` is put in place, as the last thing of all. */
  git: boolean
  /** Those of `folders` that are put in place with a `.git` of their own. */
  repositories?: string[]
  /** The folders above deleted files, which are removed where nothing else is in them. */
  emptied?: { path: string; mode: number }[]
}

/** What a run that is under way, or the last one, did to a root. */
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
