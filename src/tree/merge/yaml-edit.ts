import type { PathStep } from './yaml-path.ts'

/** A change to a YAML text, at a path that is not empty. */
export type YamlEdit =
  /** Gives a value to a key, which is added if it is missing, or to a list entry that is there. */
  | { op: 'set'; path: readonly PathStep[]; value: unknown }
  /** Adds an entry to a list, which is made if it is missing: before another entry, else at the end. */
  | { op: 'add'; path: readonly PathStep[]; value: unknown; before?: PathStep }
  /** Removes a key or a list entry, and the comments in it and directly above it. */
  | { op: 'remove'; path: readonly PathStep[] }
  /** Gives a key another name; its value and its place stay. */
  | { op: 'rename'; path: readonly PathStep[]; to: string }
