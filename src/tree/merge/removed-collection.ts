import { canonicalList, canonicalMap } from '../../yaml/outline/canonical.ts'
import {
  type CollectionNode,
  type Entry,
  isCollection,
  isUnchanged,
  nodesIn,
} from '../../yaml/outline/nodes.ts'
import { editCollection } from './edit-collection.ts'
import { type Identities, identify } from './identity.ts'
import { byIdentity } from './list-order.ts'
import type { Merging, Removal, Where } from './run.ts'

/** A collection that the generator removed, as it was generated and as it is in ours. */
interface Removed {
  base: Entry
  ours: Entry
}

/** What people made of a collection that the generator removed. */
export interface Traces {
  /** Whether there are entries in it that a person added. */
  personal: boolean
  /** Whether there are generated values in it that a person changed. */
  edited: boolean
}

/** A key that merges other maps into this one. */
const MERGE_KEY = '"<<"'

/**
 * Looks for what people added to a collection that the generator removed, and changed in it: keys of maps, all
 * the way down, and entries of lists, each of which is one value. What they deleted leaves no trace. Where
 * nothing says what was added, as in a value that is no collection any more, it was changed.
 */
export function tracesIn(merging: Merging, { base, ours }: Removed, where: Where): Traces {
  if (isUnchanged(base.node, ours.node)) return { personal: false, edited: false }
  if (ours.node.type === 'scalar' && ours.node.style === 'empty' && isCollection(base.node))
    return { personal: false, edited: false }
  const pairs = pairsOf(merging, { base, ours }, where)
  if (!pairs || merging.shared(ours.node) || mergesOthers(ours)) return { personal: false, edited: true }
  const found: Traces = { personal: pairs.some(({ base: old }) => old === undefined), edited: false }
  for (const { base: old, ours: own, where: at } of pairs) {
    if (old === undefined) continue
    const inner =
      ours.node.type === 'map'
        ? tracesIn(merging, { base: old, ours: own }, at)
        : { personal: false, edited: !isUnchanged(old.node, own.node) }
    found.personal ||= inner.personal
    found.edited ||= inner.edited
  }
  return found
}

/**
 * Removes what was generated from a collection with entries that a person added. Gives the canonical value that
 * ours is to get.
 */
export function removeGenerated(merging: Merging, { base, ours }: Removed, where: Where): string {
  const old = base.node as CollectionNode
  const own = ours.node as CollectionNode
  const left: (readonly [key: string, value: string])[] = []
  const removals: Removal[] = []
  for (const { base: before, ours: entry, where: at } of pairsOf(merging, { base, ours }, where)!) {
    if (before === undefined) left.push([entry.key, entry.node.canonical])
    else if (own.type === 'map' && tracesIn(merging, { base: before, ours: entry }, at).personal)
      left.push([entry.key, removeGenerated(merging, { base: before, ours: entry }, at)])
    else removals.push({ entry, base: before, basePrevious: old.entries[old.entries.indexOf(before) - 1] })
  }
  // Nothing is new here, so what theirs looks like is of no matter.
  const three = { base, theirs: base, ours }
  editCollection(merging, three, { base: old, theirs: old, ours: own }, { inserts: [], removals }, where)
  return own.type === 'map' ? canonicalMap(left) : canonicalList(left.map(([, value]) => value))
}

/** The entries of ours, each with the generated one that it was; undefined where that can't be told. */
function pairsOf(
  merging: Merging,
  { base, ours }: Removed,
  where: Where,
): { base: Entry | undefined; ours: Entry; where: Where }[] | undefined {
  const [old, own] = [base.node, ours.node]
  if (!isCollection(old) || !isCollection(own) || old.type !== own.type) return undefined
  const inside = (name: string): Where => ({
    keys: [...where.keys, name],
    shown: `${where.shown}.${name}`,
    inFlow: where.inFlow || own.flow,
  })
  if (own.type === 'map')
    return own.entries.map((entry) => ({
      base: old.byKey.get(entry.key),
      ours: entry,
      where: inside(entry.name),
    }))
  const identities = identitiesOf(merging, [old, own], where)
  if (!identities) return undefined
  const generated = byIdentity(old.entries, identities)
  return own.entries.map((entry) => ({
    base: generated.get(identities.get(entry)!)?.entry,
    ours: entry,
    where: inside(''),
  }))
}

function identitiesOf(
  { rules }: Merging,
  [base, ours]: readonly [CollectionNode, CollectionNode],
  { keys }: Where,
): Identities | undefined {
  return identify(keys, [base.entries, base.entries, ours.entries], rules.lists)
}

/** Without a key of its own, such a map would have the one that it merges in. */
function mergesOthers({ node }: Entry): boolean {
  for (const inner of nodesIn(node)) if (isCollection(inner) && inner.byKey.has(MERGE_KEY)) return true
  return false
}
