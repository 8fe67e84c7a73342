import type { FileOperations } from './files.ts'
import type { Plan } from './plan.ts'
import type { Root } from './root.ts'
import type { State } from './state.ts'
import { ApplyError, CancelledError, type Step, TreeError } from './tree-error.ts'

/** Makes more in the staging folder before it is put in place, such as a `.git`. */
export type Prepare = (stagingDirectory: string) => void | Promise<void>

/** One application of a plan, with the root locked. */
export interface Job {
  plan: Plan
  root: Root
  state: State
  run: string
  /** What is run, in words for a person. */
  command: string
  /** Whether it takes back the run before it. */
  undoes: boolean
  prepare: Prepare | undefined
  signal: AbortSignal | undefined
  fs: FileOperations
  step: Step
}

/** Calls the caller's hook. One that fails because it was cancelled throws `CancelledError`. */
export async function callPrepare({ prepare, signal }: Job, staging: string): Promise<void> {
  try {
    await prepare?.(staging)
  } catch (error) {
    if (signal?.aborted) throw new CancelledError()
    throw error
  }
  if (signal?.aborted) throw new CancelledError()
}

/** Takes back what was done, and gives the error to throw. */
export function takenBack(step: Step, error: unknown, takeBack: () => void): TreeError {
  const failedAt = { ...step }
  try {
    takeBack()
  } catch (problem) {
    return new ApplyError(failedAt, error, problem)
  }
  return error instanceof TreeError ? error : new ApplyError(failedAt, error)
}
