import { canonicalString } from '../../yaml/outline/canonical.ts'
import { type Entry, isCollection, type YamlNode } from '../../yaml/outline/nodes.ts'
import { type Feature, matchEntries } from './match-entries.ts'
import { asChanged, asEdited, PATCHES } from './patch-features.ts'

/** How the entries of some lists are told apart. */
export interface ListRule {
  /**
   * The lists it is for: the name of the key that they are the value of, or a test of all keys down to it.
   */
  list: string | ((path: readonly string[]) => boolean)
  /**
   * `value` for lists of scalars that are sets, `place` where the order says which is which and all sides
   * have as many; else the keys, as `metadata.name`, whose values make an identity.
   */
  by: 'value' | 'place' | readonly string[]
  /** An identity as it is compared, where two that are written differently are the same. */
  as?: (identity: string) => string
}

/** Lists of kustomize that are sets of file names. */
export const SETS = [
  'resources',
  'components',
  'bases',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
]

/** What tells maps in a list apart, whatever the list is called; `?` marks what may be missing. */
const GENERAL: readonly (readonly string[])[] = [
  ['apiVersion', 'kind', 'metadata.namespace?', 'metadata.name'],
  ['path_regex'],
  ['name'],
  ['kind?', 'name'],
  ['kind?', 'namespace?', 'name'],
  ['path'],
]

/**
 * A name that is another one from now on, wherever it is a value or a segment of a path that tells entries of
 * lists apart.
 */
export interface RenamedName {
  from: string
  to: string
  /** The lists that it is for, by all keys down to them; without it, all. */
  list?: (path: readonly string[]) => boolean
}

/** Identities of the entries of several lists, by entry. */
export type Identities = ReadonlyMap<Entry, string>

/** The entries of a list in base, theirs and ours. */
export type ThreeLists = readonly [base: readonly Entry[], theirs: readonly Entry[], ours: readonly Entry[]]

/**
 * Finds out how the entries of a list are told apart on all sides: each by an identity that is unique on its side;
 * or those of the generator, where a person put in some that have none.
 * @param path the keys down to the list
 * @returns undefined if nothing says what became of each entry of the generator
 */
export function identify(
  path: readonly string[],
  sides: ThreeLists,
  rules: readonly ListRule[] = [],
  renaming?: RenamedName,
): Identities | undefined {
  const renamed = renaming?.list?.(path) === false ? undefined : renaming
  for (const { list, by, as } of rules) {
    if (typeof list === 'string' ? path.at(-1) !== list : !list(path)) continue
    const found = by === 'place' ? identifyByPlace(sides) : identifyBy(sides, by, renamed, as)
    if (found) return found
  }
  if (SETS.includes(path.at(-1) ?? '')) {
    const found = identifyBy(sides, 'value', renamed)
    if (found) return found
  }
  const same = ({ node }: Entry): string => renamedIn(node.canonical, renamed)
  if (PATCHES.has(path.at(-1) ?? '')) {
    const [changed, edited] = [asChanged, asEdited].map((features) =>
      features.map((feature) => underNewName(feature, renamed)),
    ) as [Feature[], Feature[]]
    return matchEntries(sides, { same, changed, edited, added: [] })
  }
  return identifyByKeys(sides, GENERAL, renamed) ?? matchUnnamed(path, sides, same, renamed)
}

/** Tells entries apart where a person added some that have no name, or the name of another. */
function matchUnnamed(
  path: readonly string[],
  sides: ThreeLists,
  same: (entry: Entry) => string,
  renamed: RenamedName | undefined,
): Identities | undefined {
  // Of plain values in a row, the row may be the meaning.
  const isSet = SETS.includes(path.at(-1) ?? '')
  if (!isSet && sides.flat().some(({ node }) => node.type !== 'map')) return undefined
  const [base, theirs, ours] = sides
  const keys = GENERAL.find((candidate) => identifyBy([base, theirs], candidate, renamed))
  const named = underNewName((entry) => keys && keysOf(entry.node, keys), renamed)
  const byName = keys && base.length + theirs.length > 0 ? [named] : []
  const found = matchEntries(sides, { same, changed: byName, edited: byName, added: byName })
  const idsOf = (entries: readonly Entry[]): Set<string> => new Set(entries.map((entry) => found.get(entry)!))
  const [wanted, own] = [idsOf(theirs), idsOf(ours)]
  // Without a name, what was edited looks like an entry that is gone: who changes it as well, contradicts.
  const isTold = base.every((entry) => wanted.has(found.get(entry)!) || own.has(found.get(entry)!))
  return isTold || isSet || byName.length > 0 ? found : undefined
}

/** Tells Kubernetes objects apart: the documents of a file. */
export function identifyObjects(sides: readonly (readonly Entry[])[]): Identities | undefined {
  return identifyBy(sides, GENERAL[0]!)
}

function identifyByKeys(
  sides: readonly (readonly Entry[])[],
  candidates: readonly (readonly string[])[],
  renamed: RenamedName | undefined,
): Identities | undefined {
  for (const keys of candidates) {
    const found = identifyBy(sides, keys, renamed)
    if (found) return found
  }
  return undefined
}

function identifyByPlace(sides: readonly (readonly Entry[])[]): Identities | undefined {
  if (sides.some(({ length }) => length !== sides[0]!.length)) return undefined
  return new Map(sides.flatMap((entries) => entries.map((entry, index) => [entry, String(index)] as const)))
}

function identifyBy(
  sides: readonly (readonly Entry[])[],
  by: 'value' | readonly string[],
  renamed?: RenamedName,
  as: (identity: string) => string = (identity) => identity,
): Identities | undefined {
  const identities = new Map<Entry, string>()
  for (const entries of sides) {
    const seen = new Set<string>()
    for (const entry of entries) {
      const known = by === 'value' ? scalarOf(entry.node) : keysOf(entry.node, by)
      const identity = known === undefined ? undefined : renamedIn(as(known), renamed)
      if (identity === undefined || seen.has(identity)) return undefined
      seen.add(identity)
      identities.set(entry, identity)
    }
  }
  return identities
}

function underNewName(feature: Feature, renamed: RenamedName | undefined): Feature {
  return (entry) => {
    const value = feature(entry)
    return value && renamedIn(value, renamed)
  }
}

/**
 * An identity as it is from now on: on all sides the same, so that an entry is found again under its new
 * name.
 */
function renamedIn(identity: string, renamed: RenamedName | undefined): string {
  if (renamed === undefined || !identity.includes(renamed.from)) return identity
  const name = renamed.from.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return identity.replaceAll(
    new RegExp(`(["/])${name}(?=["/])`, 'g'),
    (_, before: string) => before + renamed.to,
  )
}

function scalarOf(node: YamlNode): string | undefined {
  return node.type === 'scalar' && node.style !== 'empty' ? node.canonical : undefined
}

function keysOf(node: YamlNode, keys: readonly string[]): string | undefined {
  const values: string[] = []
  for (const key of keys) {
    const optional = key.endsWith('?')
    const value = valueAt(node, (optional ? key.slice(0, -1) : key).split('.'))
    if (value === undefined && !optional) return undefined
    values.push(value ?? '')
  }
  return values.join(' ')
}

function valueAt(node: YamlNode, path: readonly string[]): string | undefined {
  let found: YamlNode = node
  for (const key of path) {
    const entry = isCollection(found) ? found.byKey.get(canonicalString(key)) : undefined
    if (!entry) return undefined
    found = entry.node
  }
  return found.type === 'scalar' && found.style === 'empty' ? undefined : found.canonical
}
