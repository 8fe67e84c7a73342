import { equal, type Expected } from '../../tree/merge/trial/oracle.ts'
import type { Plain } from '../../tree/merge/trial/model.ts'

type Entries = { [key: string]: Plain }
/** What tells the entries of a list apart. */
export type Identity = (value: Plain) => string | undefined

/** What a merge of plain data comes to, and how the entries of the lists that it looked at are told apart, by their path. */
export interface Outcome extends Expected {
  identities: Map<string, Identity>
}

/** Lists of kustomize that are sets of files. */
const SETS = ['resources', 'components', 'bases', 'crds', 'configurations', 'generators', 'transformers']

/** Keys that tell maps apart, in the order in which they are tried; `?` marks what may be missing. */
const BY_KEYS = [
  ['apiVersion', 'kind', 'metadata.namespace?', 'metadata.name'],
  ['path_regex'],
  ['target'],
  ['target', 'path?'],
  ['name'],
  ['kind?', 'name'],
  ['kind?', 'namespace?', 'name'],
  ['target?', 'path'],
]

/**
 * Merges the documents of real files as plain data, by the rules that docs/architecture.md gives and without any text: what the merge of
 * the texts is measured by.
 */
export function mergeData(base: Plain[], theirs: Plain[], ours: Plain[]): Outcome {
  const found: Outcome = {
    value: undefined,
    conflicts: [],
    changed: [],
    removed: [],
    grown: [],
    identities: new Map(),
  }
  // The only document of a file, emptied by hand, stays so.
  if (base.length === 1 && theirs.length === 1 && ours.length === 0) return { ...found, value: [] }
  found.value =
    base.length === 1 && theirs.length === 1 && ours.length === 1
      ? [merge(base[0], theirs[0]!, ours[0]!, documentPath(ours[0]!, 0), '', found)]
      : merge(base, theirs, ours, '', 'documents', found)
  return found
}

/** The path of a document of a file. */
export function documentPath(value: Plain, index: number): string {
  return `/${keysOf(value, BY_KEYS[0]!) ?? `${index}`}`
}

/** How the entries of a list are told apart on all sides; undefined for a list that is one value. */
export function identityIn(key: string, lists: readonly (readonly Plain[])[]): Identity | undefined {
  const candidates: Identity[] = []
  if (SETS.includes(key)) candidates.push(scalarOf)
  if (key === 'creation_rules') candidates.push((value) => keysOf(value, ['path_regex?']))
  const byKeys = key === 'documents' ? BY_KEYS.slice(0, 1) : BY_KEYS
  candidates.push(...byKeys.map((keys) => (value: Plain) => keysOf(value, keys)))
  return candidates.find((identity) =>
    lists.every((list) => {
      const ids = list.map(identity)
      return !ids.includes(undefined) && new Set(ids).size === ids.length
    }),
  )
}

function scalarOf(value: Plain): string | undefined {
  if (typeof value === 'object') return undefined
  const text = String(value).replaceAll('/', '|')
  // A file called "true" is another entry than the truth.
  return typeof value === 'string' ? text : `${text} (${typeof value})`
}

function keysOf(value: Plain, keys: readonly string[]): string | undefined {
  const parts = keys.map((key) => {
    const found = key
      .replace('?', '')
      .split('.')
      .reduce<Plain | undefined>((inner, name) => (isMap(inner) ? inner[name] : undefined), value)
    return found === undefined || found === null
      ? key.endsWith('?')
        ? ''
        : undefined
      : JSON.stringify(sortedKeys(found))
  })
  return parts.includes(undefined) ? undefined : parts.join(' ').replaceAll('/', '|')
}

/** A value in which the order of keys is always the same. */
function sortedKeys(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, sortedKeys(inner)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  )
}

function merge(
  base: Plain | undefined,
  theirs: Plain,
  ours: Plain,
  path: string,
  key: string,
  found: Outcome,
): Plain {
  if (equal(base, theirs) || equal(ours, theirs)) return ours
  // Of a map or a list that was left without entries, all entries were deleted.
  const isEmptied = ours === null && base !== undefined
  if ((base === undefined || isMap(base)) && isMap(theirs) && (isMap(ours) || isEmptied)) {
    const merged = mergeMap(base ?? {}, theirs, isEmptied ? {} : (ours as Entries), path, found)
    return isEmptied && Object.keys(merged).length === 0 ? null : merged
  }
  const lists = [base ?? [], theirs, isEmptied ? [] : ours]
  if (lists.every(Array.isArray)) {
    const [was, wanted, is] = lists as [Plain[], Plain[], Plain[]]
    const identity = identityIn(key, [was, wanted, is])
    if (identity) {
      found.identities.set(path, identity)
      const merged = mergeList(was, wanted, is, path, identity, found)
      return isEmptied && merged.length === 0 ? null : merged
    }
  }
  if (equal(base, ours)) {
    found.changed.push(path)
    return theirs
  }
  found.conflicts.push(path)
  return ours
}

function mergeMap(base: Entries, theirs: Entries, ours: Entries, path: string, found: Outcome): Entries {
  const merged: Entries = { ...ours }
  for (const [key, value] of Object.entries(theirs)) {
    if (Object.hasOwn(ours, key))
      merged[key] = merge(base[key], value, ours[key]!, `${path}/${key}`, key, found)
    else if (!Object.hasOwn(base, key)) {
      merged[key] = value
      found.grown.push(path)
    }
  }
  for (const [key, value] of Object.entries(base)) {
    if (Object.hasOwn(theirs, key) || !Object.hasOwn(ours, key)) continue
    const left = remove(value, ours[key]!, `${path}/${key}`, key, found)
    if (left === undefined) delete merged[key]
    else merged[key] = left
  }
  return merged
}

/** What is left of a value that the generator removed. */
function remove(base: Plain, ours: Plain, path: string, key: string, found: Outcome): Plain | undefined {
  if (equal(base, ours)) {
    found.removed.push(path)
    return undefined
  }
  const identity = Array.isArray(base) && Array.isArray(ours) ? identityIn(key, [base, ours]) : undefined
  if (identity && Array.isArray(base) && Array.isArray(ours)) {
    const old = new Map(base.map((item) => [identity(item)!, item]))
    const personal = ours.filter((item) => !old.has(identity(item)!))
    const kept = ours.filter((item) => old.has(identity(item)!))
    if (personal.length > 0 && kept.every((item) => equal(item, old.get(identity(item)!)))) {
      found.identities.set(path, identity)
      found.removed.push(...kept.map((item) => `${path}/${identity(item)}`))
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
  identity: Identity,
  found: Outcome,
): Plain[] {
  const [old, wanted] = [base, theirs].map((list) => new Map(list.map((item) => [identity(item)!, item])))
  const at = (id: string): string => `${path}/${id}`
  const result: { id: string; value: Plain }[] = []
  for (const value of ours) {
    const id = identity(value)!
    const before = old!.get(id)
    if (wanted!.has(id)) result.push({ id, value: merge(before, wanted!.get(id)!, value, at(id), '', found) })
    else if (before === undefined) result.push({ id, value })
    else if (equal(before, value)) found.removed.push(at(id))
    else {
      found.conflicts.push(at(id))
      result.push({ id, value })
    }
  }
  const mine = new Set(ours.map((value) => identity(value)!))
  const order = theirs.map((value) => identity(value)!)
  for (const [index, id] of order.entries()) {
    if (mine.has(id) || old!.has(id)) continue
    found.grown.push(path)
    const next = order.slice(index + 1).find((other) => mine.has(other))
    const previous = order.slice(0, index).findLast((other) => result.some((item) => item.id === other))
    const position = (other: string): number => result.findIndex((item) => item.id === other)
    const where =
      next !== undefined ? position(next) : previous !== undefined ? position(previous) + 1 : result.length
    result.splice(where, 0, { id, value: wanted!.get(id)! })
  }
  if (ours.length > 0 && result.length === 0) found.grown.push(path)
  return result.map(({ value }) => value)
}

function isMap(value: Plain | undefined): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether entries of a list that has identities changed places: who moves where then is left to fixtures. */
export function isReordered(before: Plain | undefined, after: Plain | undefined, key = 'documents'): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    const identity = identityIn(key, [before, after])
    if (!identity) return key === 'documents' && isReordered(before[0], after[0], '')
    const [old, fresh] = [before, after].map((list) => new Map(list.map((item) => [identity(item)!, item])))
    const common = [...old!.keys()].filter((id) => fresh!.has(id))
    if (
      !equal(
        common,
        [...fresh!.keys()].filter((id) => old!.has(id)),
      )
    )
      return true
    return common.some((id) => isReordered(old!.get(id), fresh!.get(id), ''))
  }
  if (!isMap(before) || !isMap(after)) return false
  return Object.keys(before).some((name) => isReordered(before[name], after[name], name))
}
