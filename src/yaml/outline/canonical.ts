import { readAsYaml11 } from '../readings.ts'

const NULL = /^(?:~|null|Null|NULL)?$/
const TRUE = /^(?:true|True|TRUE)$/
const FALSE = /^(?:false|False|FALSE)$/
/**
 * What is plain, and what YAML 1.1 or 1.2 takes for something other than a string: which one, the reader
 * decides. No number begins with a letter.
 */
const WORD = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/
const NUMBERS = [
  /^[-+]?[0-9][0-9_]*$/,
  /^[-+]?0(?:b[01_]+|o[0-7_]+|x[0-9a-fA-F_]+)$/,
  /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  /^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$/,
  /^[=]$/,
]

/**
 * A plain (unquoted) scalar as text that is the same for two scalars only if every YAML reader takes them for
 * the same value. What one version of YAML reads as a number and another as something else (`0400`, `1e3`,
 * `on`) is only equal to what is written the same way.
 */
export function canonicalPlain(source: string): string {
  if (NULL.test(source)) return '~'
  if (TRUE.test(source)) return 'true'
  if (FALSE.test(source)) return 'false'
  return isPlainString(source) ? canonicalString(source) : source
}

/** Whether every YAML reader takes an unquoted scalar for a string. */
export function isPlainString(source: string): boolean {
  if (NULL.test(source) || TRUE.test(source) || FALSE.test(source)) return false
  if (/^[A-Za-z]/.test(source)) return !WORD.test(source)
  if (!/^[-+.0-9=]/.test(source)) return true
  return !NUMBERS.some((pattern) => pattern.test(source)) && typeof readAsYaml11(source) === 'string'
}

/** A string as text that differs from that of any value that is no string. */
export function canonicalString(value: string): string {
  return JSON.stringify(value)
}

/** A map of canonical values by canonical key; the order of its keys is no part of the value. */
export function canonicalMap(entries: Iterable<readonly [key: string, value: string]>): string {
  const parts = Array.from(entries, ([key, value]) => `${key}:${value}`)
  return `{${parts.sort().join(',')}}`
}

/** A list of canonical values, whose order matters. */
export function canonicalList(values: readonly string[]): string {
  return `[${values.join(',')}]`
}
