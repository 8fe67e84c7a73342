import { byIdentity, documentPath, type Identify, type Identity } from './identity.ts'
import { equal, isMap, type Plain, type PlainMap } from './plain.ts'

/** What a merge of plain data comes to. */
export interface Expected {
  value: Plain
  /** The paths of values that both sides changed to different things. */
  conflicts: string[]
  /** The paths of entries of ours that get another value, go, or get something new inside of them. */
  changed: string[]
  removed: string[]
  grown: string[]
  /** How the entries of the lists that were looked at are told apart, by the path of the list. */
  identities: Map<string, Identity>
}

/**
 * Merges the documents of a file as plain data, by the rules that docs/architecture.md gives and without any
 * text: what merges of texts are measured by. So it may not use anything of `src/tree/merge`, which it
 * judges.
 */
export function mergeData(base: Plain[], theirs: Plain[], ours: Plain[], identify: Identify): Expected {
  const merge = new DataMerge(identify)
  const value = merge.documents(base, theirs, ours)
  return { value, ...merge.found }
}

/** Lists of a kustomization whose entries stand for themselves. */
const OF_KUSTOMIZE = ['resources', 'components', 'patches']

/** What is left of a value that the generator removed. */
interface Left {
  left: Plain | undefined
  removed: string[]
  /** Whether a person changed what was generated, so that it is not the generator's to remove. */
  edited: boolean
  identities: [path: string, identity: Identity][]
}

class DataMerge {
  readonly found: Omit<Expected, 'value'> = {
    conflicts: [],
    changed: [],
    removed: [],
    grown: [],
    identities: new Map(),
  }
  readonly #identify: Identify

  constructor(identify: Identify) {
    this.#identify = identify
  }

  documents(base: Plain[], theirs: Plain[], ours: Plain[]): Plain {
    if (base.length !== 1 || theirs.length !== 1 || ours.length > 1)
      return this.#value(base, theirs, ours, '', 'documents')
    // The only document of a file, emptied by hand, stays so.
    const [only] = ours
    if (only === undefined) return []
    // It stays that document, even under another name.
    return [this.#value(base[0], theirs[0]!, only, documentPath(only, this.#identify), '')]
  }

  #value(base: Plain | undefined, theirs: Plain, ours: Plain, path: string, key: string): Plain {
    if (equal(base, theirs) || equal(ours, theirs)) return ours
    // Of a map or a list that was left without entries, all entries were deleted.
    const isEmptied = ours === null && base !== undefined
    if ((base === undefined || isMap(base)) && isMap(theirs) && (isMap(ours) || isEmptied)) {
      const merged = this.#map(base ?? {}, theirs, isMap(ours) ? ours : {}, path)
      return isEmptied && Object.keys(merged).length === 0 ? null : merged
    }
    const lists = [base ?? [], theirs, isEmptied ? [] : ours]
    if (lists.every(Array.isArray)) {
      const [was, wanted, is] = lists as [Plain[], Plain[], Plain[]]
      const identity = this.#identify(key, [was, wanted, is])
      if (identity) {
        const merged = this.#list(was, wanted, is, path, identity)
        return isEmptied && merged.length === 0 ? null : merged
      }
    }
    if (equal(base, ours)) {
      this.found.changed.push(path)
      return theirs
    }
    this.found.conflicts.push(path)
    return ours
  }

  #map(base: PlainMap, theirs: PlainMap, ours: PlainMap, path: string): PlainMap {
    const merged: PlainMap = { ...ours }
    for (const [key, value] of Object.entries(theirs)) {
      if (Object.hasOwn(ours, key))
        merged[key] = this.#value(base[key], value, ours[key]!, `${path}/${key}`, key)
      else {
        const fresh = Object.hasOwn(base, key) ? this.#freshIn(base, key, value) : value
        if (fresh === undefined) continue
        merged[key] = fresh
        this.found.grown.push(path)
      }
    }
    for (const [key, value] of Object.entries(base)) {
      if (Object.hasOwn(theirs, key) || !Object.hasOwn(ours, key)) continue
      const left = this.#removed(value, ours[key]!, `${path}/${key}`, key)
      if (left === undefined) delete merged[key]
      else merged[key] = left
    }
    return merged
  }

  /** Of a list at the top of a kustomization that a person deleted: what is new in it, if anything. */
  #freshIn(map: PlainMap, key: string, theirs: Plain): Plain[] | undefined {
    const base = map[key]
    if (!String(map.apiVersion).startsWith('kustomize.config.k8s.io/') || !OF_KUSTOMIZE.includes(key))
      return undefined
    if (!Array.isArray(base) || !Array.isArray(theirs)) return undefined
    const identity = this.#identify(key, [base, theirs])
    if (identity === undefined) return undefined
    const old = byIdentity(base, identity)
    const fresh = theirs.filter((item) => !old.has(identity(item)!))
    return fresh.length === 0 ? undefined : fresh
  }

  /** What is left of a value that the generator removed: what a person added to it. */
  #removed(base: Plain, ours: Plain, path: string, key: string): Plain | undefined {
    const { left, removed, edited, identities } = this.#leftOf(base, ours, path, key)
    if (edited) {
      this.found.conflicts.push(path)
      return ours
    }
    this.found.removed.push(...(left === undefined ? [path] : removed))
    if (left !== undefined)
      for (const [list, identity] of identities) this.found.identities.set(list, identity)
    return left
  }

  #leftOf(base: Plain, ours: Plain, path: string, key: string): Left {
    const nothing: Left = { left: undefined, removed: [path], edited: false, identities: [] }
    const isEmptied = ours === null && typeof base === 'object'
    if (equal(base, ours) || isEmptied) return nothing
    if (Array.isArray(base) && Array.isArray(ours)) return this.#leftOfList(base, ours, path, key)
    if (!isMap(base) || !isMap(ours)) return { ...nothing, edited: true }
    const all: Left = { left: undefined, removed: [], edited: false, identities: [] }
    const rest: PlainMap = {}
    for (const [name, value] of Object.entries(ours)) {
      const inner = Object.hasOwn(base, name)
        ? this.#leftOf(base[name]!, value, `${path}/${name}`, name)
        : { left: value, removed: [], edited: false, identities: [] }
      if (inner.left !== undefined) rest[name] = inner.left
      all.removed.push(...inner.removed)
      all.identities.push(...inner.identities)
      all.edited ||= inner.edited
    }
    return Object.keys(rest).length === 0 ? { ...nothing, edited: all.edited } : { ...all, left: rest }
  }

  #leftOfList(base: Plain[], ours: Plain[], path: string, key: string): Left {
    const nothing: Left = { left: undefined, removed: [path], edited: false, identities: [] }
    const identity = this.#identify(key, [base, ours])
    if (!identity) return { ...nothing, edited: true }
    const old = byIdentity(base, identity)
    const personal = ours.filter((item) => !old.has(identity(item)!))
    const kept = ours.filter((item) => old.has(identity(item)!))
    const edited = !kept.every((item) => equal(item, old.get(identity(item)!)))
    if (personal.length === 0) return { ...nothing, edited }
    const removed = kept.map((item) => `${path}/${identity(item)}`)
    return { left: personal, removed, edited, identities: [[path, identity]] }
  }

  #list(base: Plain[], theirs: Plain[], ours: Plain[], path: string, identity: Identity): Plain[] {
    this.found.identities.set(path, identity)
    const [old, wanted] = [byIdentity(base, identity), byIdentity(theirs, identity)]
    const result: { id: string; value: Plain }[] = []
    for (const value of ours) {
      const id = identity(value)!
      const at = `${path}/${id}`
      const before = old.get(id)
      if (wanted.has(id)) result.push({ id, value: this.#value(before, wanted.get(id)!, value, at, '') })
      else if (before === undefined) result.push({ id, value })
      else if (equal(before, value)) this.found.removed.push(at)
      else {
        this.found.conflicts.push(at)
        result.push({ id, value })
      }
    }
    const mine = byIdentity(ours, identity)
    const order = [...wanted.keys()]
    for (const [index, id] of order.entries()) {
      if (mine.has(id) || old.has(id)) continue
      this.found.grown.push(path)
      const next = order.slice(index + 1).find((other) => mine.has(other))
      // New entries are put in one after the other, so the last one that is there may be new too.
      const previous = order.slice(0, index).findLast((other) => result.some((item) => item.id === other))
      const position = (other: string): number => result.findIndex((item) => item.id === other)
      const where =
        next !== undefined ? position(next) : previous !== undefined ? position(previous) + 1 : result.length
      result.splice(where, 0, { id, value: wanted.get(id)! })
    }
    if (ours.length > 0 && result.length === 0) this.found.grown.push(path)
    return result.map(({ value }) => value)
  }
}
