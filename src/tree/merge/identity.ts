import { canonicalString } from './canonical.ts'
import { type Entry, isCollection, type YamlNode } from './nodes.ts'

/** How the entries of some lists are told apart. */
export interface ListRule {
  /** The lists it is for: the name of the key that they are the value of, or a test of all keys down to it. */
  list: string | ((path: readonly string[]) => boolean)
  /** `value` for lists of scalars that are sets; else the keys, as `metadata.name`, whose values make an identity. */
  by: 'value' | readonly string[]
}

/** Lists of kustomize that are sets of file names. */
const SETS = [
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
  ['target'],
  ['target', 'path?'],
  ['target?', 'path'],
  ['name'],
  ['kind?', 'name'],
  ['kind?', 'namespace?', 'name'],
]

/** Identities of the entries of several lists, by entry. */
export type Identities = ReadonlyMap<Entry, string>

/**
 * Finds out how the entries of a list are told apart on all sides.
 * @param path the keys down to the list
 * @param sides the entries of the list on each side
 * @returns undefined if no rule gives every entry an identity that is unique on its side
 */
export function identify(
  path: readonly string[],
  sides: readonly (readonly Entry[])[],
  rules: readonly ListRule[] = [],
): Identities | undefined {
  for (const { list, by } of rules) {
    if (typeof list === 'string' ? path.at(-1) !== list : !list(path)) continue
    const found = identifyBy(sides, by)
    if (found) return found
  }
  if (SETS.includes(path.at(-1) ?? '')) {
    const found = identifyBy(sides, 'value')
    if (found) return found
  }
  return identifyByKeys(sides, GENERAL)
}

/** Tells Kubernetes objects apart: the documents of a file. */
export function identifyObjects(sides: readonly (readonly Entry[])[]): Identities | undefined {
  return identifyBy(sides, GENERAL[0]!)
}

function identifyByKeys(
  sides: readonly (readonly Entry[])[],
  candidates: readonly (readonly string[])[],
): Identities | undefined {
  for (const keys of candidates) {
    const found = identifyBy(sides, keys)
    if (found) return found
  }
  return undefined
}

function identifyBy(
  sides: readonly (readonly Entry[])[],
  by: 'value' | readonly string[],
): Identities | undefined {
  const identities = new Map<Entry, string>()
  for (const entries of sides) {
    const seen = new Set<string>()
    for (const entry of entries) {
      const identity = by === 'value' ? scalarOf(entry.node) : keysOf(entry.node, by)
      if (identity === undefined || seen.has(identity)) return undefined
      seen.add(identity)
      identities.set(entry, identity)
    }
  }
  return identities
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
