import { isDeepStrictEqual } from 'node:util'

/** What YAML means, without how it is written. */
export type Plain = string | number | boolean | null | Plain[] | PlainMap
export type PlainMap = { [key: string]: Plain }

export function isMap(value: Plain | undefined): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether values are equal; the order of keys does not matter. */
export function equal(first: Plain | undefined, second: Plain | undefined): boolean {
  return isDeepStrictEqual(first, second)
}
