import { canonicalMap } from '../../yaml/outline/canonical.ts'
import { type CollectionNode, type Entry, isCollection } from '../../yaml/outline/nodes.ts'
import { editCollection } from './edit-collection.ts'
import { placeNew } from './place.ts'
import { removeGenerated, tracesIn } from './removed-collection.ts'
import type { Collections, Merging, NewEntry, Removal, Three, Where } from './run.ts'
import { DELETED_AND_CHANGED } from './types.ts'

/** Merges maps key by key. Gives the canonical value that ours is to get. */
export function mergeMap(merging: Merging, three: Three, maps: Collections, where: Where): string {
  const { base, theirs, ours } = maps
  const inFlow = where.inFlow || ours.flow
  const at = ({ name }: Entry): Where => ({
    keys: [...where.keys, name],
    shown: where.shown === '' ? name : `${where.shown}.${name}`,
    inFlow,
  })
  const positions = { base: positionsOf(base), ours: positionsOf(ours) }
  const through = throughMergeKeys(ours)
  const values = new Map(ours.entries.map(({ key, node }) => [key, node.canonical] as const))
  const fresh = new Set<Entry>()

  for (const [index, entry] of theirs.entries.entries()) {
    const { key } = entry
    const old = base?.byKey.get(key)
    const own = ours.byKey.get(key)
    if (own) {
      const neighbors = {
        base: old && base?.entries[positions.base.get(old)! - 1],
        theirs: theirs.entries[index - 1],
        ours: ours.entries[positions.ours.get(own)! - 1],
      }
      values.set(key, merging.entry({ base: old, theirs: entry, ours: own }, at(entry), neighbors))
      continue
    }
    if (old?.node.canonical === entry.node.canonical || through.get(key) === entry.node.canonical) continue
    if (through.has(key)) {
      const merged = { base: old, ours: ours.byKey.get(MERGE_KEY)! }
      merging.conflict(merged, at(entry), 'changed by the generator, but merged in here through "<<"')
    } else if (old) {
      merging.leftOut.push({ path: at(entry).shown, reason: DELETED_AND_CHANGED })
    } else {
      fresh.add(entry)
      values.set(key, entry.node.canonical)
    }
  }

  const removals: Removal[] = []
  for (const [index, old] of (base?.entries ?? []).entries()) {
    const own = ours.byKey.get(old.key)
    if (!own || theirs.byKey.has(old.key)) continue
    if (through.has(old.key)) {
      merging.conflict(
        { base: old, ours: own },
        at(old),
        'removed by the generator, but also merged in here through "<<"',
      )
      continue
    }
    const { personal, edited } = tracesIn(merging, { base: old, ours: own }, at(old))
    if (!merging.removes({ base: old, ours: own }, at(old), edited)) continue
    if (personal) {
      values.set(old.key, removeGenerated(merging, { base: old, ours: own }, at(old)))
      continue
    }
    removals.push({ entry: own, base: old, basePrevious: base?.entries[index - 1] })
    values.delete(old.key)
  }

  const inserts = placeNew(
    theirs.entries
      .filter((entry) => fresh.has(entry) || ours.byKey.has(entry.key))
      .map((entry): NewEntry => ({ entry, from: 'theirs' })),
    ({ entry }) => (fresh.has(entry) ? undefined : positions.ours.get(ours.byKey.get(entry.key)!)),
    ours.entries.length,
  )
  if (inserts.length === 0 && removals.length === 0 && ours.entries.length === 0)
    return three.ours.node.canonical
  editCollection(merging, three, maps, { inserts, removals }, where)
  return canonicalMap(values)
}

const MERGE_KEY = '"<<"'

/** The values that a map has through `<<: *anchor`, by key. */
function throughMergeKeys(map: CollectionNode): Map<string, string> {
  const found = new Map<string, string>()
  const collect = (node: Entry['node']): void => {
    if (node.type === 'alias') collect(node.target)
    if (!isCollection(node)) return
    for (const { key, node: value } of node.entries) {
      if (node.type === 'list') collect(value)
      else if (key === MERGE_KEY) collect(value)
      else if (!found.has(key)) found.set(key, value.canonical)
    }
  }
  const merged = map.byKey.get(MERGE_KEY)
  if (merged) collect(merged.node)
  return found
}

function positionsOf(map: CollectionNode | undefined): Map<Entry, number> {
  return new Map(map?.entries.map((entry, index) => [entry, index]))
}
