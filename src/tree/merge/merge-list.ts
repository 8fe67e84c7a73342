import { canonicalList } from '../../yaml/outline/canonical.ts'
import { type Entry, isUnchanged } from '../../yaml/outline/nodes.ts'
import { editCollection } from './edit-collection.ts'
import { type Identities, identify, type ThreeLists } from './identity.ts'
import { byIdentity, identityByCount, mergeOrder, shownIdentity } from './list-order.ts'
import { arrange, placeNew } from './place.ts'
import type { Collections, Merging, NewEntry, Removal, Three, Where } from './run.ts'
import { DELETED_AND_CHANGED } from './types.ts'

/** Merges lists entry by entry where their entries can be told apart, else as one value. */
export function mergeList(merging: Merging, three: Three, lists: Collections, where: Where): string {
  const { base, theirs, ours } = lists
  const sides: ThreeLists = [base?.entries ?? [], theirs.entries, ours.entries]
  const identities = identify(where.keys, sides, merging.rules.lists, merging.rules.renamed)
  if (identities) return mergeEntries(merging, three, lists, identities, where)
  if (base?.canonical === theirs.canonical) return ours.canonical
  if (!isUnchanged(base, ours)) {
    // What a person put in stays all the same, beside what the generator wants.
    if (merging.rules.prefer === 'theirs' && !merging.shared(ours))
      return mergeEntries(merging, three, lists, identityByCount(sides), where)
    return merging.conflict(
      three,
      where,
      'a list that was changed here and by the generator, whose entries have no names',
    )
  }
  if (merging.shared(ours)) return merging.replace(three, where)
  // Nobody changed it by hand, so it is theirs; what stays of it keeps its bytes.
  return mergeEntries(merging, three, lists, identityByCount(sides), where)
}

function mergeEntries(
  merging: Merging,
  three: Three,
  lists: Collections,
  identities: Identities,
  where: Where,
): string {
  const { base, theirs, ours } = lists
  const inFlow = where.inFlow || ours.flow
  const old = byIdentity(base?.entries ?? [], identities)
  const own = byIdentity(ours.entries, identities)
  const wanted = byIdentity(theirs.entries, identities)
  const at = (entry: Entry, index: number): Where => ({
    keys: [...where.keys, ''],
    shown: `${where.shown}[${shownIdentity(entry, index)}]`,
    inFlow,
  })
  const values = new Map<Entry, string>(ours.entries.map((entry) => [entry, entry.node.canonical]))
  const fresh = new Set<Entry>()

  for (const [index, entry] of theirs.entries.entries()) {
    const before = old.get(identities.get(entry)!)
    const mine = own.get(identities.get(entry)!)
    if (mine) {
      const neighbors = {
        base: base?.entries[(before?.index ?? 0) - 1],
        theirs: theirs.entries[index - 1],
        ours: ours.entries[mine.index - 1],
      }
      const entries = { base: before?.entry, theirs: entry, ours: mine.entry }
      values.set(mine.entry, merging.entry(entries, at(mine.entry, mine.index), neighbors))
    } else if (!before) {
      fresh.add(entry)
      values.set(entry, entry.node.canonical)
    } else if (before.entry.node.canonical !== entry.node.canonical) {
      const { shown } = at(entry, index)
      merging.leftOut.push({ path: shown, reason: DELETED_AND_CHANGED })
    }
  }

  const removals: Removal[] = []
  for (const [index, before] of (base?.entries ?? []).entries()) {
    const id = identities.get(before)!
    const mine = own.get(id)
    if (!mine || wanted.has(id)) continue
    const edited = !isUnchanged(before.node, mine.entry.node)
    const pair = { base: before, ours: mine.entry }
    if (!merging.removes(pair, at(mine.entry, mine.index), edited)) continue
    removals.push({ entry: mine.entry, base: before, basePrevious: base?.entries[index - 1] })
  }

  const moved = mergeOrder(merging, three, lists, identities, where)
  for (const entry of moved) removals.push({ entry, base: undefined, basePrevious: undefined })
  const inserts = placeNew<NewEntry>(
    theirs.entries.flatMap((entry): NewEntry[] => {
      if (fresh.has(entry)) return [{ entry, from: 'theirs' }]
      const mine = own.get(identities.get(entry)!)
      return mine ? [{ entry: mine.entry, from: 'ours' }] : []
    }),
    ({ entry, from }) =>
      from === 'theirs' || moved.has(entry) ? undefined : own.get(identities.get(entry)!)!.index,
    ours.entries.length,
  )
  if (inserts.length === 0 && removals.length === 0 && ours.entries.length === 0)
    return three.ours.node.canonical
  editCollection(merging, three, lists, { inserts, removals, moved }, where)

  const gone = new Set(removals.map(({ entry }) => entry))
  const arranged = arrange<NewEntry>(
    ours.entries.map((entry) => ({ entry, from: 'ours' })),
    ({ entry }) => !gone.has(entry),
    inserts,
  )
  return canonicalList(arranged.map(({ entry }) => values.get(entry)!))
}
