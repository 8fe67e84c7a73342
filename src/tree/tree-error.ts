import { folderToCheck } from './permissions.ts'

/** What every error of the tree has: a `code` that a command can turn into an exit code and a JSON report. */
export class TreeError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** A path cannot be written safely on every system, or gets in the way of another one of the same tree. */
export class InvalidPathError extends TreeError {
  readonly path: string

  constructor(path: string, problem: string) {
    super('INVALID_PATH', `The path ${JSON.stringify(path)} ${problem}.`)
    this.path = path
  }
}

/**
 * The root cannot be a repository: it is a file, a broken link, or not the root that the plan was made for.
 */
export class RootError extends TreeError {
  readonly path: string

  constructor(path: string, problem: string) {
    super('ROOT_UNUSABLE', `${path} ${problem}.`)
    this.path = path
  }
}

/** Something on the disk could not be read, so it is not known whether it would be in the way. */
export class ReadError extends TreeError {
  readonly path: string

  constructor(path: string, cause: unknown) {
    super('READ_FAILED', `Cannot read ${path}: ${messageOf(cause)}. Check its permissions.`, { cause })
    this.path = path
  }
}

/** One thing on the disk that a plan does not get past. */
export interface Conflict {
  path: string
  reason: string
  /** True where replacing is no way out either: a link, a folder, a private file. */
  blocked: boolean
}

/** A plan that still has conflicts was to be applied. */
export class ConflictError extends TreeError {
  readonly conflicts: readonly Conflict[]

  constructor(conflicts: readonly Conflict[]) {
    const shown = conflicts.slice(0, 10).map(({ path, reason }) => `  ${path}: ${reason}`)
    const rest = conflicts.length - shown.length
    if (rest > 0) shown.push(`  and ${rest} more`)
    const are = conflicts.length === 1 ? '1 path is' : `${conflicts.length} paths are`
    super('CONFLICT', `${are} in the way, so nothing was written:\n${shown.join('\n')}`)
    this.conflicts = conflicts
  }
}

/** What the plan read is no longer what is there: somebody changed it between plan and apply. */
export class ChangedOnDiskError extends TreeError {
  readonly path: string

  constructor(path: string, problem: string) {
    super(
      'CHANGED_ON_DISK',
      `${path} ${problem} since it was read. Nothing was written; run the command again.`,
    )
    this.path = path
  }
}

/** Another process is writing to the same root. */
export class RootBusyError extends TreeError {
  readonly pid: number

  constructor(root: string, pid: number, lock: string) {
    super(
      'ROOT_BUSY',
      `Process ${pid} is writing to ${root}. Wait for it to end. ` +
        `If that is no process of flux-fleet, remove ${lock}.`,
    )
    this.pid = pid
  }
}

/** A killed run left a journal behind, and `recover` has not been called. */
export class UnfinishedRunError extends TreeError {
  constructor(root: string, journal: string) {
    super(
      'UNFINISHED_RUN',
      `An earlier run on ${root} was cut short and has to be recovered first (${journal}).`,
    )
  }
}

/** The caller's signal was aborted before anything was put in place. */
export class CancelledError extends TreeError {
  constructor() {
    super('CANCELLED', 'Cancelled. Nothing was written.')
  }
}

/** Where an apply was when it failed. */
export interface Step {
  operation: string
  path: string
}

/** An operation failed while a plan was applied. `undone` says whether everything is as it was before. */
export class ApplyError extends TreeError {
  readonly path: string
  readonly operation: string
  readonly undone: boolean

  constructor({ operation, path }: Step, cause: unknown, undoProblem?: unknown) {
    const folder = folderToCheck(undoProblem ?? cause)
    const check = folder === undefined ? '' : `Check the permissions of ${folder}`
    const outcome =
      undoProblem === undefined
        ? `Everything is as it was before.${check && ` ${check}, then run the command again.`}`
        : `Taking it back failed too (${messageOf(undoProblem)})${check && `. ${check}`}; run the command again to recover.`
    super('APPLY_FAILED', `Cannot ${operation} ${path}: ${messageOf(cause)}. ${outcome}`, { cause })
    this.path = path
    this.operation = operation
    this.undone = undoProblem === undefined
  }
}

/** A killed run cannot be taken back automatically. */
export class RecoverError extends TreeError {
  readonly path: string

  constructor(path: string, problem: string, cause?: unknown) {
    super('RECOVER_FAILED', `${path} ${problem}`, { cause })
    this.path = path
  }
}

/** A lock file is not what `renderLock` writes. `line` counts from 1. */
export class LockFormatError extends TreeError {
  readonly line: number

  constructor(line: number, problem: string) {
    super('LOCK_MALFORMED', `Line ${line} of the lock file ${problem}.`)
    this.line = line
  }
}

/** A lock file is of a version that only a newer generator knows. `line` counts from 1. */
export class NewerLockError extends TreeError {
  readonly line: number
  /** The version of the generator that wrote it, as far as it says so. */
  readonly generator: string

  constructor(line: number, version: number, generator: string) {
    super(
      'LOCK_NEWER',
      `Line ${line} of the lock file says version: ${version}, which this generator does not know; use a newer one.`,
    )
    this.line = line
    this.generator = generator
  }
}

/** The message of whatever was thrown, without a final full stop. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
}
