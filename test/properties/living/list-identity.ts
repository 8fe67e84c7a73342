import type { Identify, Identity } from '../../tree/merge/oracle/identity.ts'
import { isMap, type Plain } from '../../tree/merge/oracle/plain.ts'

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
 * How the entries of a list in a real file are told apart: the rules of `src/tree/merge/identity.ts` once
 * more, since the oracle may not use what it judges.
 */
export const identify: Identify = (key, lists) => {
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
