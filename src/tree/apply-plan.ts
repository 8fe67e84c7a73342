import { applyFresh } from './apply-fresh.ts'
import { applyInto } from './apply-into.ts'
import { throwIfAborted } from './breathe.ts'
import { type FileOperations, realFiles } from './files.ts'
import type { Job, Prepare } from './job.ts'
import { readJournal } from './journal.ts'
import type { Plan } from './plan.ts'
import { locateRoot, type Root } from './root.ts'
import { lockRoot } from './root-lock.ts'
import { endRun, startRun } from './runs.ts'
import { stateOf } from './state.ts'
import {
  ApplyError,
  ChangedOnDiskError,
  ConflictError,
  RootError,
  type Step,
  TreeError,
  UnfinishedRunError,
} from './tree-error.ts'

/** What `applyPlan` takes beside the plan. */
export interface ApplyOptions {
  root: string
  /** Where lock, journal and originals live: outside of the tree, the same for every run on this root. */
  stateDirectory: string
  /**
   * Called with the staging folder, when all folders are made in it; files may still be missing. Whatever it
   * makes there becomes part of a fresh root; of an existing root only a `.git` does, and only if the root
   * has none.
   */
  prepare?: Prepare
  /** What is run, in words for a person; it is kept outside of the tree, so no secret may be in it. */
  command?: string
  /** Whether this takes back the run before it. There is nothing to take back then. */
  undoes?: boolean
  /** Cancels as long as nothing is in place. What began to be put in place is finished. */
  signal?: AbortSignal
  fs?: FileOperations
}

/** What was done. */
export interface ApplyResult {
  /** How many files of the tree were written and deleted; private files do not count. */
  written: number
  deleted: number
}

/**
 * Applies a plan all or nothing: when it throws, the disk is as it was before. What it did to a root that was
 * there is kept in the state directory until the next run, so that it can be taken back (`planUndo`).
 *
 * Throws `ConflictError` for a plan with conflicts, `ChangedOnDiskError` when the disk is not as the plan saw
 * it, `RootBusyError` while another process writes to the root, `UnfinishedRunError` when `recover` has to be
 * called first, `CancelledError`, `RootError`, `ReadError`, and `ApplyError` for any operation that fails.
 */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<ApplyResult> {
  const { stateDirectory, prepare, signal, command = '', undoes = false, fs = realFiles } = options
  const { conflicts } = plan
  if (conflicts.length > 0) throw new ConflictError(conflicts)
  throwIfAborted(signal)
  const step: Step = { operation: 'look at', path: options.root }
  const run = startRun()
  try {
    const root = findPlannedRoot(plan, options.root, fs)
    const done = countOf(plan)
    const nothingToDo =
      root.exists && !prepare && done.written + done.deleted + plan.privateFiles.length === 0
    if (nothingToDo) return done
    const state = stateOf(stateDirectory, root.path)
    Object.assign(step, { operation: 'lock', path: root.path })
    const unlock = lockRoot(state, root.path, run, fs)
    try {
      if (readJournal(state, fs)) throw new UnfinishedRunError(root.path, state.journal)
      const job: Job = { plan, root, state, run, command, undoes, prepare, signal, fs, step }
      await (root.exists ? applyInto(job) : applyFresh(job))
      return done
    } finally {
      unlock()
    }
  } catch (error) {
    throw error instanceof TreeError ? error : new ApplyError(step, error)
  } finally {
    endRun(run)
  }
}

function findPlannedRoot(plan: Plan, path: string, fs: FileOperations): Root {
  const root = locateRoot(path, fs)
  if (root.path !== plan.root)
    throw new RootError(root.path, `is not ${plan.root}, for which the plan was made`)
  if (root.exists && !plan.rootExists) throw new ChangedOnDiskError(root.path, 'has appeared')
  if (!root.exists && plan.rootExists) throw new ChangedOnDiskError(root.path, 'is gone')
  return root
}

function countOf({ changes }: Plan): ApplyResult {
  const count = (...actions: string[]) => changes.filter(({ action }) => actions.includes(action)).length
  return { written: count('create', 'update', 'merge'), deleted: count('delete') }
}
