import { canonicalList } from '../../yaml/outline/canonical.ts'
import { type CollectionNode, type Entry, isCollection } from '../../yaml/outline/nodes.ts'
import { editCollection } from './edit-collection.ts'
import { type Identities, identify } from './identity.ts'
import { byIdentity } from './list-order.ts'
import type { Merging, Removal, Where } from './run.ts'

interface Lists {
  base: Entry
  ours: Entry
}

/**
 * Whether a list that the generator removed has entries in ours that a person added, and all others as they
 * were generated. Such a list loses the generated entries only.
 */
export function keepsPersonal(merging: Merging, lists: Lists, where: Where): boolean {
  const { base, ours } = lists
  if (!isList(base) || !isList(ours) || merging.shared(ours.node)) return false
  const identities = identitiesOf(merging, lists, where)
  if (!identities) return false
  const old = byIdentity(base.node.entries, identities)
  let personal = false
  for (const entry of ours.node.entries) {
    const before = old.get(identities.get(entry)!)
    if (!before) personal = true
    else if (before.entry.node.canonical !== entry.node.canonical) return false
  }
  return personal
}

/** Removes what was generated from such a list. Gives the canonical value that ours is to get. */
export function removeGenerated(merging: Merging, lists: Lists, where: Where): string {
  const base = lists.base.node as CollectionNode
  const ours = lists.ours.node as CollectionNode
  const identities = identitiesOf(merging, lists, where)!
  const own = byIdentity(ours.entries, identities)
  const removals = base.entries.flatMap((entry, index): Removal[] => {
    const mine = own.get(identities.get(entry)!)
    return mine ? [{ entry: mine.entry, base: entry, basePrevious: base.entries[index - 1] }] : []
  })
  const gone = new Set(removals.map(({ entry }) => entry))
  // Nothing is new here, so what theirs looks like is of no matter.
  const three = { base: lists.base, theirs: lists.base, ours: lists.ours }
  editCollection(merging, three, { base, theirs: base, ours }, { inserts: [], removals }, where)
  return canonicalList(ours.entries.filter((entry) => !gone.has(entry)).map(({ node }) => node.canonical))
}

function identitiesOf({ rules }: Merging, { base, ours }: Lists, { keys }: Where): Identities | undefined {
  const sides = [base, ours].map(({ node }) => (isCollection(node) ? node.entries : []))
  return identify(keys, sides, rules.lists)
}

function isList(entry: Entry): entry is Entry & { node: CollectionNode } {
  return entry.node.type === 'list'
}
