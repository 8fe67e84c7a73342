import type { Plain } from './plain.ts'

/**
 * What tells an entry of a list apart from the others; undefined for an entry that has nothing of the kind.
 */
export type Identity = (value: Plain) => string | undefined

/**
 * Says how the entries of a list are told apart on all sides: what random files and real ones differ in.
 * Gives undefined for a list that is one value, else an identity that every entry has, and no two of a side
 * have in common. It has no `/`, which parts of paths are parted by.
 * @param key the key that the lists are the value of: `documents` for those of a file, empty for a list in a
 * list
 */
export type Identify = (key: string, lists: readonly (readonly Plain[])[]) => Identity | undefined

/** The path of the only document of a file. */
export function documentPath(value: Plain, identify: Identify): string {
  return `/${identify('documents', [[value]])?.(value) ?? '0'}`
}

/** The entries of a list by their identities. */
export function byIdentity(list: readonly Plain[], identity: Identity): Map<string, Plain> {
  return new Map(list.map((item) => [identity(item)!, item]))
}
