import { isScalar, type ScalarTag, Schema } from 'yaml'

/** What a plain scalar may be to a reader of YAML. */
export type Reading = string | number | boolean | null

type PlainTag = ScalarTag & { test: RegExp }

let tags: readonly PlainTag[] | undefined

/** What YAML 1.2 takes plain text for, unless it is a string. */
function plainTags(): readonly PlainTag[] {
  tags ??= new Schema({ schema: 'core' }).tags.filter(
    (tag): tag is PlainTag => tag.default === true && 'test' in tag && tag.test instanceof RegExp,
  )
  return tags
}

/** What YAML 1.2 reads an unquoted scalar as (https://yaml.org/spec/1.2.2/#1032-tag-resolution). */
export function readAsYaml12(text: string): Reading {
  const tag = plainTags().find(({ test }) => test.test(text))
  if (tag === undefined) return text
  const value = tag.resolve(text, refuse, { intAsBigInt: false })
  return (isScalar(value) ? value.value : value) as Reading
}

function refuse(message: string): never {
  throw new Error(message)
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
])
const BASED = /^([-+]?)(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+)$/
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

/**
 * What sigs.k8s.io/yaml, the YAML 1.1 reader of Helm, kubectl and the API server, reads an unquoted scalar as
 * (`resolve` in https://github.com/yaml/go-yaml/blob/v2.4.4/resolve.go). It knows neither sexagesimal numbers
 * nor, where any value is welcome, dates.
 */
export function readAsYaml11(text: string): Reading {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (!/^[-+.0-9]/.test(text)) return readAsYaml12(text)
  // Where a dot comes first, an underscore has to stand between two digits, as in Go.
  const isOdd = text.startsWith('.') && /_(?![0-9])|[^0-9]_/.test(text)
  const digits = isOdd ? text : text.replaceAll('_', '')
  const based = BASED.exec(digits)
  if (based !== null) {
    const [, sign, number] = based as unknown as [string, string, string]
    const size = BigInt(/^0[0-7]/.test(number) ? `0o${number.slice(1)}` : number.toLowerCase())
    // What 64 bits can't hold is read again, as a decimal number.
    if (size <= (sign === '' ? MOST_UNSIGNED : MOST_SIGNED)) return Number(sign === '-' ? -size : size)
  }
  if (DECIMAL.test(digits)) return Number.isFinite(Number(digits)) ? Number(digits) : text
  return /^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/.test(text) ? readAsYaml12(text) : text
}

const MOST_UNSIGNED = 2n ** 64n - 1n
const MOST_SIGNED = 2n ** 63n - 1n

/** How readers of YAML differ about an unquoted scalar, as a part of a sentence. */
export function bothReadings(text: string): string {
  return `YAML 1.1 (Helm, kubectl) reads as ${shown(readAsYaml11(text))} and YAML 1.2 as ${shown(readAsYaml12(text))}`
}

function shown(reading: Reading): string {
  return typeof reading === 'string' ? 'text' : String(reading)
}
