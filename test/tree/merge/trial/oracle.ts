import { isDeepStrictEqual } from 'node:util'
import { identityOf, type Plain } from './model.ts'

/** What a merge of plain data comes to. */
export interface Expected {
  value: Plain | undefined
  /** The paths of values that both sides changed to different things. */
  conflicts: string[]
  /** The paths of entries of ours that get another value, go, or get something new inside of them. */
  changed: string[]
  removed: string[]
  grown: string[]
}

type Map = { [key: string]: Plain }

/** Merges plain data by the rules, without any text: what a merge of texts is measured by. */
export function expectedMerge(base: Plain, theirs: Plain, ours: Plain): Expected {
  const expected: Expected = { value: undefined, conflicts: [], changed: [], removed: [], grown: [] }
  const [was, wanted, is] = [base, theirs, ours].map((side) => side as Plain[])
  if (was!.length === 1 && wanted!.length === 1 && is!.length === 1) {
    // One object stays the one object, even under another name.
    const path = `/${identityOf('documents', is![0]!)}`
    expected.value = [merge(was![0], wanted![0]!, is![0]!, path, '', expected)]
  } else expected.value = merge(base, theirs, ours, '', 'documents', expected)
  return expected
}

/** Whether values are equal; the order of keys does not matter. */
export function equal(first: Plain | undefined, second: Plain | undefined): boolean {
  return isDeepStrictEqual(first, second)
}

function merge(
  base: Plain | undefined,
  theirs: Plain,
  ours: Plain,
  path: string,
  key: string,
  found: Expected,
): Plain {
  if (equal(base, theirs) || equal(ours, theirs)) return ours
  if ([base ?? {}, theirs, ours].every(isMap))
    return mergeMap((base ?? {}) as Map, theirs as Map, ours as Map, path, found)
  const lists = [base ?? [], theirs, ours === null && base !== undefined ? [] : ours]
  if (lists.every(Array.isArray) && lists.every((list) => isIdentified(key, list as Plain[]))) {
    const merged = mergeList(...(lists as [Plain[], Plain[], Plain[]]), path, key, found)
    return ours === null && merged.length === 0 ? null : merged
  }
  if (equal(base, ours)) {
    found.changed.push(path)
    return theirs
  }
  found.conflicts.push(path)
  return ours
}

function mergeMap(base: Map, theirs: Map, ours: Map, path: string, found: Expected): Map {
  const merged: Map = { ...ours }
  for (const [key, value] of Object.entries(theirs)) {
    if (key in ours) merged[key] = merge(base[key], value, ours[key]!, `${path}/${key}`, key, found)
    else if (!(key in base)) {
      merged[key] = value
      found.grown.push(path)
    }
  }
  for (const [key, value] of Object.entries(base)) {
    if (key in theirs || !(key in ours)) continue
    const left = remove(value, ours[key]!, `${path}/${key}`, key, found)
    if (left === undefined) delete merged[key]
    else merged[key] = left
  }
  return merged
}

/** What is left of a value that the generator removed. */
function remove(base: Plain, ours: Plain, path: string, key: string, found: Expected): Plain | undefined {
  if (equal(base, ours)) {
    found.removed.push(path)
    return undefined
  }
  if (Array.isArray(base) && Array.isArray(ours) && isIdentified(key, base) && isIdentified(key, ours)) {
    const old = byIdentity(key, base)
    const personal = ours.filter((item) => !old.has(identityOf(key, item)!))
    const kept = ours.filter((item) => old.has(identityOf(key, item)!))
    if (personal.length > 0 && kept.every((item) => equal(item, old.get(identityOf(key, item)!)))) {
      found.removed.push(...kept.map((item) => `${path}/${identityOf(key, item)}`))
      return personal
    }
  }
  found.conflicts.push(path)
  return ours
}

function mergeList(
  base: Plain[],
  theirs: Plain[],
  ours: Plain[],
  path: string,
  key: string,
  found: Expected,
): Plain[] {
  const [old, wanted] = [byIdentity(key, base), byIdentity(key, theirs)]
  const at = (id: string): string => `${path}/${id}`
  const result: { id: string; value: Plain }[] = []
  for (const value of ours) {
    const id = identityOf(key, value)!
    const before = old.get(id)
    if (wanted.has(id)) result.push({ id, value: merge(before, wanted.get(id)!, value, at(id), '', found) })
    else if (before === undefined) result.push({ id, value })
    else if (equal(before, value)) found.removed.push(at(id))
    else {
      found.conflicts.push(at(id))
      result.push({ id, value })
    }
  }
  const mine = new Set(ours.map((value) => identityOf(key, value)!))
  const order = theirs.map((value) => identityOf(key, value)!)
  for (const [index, id] of order.entries()) {
    if (mine.has(id) || old.has(id)) continue
    found.grown.push(path)
    const next = order.slice(index + 1).find((other) => mine.has(other))
    // New entries are put in one after the other, so the last one that is there may be new too.
    const previous = order.slice(0, index).findLast((other) => result.some((item) => item.id === other))
    const position = (other: string): number => result.findIndex((item) => item.id === other)
    const where =
      next !== undefined ? position(next) : previous !== undefined ? position(previous) + 1 : result.length
    result.splice(where, 0, { id, value: wanted.get(id)! })
  }
  if (ours.length > 0 && result.length === 0) found.grown.push(path)
  return result.map(({ value }) => value)
}

function byIdentity(key: string, list: readonly Plain[]): globalThis.Map<string, Plain> {
  return new globalThis.Map(list.map((item) => [identityOf(key, item)!, item]))
}

function isIdentified(key: string, list: readonly Plain[]): boolean {
  return list.length === 0 ? key !== 'args' : list.every((item) => identityOf(key, item) !== undefined)
}

function isMap(value: Plain): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether entries of a list changed places. Who moves where then is open, so trials leave that to fixtures. */
export function isReordered(before: Plain | undefined, after: Plain | undefined, key = 'documents'): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    if (!isIdentified(key, before) || !isIdentified(key, after)) return false
    const [old, fresh] = [byIdentity(key, before), byIdentity(key, after)]
    const common = [...old.keys()].filter((id) => fresh.has(id))
    const stillThere = [...fresh.keys()].filter((id) => old.has(id))
    if (!equal(common, stillThere)) return true
    return common.some((id) => isReordered(old.get(id), fresh.get(id), ''))
  }
  if (before === undefined || after === undefined || !isMap(before) || !isMap(after)) return false
  return Object.keys(before).some((name) => isReordered(before[name], after[name], name))
}
