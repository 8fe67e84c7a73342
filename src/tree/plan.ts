import { breathe } from './breathe.ts'
import type { Disk, Fingerprint } from './disk.ts'
import type { Conflict } from './errors.ts'
import { contentHash } from './hash.ts'
import { PathSet } from './paths.ts'
import type { FileKind, Tree, TreeFile } from './tree.ts'

/** What is to become of a path. */
export type Action = 'create' | 'update' | 'merge' | 'delete' | 'unchanged' | 'conflict' | 'keep'

/** A path of a plan. */
export interface Change {
  path: string
  kind: FileKind
  action: Action
  /** What is on the disk; only where it matters to the action. */
  before?: string
  /** What is to be there. */
  after?: string
  executable: boolean
  /** Why it is a conflict. */
  reason?: string
  /** A conflict that replacing does not resolve either. */
  blocked?: true
}

/** A file that no one else may read and no report shows: written once with mode 0600, never over another. */
export interface PrivateFile {
  path: string
  content: string
}

/** What to do about a file that is there with another content. */
export type Resolution = 'fail' | 'keep' | 'replace'

/** One resolution for all, or a question asked for each conflict in turn. */
export type OnConflict = Resolution | ((change: Change) => Resolution | Promise<Resolution>)

/** What a plan is made of. */
export interface PlanParts {
  /** The root of the disk that the plan was made for. */
  root: string
  rootExists: boolean
  changes: Change[]
  privateFiles?: readonly PrivateFile[]
  /** What was read, by path. A path that is not in it was missing. */
  seen?: ReadonlyMap<string, Fingerprint>
  /** Private files that are there already, or cannot be. */
  privateConflicts?: readonly Conflict[]
}

/** The difference between a tree and the disk, to be shown before anything is written. */
export class Plan {
  readonly changes: readonly Change[]
  // Private fields, so that neither JSON nor `console.log` shows a key.
  readonly #parts: Required<PlanParts>

  constructor(parts: PlanParts) {
    this.changes = parts.changes
    this.#parts = { privateFiles: [], seen: new Map(), privateConflicts: [], ...parts }
  }

  get root(): string {
    return this.#parts.root
  }

  get rootExists(): boolean {
    return this.#parts.rootExists
  }

  get privateFiles(): readonly PrivateFile[] {
    return this.#parts.privateFiles
  }

  get seen(): ReadonlyMap<string, Fingerprint> {
    return this.#parts.seen
  }

  /** Everything that stands in the way. A plan with conflicts is not applied. */
  get conflicts(): Conflict[] {
    const open = this.changes.filter(({ action }) => action === 'conflict')
    return [
      ...open.map(({ path, reason = 'is in conflict', blocked = false }) => ({ path, reason, blocked })),
      ...this.#parts.privateConflicts,
    ]
  }

  /** Paths and actions: no contents, and nothing about private files. */
  toJSON(): { changes: Omit<Change, 'before' | 'after'>[] } {
    return { changes: this.changes.map(({ before: _before, after: _after, ...change }) => change) }
  }
}

/** What `makePlan` takes. */
export interface PlanOptions {
  /** What is to be there. */
  theirs: Tree
  disk: Disk
  onConflict: OnConflict
  privateFiles?: readonly PrivateFile[]
  signal?: AbortSignal
}

/**
 * Compares a tree with the disk. What is missing is created, what has the same content (CRLF or LF) is
 * unchanged, anything else is a conflict that `onConflict` resolves; links and folders in the way stay
 * conflicts. Throws `ReadError` where the disk cannot be read, `InvalidPathError` for a private file's unsafe
 * path, `CancelledError` when the signal is aborted.
 */
export async function makePlan({
  theirs,
  disk,
  onConflict,
  privateFiles = [],
  signal,
}: PlanOptions): Promise<Plan> {
  const changes: Change[] = []
  const seen = new Map<string, Fingerprint>()
  const pause = breathe(signal)
  for (const [path, file] of theirs) {
    await pause()
    const change = compare(path, file, disk, seen)
    changes.push(change.action === 'conflict' && !change.blocked ? await resolve(change, onConflict) : change)
  }
  const privateConflicts = findPrivateConflicts(privateFiles, theirs, disk)
  const { root, rootExists } = disk
  return new Plan({ root, rootExists, changes, privateFiles, seen, privateConflicts })
}

function compare(path: string, file: TreeFile, disk: Disk, seen: Map<string, Fingerprint>): Change {
  const { content: after, kind, executable = false } = file
  const found = disk.look(path)
  if (found.type === 'missing') return { path, kind, action: 'create', after, executable }
  if (found.type === 'blocked') {
    return { path, kind, action: 'conflict', executable, reason: found.reason, blocked: true }
  }
  seen.set(path, found.fingerprint)
  if (contentHash(found.bytes) === contentHash(after)) return { path, kind, action: 'unchanged', executable }
  const before = found.bytes.toString('utf8')
  return {
    path,
    kind,
    action: 'conflict',
    before,
    after,
    executable,
    reason: 'it is there with another content',
  }
}

async function resolve(change: Change, onConflict: OnConflict): Promise<Change> {
  const resolution = typeof onConflict === 'function' ? await onConflict(change) : onConflict
  if (resolution === 'fail') return change
  const { path, kind, executable } = change
  if (resolution === 'keep') return { path, kind, action: 'keep', executable }
  return { path, kind, action: 'update', before: change.before!, after: change.after!, executable }
}

/** Private files that are there already, or cannot be. */
export function findPrivateConflicts(files: readonly PrivateFile[], theirs: Tree, disk: Disk): Conflict[] {
  if (files.length === 0) return []
  const names = new PathSet()
  for (const path of theirs.paths()) names.add(path)
  return files.flatMap(({ path }) => {
    names.add(path)
    const found = disk.look(path)
    if (found.type === 'missing') return []
    const reason = found.type === 'file' ? 'it is there already and is never overwritten' : found.reason
    return [{ path, reason, blocked: true }]
  })
}
