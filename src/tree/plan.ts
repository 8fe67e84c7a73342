import { breathe } from './breathe.ts'
import type { Disk, Fingerprint } from './disk.ts'
import { contentHash } from './hash.ts'
import { PathSet } from './paths.ts'
import type { FileKind, Tree, TreeFile } from './tree.ts'
import type { Conflict } from './tree-error.ts'

/** What a file holds: text as it was rendered or merged, or bytes that nobody has to understand. */
export type Content = string | Buffer

/** What is to become of a path. */
export type Action = 'create' | 'update' | 'merge' | 'delete' | 'unchanged' | 'conflict' | 'keep'

/** A path of a plan. */
export interface Change {
  path: string
  /** Where the file is now, when it moves here; there it is deleted. */
  from?: string
  /** Where the file moves to that is deleted here. */
  to?: string
  kind: FileKind
  action: Action
  /** What is on the disk; only where it matters to the action. */
  before?: Content
  /** What is to be there. */
  after?: Content
  executable: boolean
  /** Exactly this mode, of a file that is put back. */
  mode?: number
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

/** What is to become of folders, where it is not the usual. */
export interface PlannedFolders {
  /** The modes of those that are made. */
  modes: ReadonlyMap<string, number>
  /** Those that are removed when nothing is left in them; by default all above deleted files. */
  removable: ReadonlySet<string>
}

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
  folders?: PlannedFolders
}

/** The difference between a tree and the disk, to be shown before anything is written. */
export class Plan {
  readonly changes: readonly Change[]
  // Private fields, so that neither JSON nor `console.log` shows a key.
  readonly #parts: Required<Omit<PlanParts, 'folders'>> & Pick<PlanParts, 'folders'>

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

  get folders(): PlannedFolders | undefined {
    return this.#parts.folders
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
  toJSON(): { changes: Omit<Change, 'before' | 'after' | 'mode'>[] } {
    return {
      changes: this.changes.map(({ before: _before, after: _after, mode: _mode, ...change }) => change),
    }
  }
}

/** What every plan is made with. */
export interface PlanOptions {
  /** What is to be there. */
  theirs: Tree
  disk: Disk
  onConflict: OnConflict
  privateFiles?: readonly PrivateFile[]
  signal?: AbortSignal
}

/** What is to become of a path, and of a conflict there when it is resolved. */
export interface Compared {
  change: Change
  resolutions: Record<'keep' | 'replace', () => Change>
}

/**
 * Compares a tree with the disk. What is missing is created, what has the same content (CRLF or LF) is
 * unchanged, anything else is a conflict that `onConflict` resolves; links and folders in the way stay
 * conflicts. Throws `ReadError` where the disk cannot be read, `InvalidPathError` for a private file's unsafe
 * path, `CancelledError` when the signal is aborted.
 */
export function makePlan(options: PlanOptions): Promise<Plan> {
  const { theirs, disk } = options
  return planPaths(theirs.paths(), options, (path, seen) => {
    const file = theirs.get(path)!
    const { content: after, kind, executable = false } = file
    const found = disk.look(path)
    if (found.type === 'missing') return sure({ path, kind, action: 'create', after, executable })
    if (found.type === 'blocked')
      return sure({ path, kind, action: 'conflict', executable, reason: found.reason, blocked: true })
    seen.set(path, found.fingerprint)
    if (contentHash(found.bytes) === contentHash(after))
      return sure({ path, kind, action: 'unchanged', executable })
    return inTheWay(path, file, found.bytes.toString('utf8'))
  })
}

/**
 * Makes a plan of paths, one after the other, resolving conflicts as they are found.
 * @param compare says what is to become of a path, if anything, and records what it read
 */
export async function planPaths(
  paths: readonly string[],
  { theirs, disk, onConflict, privateFiles = [], signal }: PlanOptions,
  compare: (path: string, seen: Map<string, Fingerprint>) => Compared | undefined,
): Promise<Plan> {
  const changes: Change[] = []
  const seen = new Map<string, Fingerprint>()
  const pause = breathe(signal)
  for (const path of paths) {
    await pause()
    const compared = compare(path, seen)
    if (compared !== undefined) changes.push(await resolve(compared, onConflict))
  }
  const { root, rootExists } = disk
  const privateConflicts = findPrivateConflicts(privateFiles, theirs, disk)
  return new Plan({ root, rootExists, changes, privateFiles, seen, privateConflicts })
}

async function resolve({ change, resolutions }: Compared, onConflict: OnConflict): Promise<Change> {
  if (change.action !== 'conflict' || change.blocked) return change
  const resolution = typeof onConflict === 'function' ? await onConflict(change) : onConflict
  return resolution === 'fail' ? change : resolutions[resolution]()
}

/** What there is nothing to resolve about. */
export function sure(change: Change): Compared {
  return { change, resolutions: { keep: () => change, replace: () => change } }
}

/** A file that is new to the tree, where another is on the disk. */
export function inTheWay(
  path: string,
  { content: after, kind, executable = false }: TreeFile,
  before: string,
  reason = 'it is there with another content',
): Compared {
  return {
    change: { path, kind, action: 'conflict', before, after, executable, reason },
    resolutions: {
      keep: () => ({ path, kind, action: 'keep', executable }),
      replace: () => ({ path, kind, action: 'update', before, after, executable }),
    },
  }
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
