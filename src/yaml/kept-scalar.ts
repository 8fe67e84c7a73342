import { type Document, Scalar, type ScalarTag, visit } from 'yaml'
import { isPlainString } from './outline/canonical.ts'
import { type Reading, readAsYaml12 } from './readings.ts'

/**
 * An unquoted scalar as a person wrote it. It stands for itself in plain data where its text says more than
 * the value that YAML 1.2 has for it: other readers take it for something else (`0400`, `yes`, `1_000`), or it
 * would be written in another way (`1.10`, `1e3`).
 */
export class KeptScalar {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }

  toString(): string {
    return this.source
  }

  /** As a lock has it, which is JSON; `reviveKeptScalar` reads it again. */
  toJSON(): Record<string, string> {
    return { [KEPT_KEY]: this.source }
  }
}

/** The one key of the map that stands for a kept scalar in JSON. Nobody else may use it. */
export const KEPT_KEY = '$yaml'

/** For `JSON.parse`: makes kept scalars again of what `toJSON` made of them. */
export function reviveKeptScalar(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, KEPT_KEY)) return value
  return new KeptScalar(String((value as Record<string, unknown>)[KEPT_KEY]))
}

/** What may be something else than a string: most text is none of it. */
const MAYBE_NO_STRING = /^(?:$|[-+.~0-9=]|(?:y|yes|no?|on|off|true|false|null)$)/i
const THE_SAME_TO_ALL = /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE)?$/

const known = new Map<string, Reading | KeptScalar>()

/**
 * What an unquoted scalar stands for in plain data: the value that all readers of YAML take it for, or its own
 * text.
 */
export function plainValue(text: string): Reading | KeptScalar {
  if (!MAYBE_NO_STRING.test(text)) return text
  const found = known.get(text) ?? readPlain(text)
  if (text.length <= LONGEST_KNOWN) known.set(text, found)
  return found
}

const LONGEST_KNOWN = 20

function readPlain(text: string): Reading | KeptScalar {
  if (THE_SAME_TO_ALL.test(text)) return readAsYaml12(text)
  if (isPlainString(text)) return text
  const value = /^-?[0-9]/.test(text) ? readAsYaml12(text) : undefined
  return typeof value === 'number' && String(value) === text ? value : new KeptScalar(text)
}

const TEXT_TAGS = ['!', 'tag:yaml.org,2002:str']

/** Has a parsed document keep its unquoted scalars as they are written; keys it leaves alone. */
export function keepScalars(document: Document): void {
  visit(document, {
    Scalar(key, node) {
      if (key !== 'key' && isPlain(node)) node.value = plainValue(node.source!)
    },
  })
}

/** Whether the text of a scalar says what it is, since no quotes or tag do. */
export function isPlain({ source, tag, type }: Scalar): boolean {
  if (source === undefined) return false
  return tag === undefined ? type === Scalar.PLAIN : !TEXT_TAGS.includes(tag)
}

/** How documents write kept scalars. */
export const keptScalarTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: (value) => value instanceof KeptScalar,
  resolve: (text) => text,
  stringify: ({ value }) => String(value),
}

/** Whether a value is a map in plain data: no list, and nothing that stands for a single value. */
export function isDataMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof KeptScalar)
  )
}

/** A copy of plain data that can be changed. */
export function copyData<Data>(data: Data): Data {
  if (Array.isArray(data)) return data.map(copyData) as Data
  if (!isDataMap(data)) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, copyData(value)])) as Data
}
