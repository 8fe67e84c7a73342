import type { Identify, Identity } from '../../tree/merge/oracle/identity.ts'
import { isMap, type Plain } from '../../tree/merge/oracle/plain.ts'

/** Lists of kustomize that are sets of files. */
const SETS = ['resources', 'components', 'bases', 'crds', 'configurations', 'generators', 'transformers']

/** Keys that tell maps apart, in the order in which they are tried; `?` marks what may be missing. */
const BY_KEYS = [
  ['apiVersion', 'kind', 'metadata.namespace?', 'metadata.name'],
  ['path_regex'],
  ['name'],
  ['kind?', 'name'],
  ['kind?', 'namespace?', 'name'],
  ['path'],
]

/**
 * How the entries of a list in a real file are told apart: the rules of `src/tree/merge/identity.ts` once
 * more, since the oracle may not use what it judges.
 */
export const identify: Identify = (key, lists) => {
  const candidates: Identity[] = []
  if (SETS.includes(key)) candidates.push(scalarOf)
  if (key === 'creation_rules') candidates.push((value) => keysOf(value, ['path_regex?']))
  if (key === 'patches') return samePatch(lists)
  const byKeys = key === 'documents' ? BY_KEYS.slice(0, 1) : BY_KEYS
  candidates.push(...byKeys.map((keys) => (value: Plain) => keysOf(value, keys)))
  const isGood = (identity: Identity, sides: readonly (readonly Plain[])[]) =>
    sides.every((list) => {
      const ids = list.map(identity)
      return !ids.includes(undefined) && new Set(ids).size === ids.length
    })
  const found = candidates.find((identity) => isGood(identity, lists))
  const [base, theirs] = [lists[0]!, lists.length > 2 ? lists[1]! : lists[0]!]
  if (found !== undefined || key === 'documents' || !lists.flat().every((value) => isMap(value))) return found
  return beside(
    candidates.find((identity) => isGood(identity, [base, theirs])),
    [base, theirs, lists.at(-1)!],
    isGood,
  )
}

/** A person put in entries without a name of their own: these are known by all that they say. */
function beside(
  named: Identity | undefined,
  [base, theirs, ours]: [readonly Plain[], readonly Plain[], readonly Plain[]],
  isGood: (identity: Identity, lists: readonly (readonly Plain[])[]) => boolean,
): Identity | undefined {
  const textOf = (value: Plain) => JSON.stringify(sortedKeys(value)).replaceAll('/', '|')
  const isNamed = (value: Plain) =>
    named !== undefined &&
    (theirs.includes(value) ||
      base.includes(value) ||
      ours.filter((one) => named(one) === named(value)).length === 1)
  const identity: Identity = (value) => (isNamed(value) ? named!(value) : textOf(value))
  const has = (list: readonly Plain[], value: Plain) => list.some((one) => identity(one) === identity(value))
  const isTold = named !== undefined || base.every((value) => has(theirs, value) || has(ours, value))
  return isTold && isGood(identity, [base, theirs, ours]) ? identity : undefined
}

/**
 * A patch is the same as another if it is equal; else if its target and what it changes are. Only of base and theirs,
 * and of base and ours: what ours has besides is a person's.
 */
function samePatch(lists: readonly (readonly Plain[])[]): Identity {
  const ids = new Map<string, string>()
  const textOf = (value: Plain) => JSON.stringify(sortedKeys(value))
  const [base, ...others] = lists
  for (const [index, value] of base!.entries()) ids.set(textOf(value), `${index}`)
  for (const [side, list] of others.entries()) {
    const left = base!.filter((old) => !list.some((value) => textOf(value) === textOf(old)))
    for (const [index, value] of list.entries()) {
      if (ids.has(textOf(value))) continue
      const old = left.filter((one) => isLike(one, value))
      const like = list.filter(
        (one) => old[0] !== undefined && isLike(old[0], one) && !base!.some((b) => textOf(b) === textOf(one)),
      )
      ids.set(
        textOf(value),
        old.length === 1 && like.length === 1 ? ids.get(textOf(old[0]!))! : `${side}-${index}`,
      )
    }
  }
  return (value) => ids.get(textOf(value))
}

function isLike(one: Plain, other: Plain): boolean {
  const [first, second] = [one, other].map((value) => ({
    target: isMap(value) ? JSON.stringify(sortedKeys(value.target ?? null)) : '',
    path: isMap(value) ? value.path : undefined,
    places: isMap(value)
      ? [...String(value.patch ?? '').matchAll(/^- op: \w+\n {2}path: (\S+)/gm)].map(([, place]) => place)
      : [],
  })) as [Like, Like]
  if (first.path !== undefined) return first.path === second.path
  return (
    first.target === second.target && first.places[0] !== undefined && first.places[0] === second.places[0]
  )
}

interface Like {
  target: string
  path: Plain | undefined
  places: (string | undefined)[]
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
