import type { ListRule, RenamedName } from './identity.ts'

/** A file that three sides have. */
export interface MergeInput {
  /** The path of the file, for rules and reports. */
  path: string
  /** What was generated before. */
  base: string
  /** What is generated now. */
  theirs: string
  /** What is on the disk. */
  ours: string
}

/** A value that both sides changed to different things, or a file that cannot be merged. */
export interface MergeConflict {
  /** Where in the file's value, such as `spec.values.replicas`; empty where it is about the whole file. */
  path: string
  /** Where in `ours`, from 1. */
  line: number
  column: number
  /** What is the matter, as a clause without a full stop. */
  reason: string
  /**
   * Whether not even replacing the file resolves it: what is encrypted, or no YAML at all, is not touched.
   */
  isFinal?: true
  /** The texts of the value; left out on a side that has none. */
  base?: string
  theirs?: string
  ours?: string
}

/** A change to something that a person had deleted: it was not made. */
export interface LeftOut {
  path: string
  reason: string
}

/** A merged text, or all that stands in its way. */
export type MergeResult = { text: string; leftOut: LeftOut[] } | { conflicts: MergeConflict[] }

/** What the caller knows of a file. */
export interface MergeRules {
  /** How entries of lists are told apart, tried before the general rules. */
  lists?: readonly ListRule[]
  /** Scalars that are sets of values with commas between them, by all keys down to them. */
  commaSets?: (path: readonly string[]) => boolean
  /** A name that changed between base and theirs: the entries that it tells apart are still the same. */
  renamed?: RenamedName
  /** Makes ours shorter by lines that the merge can't be about, where there are many. */
  narrow?: (ours: string) => Narrowed | undefined
  /** What becomes of a value that both sides changed: by default it is a conflict. */
  prefer?: 'ours' | 'theirs'
}

/** A text without some of its lines. */
export interface Narrowed {
  text: string
  /** Puts the lines back into what became of the text; undefined where their place is not known any more. */
  widen(text: string): string | undefined
}

/** Why something of theirs is left out that somebody deleted. */
export const DELETED_AND_CHANGED = 'deleted here, and changed by the generator'
