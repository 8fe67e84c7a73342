import type { CollectionNode, Entry, YamlNode } from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'
import type { Insert } from './place.ts'
import type { Edit } from './splice.ts'
import type { Restyle } from './style.ts'
import type { LeftOut, MergeRules } from './types.ts'

/** The texts that a change is made of, and the edits to ours so far. */
export interface Sides {
  base: Outline
  theirs: Outline
  ours: Outline
  /** From the style of theirs to that of ours. */
  restyle: Restyle
  /** Whether comments whose surroundings go stay indented as they are. */
  keepsIndentation: boolean
  edits: Edit[]
}

/** An entry of ours that goes, and the entry of base that says which of its comments were generated. */
export interface Removal {
  entry: Entry
  base: Entry | undefined
  basePrevious: Entry | undefined
}

/** An entry that is put into ours: of theirs, or of ours where it moves. */
export interface NewEntry {
  entry: Entry
  from: 'theirs' | 'ours'
}

/** What becomes of the entries of a collection. */
export interface CollectionChange {
  inserts: readonly Insert<NewEntry>[]
  removals: readonly Removal[]
}

/** Where a value is: the keys down to it, and the same for people. */
export interface Where {
  keys: readonly string[]
  shown: string
  /** Whether it is inside of brackets in ours. */
  inFlow: boolean
}

/** An entry on each side; base is missing where both sides added it. */
export interface Three {
  base: Entry | undefined
  theirs: Entry
  ours: Entry
}

/** The values of three entries that are collections of one type. */
export interface Collections {
  base: CollectionNode | undefined
  theirs: CollectionNode
  ours: CollectionNode
}

/** The entries before those of a `Three` in their collections. */
export interface Neighbors {
  base?: Entry | undefined
  theirs?: Entry | undefined
  ours?: Entry | undefined
}

/** What merging a map or a list needs of the merge that it is part of. */
export interface Merging {
  readonly sides: Sides
  readonly rules: MergeRules
  readonly leftOut: LeftOut[]
  /** Merges an entry and the comments above it. Gives the canonical value that ours is to get. */
  entry(three: Three, where: Where, neighbors: Neighbors): string
  /** Gives ours the value of theirs, if nothing else would change with it. */
  replace(three: Three, where: Where): string
  /**
   * Reports a conflict, or resolves it as the caller prefers. Gives the canonical value that ours is to get.
   */
  conflict(
    three: { base: Entry | undefined; theirs?: Entry; ours: Entry },
    where: Where,
    reason: string,
  ): string
  /**
   * Whether an entry that theirs lacks can be removed from ours; reports a conflict if not.
   * @param edited whether a person changed what was generated in it
   */
  removes(entries: { base: Entry; ours: Entry }, where: Where, edited: boolean): boolean
  /** Why a value cannot be changed without changing others; undefined if it can. */
  shared(node: YamlNode): string | undefined
}
