import { Disk } from './disk.ts'
import { type FileOperations, quietly, realFiles } from './files.ts'
import { readRecord } from './journal.ts'
import type { IntoJournal, Journal, JournalFile } from './journal-form.ts'
import { readOriginal } from './originals.ts'
import { comparePaths } from './paths.ts'
import { type Change, Plan } from './plan.ts'
import { locateRoot } from './root.ts'
import { foldersMadeBy } from './run-record.ts'
import { isExecutable } from './stage.ts'
import { backupOf, type State, stateOf } from './state.ts'
import type { Conflict } from './tree-error.ts'

/** The last run on a root that came to its end. */
export interface LastRun {
  root: string
  state: State
  record: Journal
  /** When it was, in milliseconds, to be compared with others only. */
  time: number
}

/**
 * What is recorded of the last run on a root, or undefined. Throws `RecoverError` or `ReadError` for a record
 * that cannot be read, and `RootError`.
 */
export function findLastRun(
  root: string,
  stateDirectory: string,
  fs: FileOperations = realFiles,
): LastRun | undefined {
  const { path } = locateRoot(root, fs)
  const state = stateOf(stateDirectory, path)
  const record = readRecord(state, fs)
  const stats = record && fs.lstat(state.record)
  return stats && { root: path, state, record: record!, time: stats.mtimeMs }
}

/**
 * Forgets the last run on a root, with the originals that were kept of it. Nothing depends on it, so it may
 * fail.
 */
export function forgetLastRun(root: string, stateDirectory: string, fs: FileOperations = realFiles): void {
  quietly(() => {
    const { path } = locateRoot(root, fs)
    const state = stateOf(stateDirectory, path)
    if (fs.lstat(state.record) === undefined) return
    const record = readRecord(state, fs)
    fs.unlink(state.record)
    if (record !== undefined) fs.remove(backupOf(state, record.run))
  })
}

/** A plan that takes a run back. */
export interface UndoPlan {
  plan: Plan
  /** What is no longer as the run left it. A plan with any of these has conflicts, and is not applied. */
  changed: Conflict[]
  /** Private files that the run made. They stay: something may be encrypted to them. */
  privateFiles: string[]
  /**
   * Folders, '' for the root, that the run made Git repositories. They stay so: there may be commits in them.
   */
  repositories: string[]
}

/**
 * Plans to put everything back that a run replaced or deleted, byte for byte and mode for mode, and to remove
 * what it made. Whatever it touched has to be as it left it. Throws `RecoverError` where an original is
 * missing or damaged, `ReadError`, and `RootError`.
 */
export function planUndo(
  { root, state }: Pick<LastRun, 'root' | 'state'>,
  record: IntoJournal,
  fs: FileOperations = realFiles,
): UndoPlan {
  const disk = new Disk(root, fs)
  const changes: Change[] = []
  const seen = new Map()
  for (const [index, file] of record.files.entries()) {
    if (file.kind === undefined) continue
    const found = disk.look(file.path)
    const reason = whatChanged(file, found)
    if (found.type === 'file') seen.set(file.path, found.fingerprint)
    const common = { path: file.path, kind: file.kind }
    if (reason !== undefined) {
      changes.push({ ...common, action: 'conflict', executable: false, reason, blocked: true })
      continue
    }
    const now = found.type === 'file' ? { before: found.bytes } : {}
    if (file.before === undefined) {
      changes.push({ ...common, action: 'delete', ...now, executable: file.executable === true })
      continue
    }
    const { mode } = file.before
    const after = readOriginal(record, index, state, fs)
    const action = found.type === 'file' ? 'update' : 'create'
    changes.push({ ...common, action, ...now, after, executable: isExecutable(mode), mode })
  }
  changes.sort((a, b) => comparePaths(a.path, b.path))
  const folders = {
    modes: new Map(record.emptied?.map(({ path, mode }) => [path, mode])),
    removable: new Set(foldersMadeBy(record)),
  }
  const plan = new Plan({ root: disk.root, rootExists: disk.rootExists, changes, seen, folders })
  return {
    plan,
    changed: plan.conflicts,
    privateFiles: record.files.filter(({ kind }) => kind === undefined).map(({ path }) => path),
    repositories: [...(record.git ? [''] : []), ...(record.repositories ?? [])],
  }
}

/** What became of a file since a run left it, or undefined. */
function whatChanged({ hash, executable }: JournalFile, found: ReturnType<Disk['look']>): string | undefined {
  if (found.type === 'blocked') return found.reason
  if (hash === undefined) return found.type === 'missing' ? undefined : 'it was deleted, and is there again'
  if (found.type === 'missing') return 'it was deleted since'
  if (found.fingerprint.hash !== hash) return 'it was changed since'
  return isExecutable(found.fingerprint.mode) === executable
    ? undefined
    : `it was made ${executable === true ? 'a file that cannot be run' : 'executable'} since`
}
