import { dirname, join } from 'node:path'
import { stagingOf, undoFresh } from './apply-fresh.ts'
import { type FileOperations, failedWith, realFiles } from './files.ts'
import { keepJournal, keepsBackup, readJournal, readRecord, removeOldBackups } from './journal.ts'
import type { FreshJournal, IntoJournal } from './journal-form.ts'
import { stagingPrefix } from './paths.ts'
import { folderToCheck } from './permissions.ts'
import { locateRoot, type Root } from './root.ts'
import { lockRoot } from './root-lock.ts'
import { isAllInPlace, type Left, removeEmptied, undoInto } from './run-record.ts'
import { endRun, isAlive, pidOf, startRun } from './runs.ts'
import { backupOf, backupPrefix, innerStaging, type State, siblingPrefix, stateOf } from './state.ts'
import { messageOf, ReadError, RecoverError, TreeError } from './tree-error.ts'

/** What `recover` did. */
export interface Recovery {
  /** What became of a killed run: taken back, found complete and finished, or there was none. */
  outcome: 'nothing' | 'undone' | 'finished'
  /** Staging folders of dead processes that were removed. */
  removed: string[]
  /** Paths below the root that somebody changed since the run was killed; they were left alone. */
  left: string[]
  /** Where the originals of these paths are kept, if there are any. */
  originals?: string
}

/** What `recover` takes. */
export interface RecoverOptions {
  root: string
  stateDirectory: string
  fs?: FileOperations
}

/**
 * Cleans up after a killed run; to be called before anything else is done with a root. The rule: a run of
 * which everything is in place is finished, any other one is taken back, so that the root is as it was
 * before. Does nothing, and writes nothing, where nothing was left behind.
 *
 * Throws `RootBusyError` when the run is not dead but still going on, `RecoverError` when it cannot be taken
 * back, `ReadError` when it cannot be told whether there is one, and `RootError`.
 */
export async function recover({ root, stateDirectory, fs = realFiles }: RecoverOptions): Promise<Recovery> {
  const run = startRun()
  try {
    const place = locateRoot(root, fs)
    const state = stateOf(stateDirectory, place.path)
    if (!isBegun({ root, stateDirectory, fs }) && staleFolders(place, fs).length === 0) {
      return { outcome: 'nothing', removed: [], left: [] }
    }
    const unlock = lockRoot(state, place.path, run, fs)
    try {
      return recoverLocked(place, state, fs)
    } finally {
      unlock()
    }
  } catch (error) {
    if (error instanceof TreeError) throw error
    const folder = folderToCheck(error)
    const advice = folder === undefined ? 'See to that' : `Check the permissions of ${folder}`
    throw new RecoverError(
      root,
      `cannot be brought back to where it was: ${messageOf(error)}. ${advice}, then run the command again.`,
      error,
    )
  } finally {
    endRun(run)
  }
}

/**
 * Whether a run on a root left anything in a state directory: it may be going on. The root itself is not
 * looked at. Throws `ReadError` where the system does not let us look.
 */
export function isBegun({ root, stateDirectory, fs = realFiles }: RecoverOptions): boolean {
  const state = stateOf(stateDirectory, locateRoot(root, fs).path)
  try {
    // A lock is there as well when a process was killed just before or after its work: taking it removes it.
    return (
      [state.journal, state.lock].some((path) => fs.lstat(path) !== undefined) ||
      staleState(state, fs).length > 0
    )
  } catch (error) {
    throw new ReadError(folderToCheck(error) ?? state.directory, error)
  }
}

function recoverLocked(place: Root, state: State, fs: FileOperations): Recovery {
  const journal = readJournal(state, fs)
  const recovery: Recovery = { outcome: 'nothing', removed: [], left: [] }
  if (journal?.mode === 'fresh') recovery.outcome = recoverFresh(journal, place, state, fs)
  if (journal?.mode === 'into') {
    const left = recoverInto(journal, place, state, fs)
    recovery.outcome = left ? 'undone' : 'finished'
    recovery.left = left?.paths ?? []
    if (left?.originals !== undefined) recovery.originals = left.originals
  }
  for (const folder of staleFolders(place, fs)) {
    fs.remove(folder)
    recovery.removed.push(folder)
  }
  for (const path of staleState(state, fs)) fs.remove(path)
  return recovery
}

function recoverFresh(
  journal: FreshJournal,
  place: Root,
  state: State,
  fs: FileOperations,
): 'undone' | 'finished' {
  if (place.exists && stagingOf(place.path, journal.run, fs).length === 0) {
    keepJournal(state, fs)
    removeOldBackups(state, journal, fs)
    return 'finished'
  }
  undoFresh(journal, place.path, state, fs)
  return 'undone'
}

/** Gives what was left when the run was taken back, undefined when it was finished. */
function recoverInto(journal: IntoJournal, place: Root, state: State, fs: FileOperations): Left | undefined {
  if (!isAllInPlace(journal, place.path, fs)) return undoInto(journal, place.path, state, fs)
  fs.remove(innerStaging(place.path, journal.run))
  removeEmptied(journal, place.path, fs)
  keepJournal(state, fs)
  removeOldBackups(state, journal, fs)
  return undefined
}

/** The staging folders, in the root and beside what was missing of it, whose processes are dead. */
function staleFolders({ path, exists, missingParents }: Root, fs: FileOperations): string[] {
  const inside = exists ? staleIn(path, stagingPrefix, fs) : []
  const topmost = missingParents[0] ?? path
  return [...inside, ...staleIn(dirname(topmost), siblingPrefix(topmost), fs)].filter((folder) =>
    fs.lstat(folder)?.isDirectory(),
  )
}

/**
 * What dead processes left in the state directory, beside their journal and lock, and the record of the last
 * run.
 */
function staleState(state: State, fs: FileOperations): string[] {
  const { directory, prefix } = state
  const backups = staleIn(directory, backupPrefix(state), fs)
  const others = ['journal-', 'lock-'].flatMap((name) => staleIn(directory, prefix + name, fs))
  return [...(backups.length === 0 ? [] : withoutKept(backups, state, fs)), ...others]
}

function withoutKept(backups: readonly string[], state: State, fs: FileOperations): string[] {
  try {
    const record = readRecord(state, fs)
    const kept = record === undefined || !keepsBackup(record) ? undefined : backupOf(state, record.run)
    return backups.filter((path) => path !== kept)
  } catch {
    // Whose originals they are is not known, and only taking back a run is in need of them.
    return []
  }
}

function staleIn(folder: string, prefix: string, fs: FileOperations): string[] {
  const isStale = (name: string): boolean => {
    const run = name.slice(prefix.length)
    return name.startsWith(prefix) && pidOf(run) !== undefined && !isAlive(run)
  }
  return namesIn(folder, fs)
    .filter(isStale)
    .map((name) => join(folder, name))
}

// The parent of a root may be missing, or ours to pass through but not to list.
function namesIn(folder: string, fs: FileOperations): string[] {
  try {
    return fs.readdir(folder)
  } catch (error) {
    if (failedWith(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM')) return []
    throw error
  }
}
