import {
  type CollectionNode,
  type Entry,
  isCollection,
  isUnchanged,
  nodesIn,
  type YamlNode,
} from '../../yaml/outline/nodes.ts'
import type { Outline } from '../../yaml/outline/outline.ts'
import { asList, mergeCommaSet } from './comma-set.ts'
import { replaceLead } from './lead-edits.ts'
import { mergeList } from './merge-list.ts'
import { mergeMap } from './merge-map.ts'
import { replaceValue } from './replace.ts'
import type { Collections, Merging, Neighbors, Sides, Three, Where } from './run.ts'
import type { LeftOut, MergeConflict, MergeRules } from './types.ts'

/** Merges values. Collects edits to ours, and gives the canonical values that they are to lead to. */
export class Merger implements Merging {
  readonly sides: Sides
  readonly rules: MergeRules
  readonly conflicts: MergeConflict[] = []
  readonly leftOut: LeftOut[] = []

  constructor(sides: Sides, rules: MergeRules) {
    this.sides = sides
    this.rules = rules
  }

  entry(three: Three, where: Where, neighbors: Neighbors): string {
    const { base } = three
    if (base && !where.inFlow) replaceLead(this.sides, { ...three, base }, neighbors)
    return this.value(three, where)
  }

  /** Merges a value without the comments above it. */
  value(three: Three, where: Where): string {
    const { base, theirs, ours } = three
    const [was, wanted, is] = [base?.node.canonical, theirs.node.canonical, ours.node.canonical]
    const isSame = was === wanted
    if (!isSame && isUnchanged(theirs.node, ours.node)) return is
    if (isSame && !this.#mayDifferInComments(three)) return is
    const collections = collectionsOf(three)
    if (collections) {
      if (!isSame && this.#isShared(ours.node)) return this.conflict(three, where, this.#sharedBy(ours.node))
      const merge = collections.theirs.type === 'map' ? mergeMap : mergeList
      return merge(this, three, collections, where)
    }
    if (isSame) return is
    if (isUnchanged(base?.node, ours.node)) return this.replace(three, where)
    const merged = this.rules.commaSets?.(where.keys) ? this.#commaSet(three, where) : undefined
    if (merged !== undefined) return merged
    return this.conflict(three, where, 'changed here and by the generator, to different values')
  }

  replace(three: Three, where: Where): string {
    const reason = this.shared(three.ours.node)
    if (reason) return this.conflict(three, where, reason)
    replaceValue(this.sides, three, where.inFlow)
    return three.theirs.node.canonical
  }

  conflict(
    { base, theirs, ours }: { base: Entry | undefined; theirs?: Entry; ours: Entry },
    where: Where,
    reason: string,
  ): string {
    const { prefer } = this.rules
    if (prefer === 'ours') {
      this.leftOut.push({ path: where.shown, reason })
      return ours.node.canonical
    }
    if (prefer === 'theirs' && theirs && !this.shared(ours.node)) {
      replaceValue(this.sides, { base, theirs, ours }, where.inFlow)
      return theirs.node.canonical
    }
    this.conflicts.push({
      path: where.shown,
      ...this.sides.ours.source.place(ours.start),
      reason,
      ...(base && { base: valueText(this.sides.base, base) }),
      ...(theirs && { theirs: valueText(this.sides.theirs, theirs) }),
      ours: valueText(this.sides.ours, ours),
    })
    return ours.node.canonical
  }

  removes({ base, ours }: { base: Entry; ours: Entry }, where: Where, edited: boolean): boolean {
    const { prefer } = this.rules
    if (edited && prefer !== 'theirs') {
      this.conflict({ base, ours }, where, 'changed here, and removed by the generator')
      return false
    }
    // An alias may go; what others stand for may not.
    const reason = ours.node.type === 'alias' ? undefined : this.shared(ours.node)
    if (reason) this.conflict({ base, ours }, where, reason)
    return reason === undefined
  }

  shared(node: YamlNode): string | undefined {
    if (node.type === 'alias') return `written here as the alias "*${node.name}"`
    for (const inner of nodesIn(node)) if (this.#isShared(inner)) return this.#sharedBy(inner)
    return undefined
  }

  #commaSet(three: Three, where: Where): string | undefined {
    if (this.shared(three.ours.node)) return undefined
    if (three.ours.node.type !== 'list') return mergeCommaSet(this.sides, three)
    // A person made a list of it, which says the same.
    const [base, theirs] = [asList(three.base), asList(three.theirs, three.base)]
    if (!base || !theirs) return undefined
    const sides = { ...this.sides, base: base.outline, theirs: theirs.outline }
    const lists = new Merger(sides, this.rules)
    const merged = lists.value({ base: base.entry, theirs: theirs.entry, ours: three.ours }, where)
    this.leftOut.push(...lists.leftOut)
    return lists.conflicts.length > 0 ? undefined : merged
  }

  #isShared({ anchor }: YamlNode): boolean {
    return anchor !== undefined && this.sides.ours.aliased.has(anchor)
  }

  #sharedBy({ anchor }: YamlNode): string {
    return `changed by the generator, but here other values stand for it too, as "*${anchor}"`
  }

  #mayDifferInComments({ base, theirs, ours }: Three): boolean {
    if (!base || !isCollection(ours.node) || ours.node.flow) return false
    return entryText(this.sides.base, base) !== entryText(this.sides.theirs, theirs)
  }
}

/**
 * The values of three entries, if they are collections of one type. Nothing counts as an empty collection.
 */
function collectionsOf({ base, theirs, ours }: Three): Collections | undefined {
  const wanted = theirs.node
  if (!isCollection(wanted)) return undefined
  const old = base?.node
  if (old && old.type !== wanted.type) return undefined
  const is = ours.node
  if (is.type === wanted.type)
    return { base: old as CollectionNode | undefined, theirs: wanted, ours: is as CollectionNode }
  if (!old || is.type !== 'scalar' || is.style !== 'empty') return undefined
  const empty: CollectionNode = { ...is, type: wanted.type, flow: true, entries: [], byKey: new Map() }
  return { base: old as CollectionNode, theirs: wanted, ours: empty }
}

function entryText({ source }: Outline, { start, end }: Entry): string {
  return source.text.slice(start, end)
}

function valueText({ source }: Outline, { node }: Entry): string {
  return source.text.slice(node.propsStart, node.end).trimEnd()
}
