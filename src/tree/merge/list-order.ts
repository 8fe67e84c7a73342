import { canonicalString } from '../../yaml/outline/canonical.ts'
import { type Entry, isCollection } from '../../yaml/outline/nodes.ts'
import type { Identities } from './identity.ts'
import { movedItems } from './place.ts'
import type { Collections, Merging, Three, Where } from './run.ts'

/** An entry and its place in its list. */
export interface Placed {
  entry: Entry
  index: number
}

/** The entries of a list by identity. */
export function byIdentity(entries: readonly Entry[], identities: Identities): Map<string, Placed> {
  return new Map(entries.map((entry, index) => [identities.get(entry)!, { entry, index }]))
}

/** Tells entries apart by their values, and equal ones by how many of them came before. */
export function identityByCount(sides: readonly (readonly Entry[])[]): Identities {
  const identities = new Map<Entry, string>()
  for (const entries of sides) {
    const counts = new Map<string, number>()
    for (const entry of entries) {
      const { canonical } = entry.node
      const count = counts.get(canonical) ?? 0
      counts.set(canonical, count + 1)
      identities.set(entry, `${count} ${canonical}`)
    }
  }
  return identities
}

/** The entry of a list for people: its name, its value, or its number. */
export function shownIdentity({ node }: Entry, index: number): string {
  if (node.type === 'scalar')
    return node.value.length <= 60 && !node.value.includes('\n') ? node.value : `${index}`
  const metadata = valueAt(node, 'metadata')
  for (const key of ['name', 'path_regex', 'path', 'kind']) {
    for (const named of [node, metadata, valueAt(node, 'target')]) {
      const value = named && valueAt(named, key)
      if (value?.type !== 'scalar') continue
      const kind = named === metadata ? valueAt(node, 'kind') : undefined
      return kind?.type === 'scalar' ? `${kind.value} ${value.value}` : `${key}=${value.value}`
    }
  }
  return `${index}`
}

function valueAt(node: Entry['node'], key: string): Entry['node'] | undefined {
  return isCollection(node) ? node.byKey.get(canonicalString(key))?.node : undefined
}

/** The entries of ours that have to move because the generator put them into another order. */
export function mergeOrder(
  merging: Merging,
  three: Three,
  { base, theirs, ours }: Collections,
  identities: Identities,
  where: Where,
): Set<Entry> {
  const [was, wanted, is] = common([base?.entries ?? [], theirs.entries, ours.entries], identities)
  if (isSame(was!, wanted!) || isSame(is!, wanted!)) return new Set()
  if (!isSame(was!, is!)) {
    merging.conflict(three, where, 'put into another order here and by the generator')
    return new Set()
  }
  const moved = movedItems(was!, wanted!)
  return new Set(ours.entries.filter((entry) => moved.has(identities.get(entry)!)))
}

/** The identities that all sides have, in the order of each side. */
function common(sides: readonly (readonly Entry[])[], identities: Identities): string[][] {
  const all = sides.map((entries) => entries.map((entry) => identities.get(entry)!))
  const sets = all.map((ids) => new Set(ids))
  return all.map((ids) => ids.filter((id) => sets.every((set) => set.has(id))))
}

function isSame(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && first.every((item, index) => item === second[index])
}
