import { escapeOddCharacters } from './write.ts'

/** Words that YAML 1.1 or 1.2 reads as something else than a string. */
const RESERVED = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf'])
/**
 * Plain text that starts with a letter, `/`, `./`, `../`, `$` or `_` and holds nothing that YAML gives a
 * meaning.
 */
const PLAIN = /^(?:\.{0,2}\/|[A-Za-z_$])(?:[A-Za-z0-9_.@/+${}=-]|:(?=[A-Za-z0-9/]))*$/
/** What JavaScript's YAML 1.1 reader takes for a number although it has no digit before the exponent. */
const EXPONENT = /^[eE][-+]?[0-9]+$/
const DURATION_OR_RANGE = /^[0-9]+(?:(?:ms|s|m|h)|(?:\.[0-9]+)*\.x)$/

/**
 * A value as a YAML scalar: quoted when a YAML 1.1 or 1.2 reader (kustomize, Helm, the API server) would take
 * it for a number, a boolean, null or syntax; plain otherwise.
 * @param value a string, number or boolean
 */
export function scalar(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string')
    throw new Error(`only strings, numbers and booleans are scalars, not ${typeof value}`)
  if (DURATION_OR_RANGE.test(value)) return value
  if (PLAIN.test(value) && !RESERVED.has(value.toLowerCase()) && !EXPONENT.test(value)) return value
  return escapeOddCharacters(JSON.stringify(value))
}
