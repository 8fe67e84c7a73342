import type { NextCommand } from '../../features/command-contributor.ts'
import type { Plan } from '../../tree/plan.ts'
import type { OwnCommand } from '../command-line/own-command.ts'
import type { KeysOutside } from './keys-outside.ts'

/** A plan and what there is to say about it. */
export interface Writing {
  plan: Plan
  target: string
  /** The target as the person would write it. */
  shownTarget: string
  /** How many folders lie between the target and what is shown of it; by default none. */
  depth?: number
  /**
   * A folder with more entries than this is one line of the plan that is shown; by default as `drawTree` has
   * it.
   */
  limit?: number
  /** What is asked before writing. */
  question: string
  /** What to do about conflicts; by default what is said of files in the way. */
  advice?: string
  notes: readonly string[]
  /**
   * The message of a commit of it, which is also how the run is called when it is to be taken back. No secret
   * may be in it.
   */
  message: string
  /** Paths that are committed along, though the plan leaves them as they are. */
  commitAlso?: readonly string[]
  /** Paths that the change is about and that were not there. */
  notFound?: readonly string[]
  /** Whether the notes are to be read before anything is written. */
  notesFirst?: boolean
  /** Private keys that are kept outside of what is written. */
  keysOutside?: KeysOutside
  next: readonly NextCommand[]
  /** The same, when it was committed. */
  nextCommitted?: readonly NextCommand[]
  /** Whether it takes back the run before it. */
  undoes?: boolean
  /** More that a program is told. */
  report?: Readonly<Record<string, unknown>>
  /** The command that would do the same without questions. */
  command: () => Promise<OwnCommand>
  /** Called in the staging folder before anything is in place. */
  prepare?: (folder: string) => Promise<void>
}
