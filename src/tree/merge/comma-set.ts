import { canonicalString } from '../../yaml/outline/canonical.ts'
import type { Entry, ScalarNode, YamlNode } from '../../yaml/outline/nodes.ts'
import { type Outline, readOutline } from '../../yaml/outline/outline.ts'
import { YamlReadError } from '../../yaml/outline/read-error.ts'
import { placeNew } from './place.ts'
import type { Sides, Three } from './run.ts'

/** A value of a set, with its place in the text of the scalar. */
interface Token {
  value: string
  start: number
  end: number
}

const VALUE = /[^\s,]+/g

/**
 * Merges scalars that hold a set of values with commas between them, such as the recipients of a rule of SOPS:
 * what theirs adds and removes is added to ours and removed from it, which stays written as it is.
 * @returns the canonical value that ours is to get, or undefined where ours is no such set
 */
export function mergeCommaSet(sides: Sides, { base, theirs, ours }: Three): string | undefined {
  const [was, wanted, is] = [base?.node, theirs.node, ours.node].map((node) => valuesOf(node))
  if (!was || !wanted || !is || ours.node.type !== 'scalar') return undefined
  const text = sides.ours.source.text.slice(ours.node.start, ours.node.end)
  const tokens = tokensOf(text, ours.node)
  if (tokens.length !== is.length || tokens.some(({ value }, index) => value !== is[index])) return undefined
  const goes = (value: string): boolean => was.includes(value) && !wanted.includes(value)
  const isNew = (value: string): boolean => !was.includes(value) && !is.includes(value)
  const kept = tokens.filter(({ value }) => !goes(value))
  const inserts = placeNew(
    wanted.filter((value) => isNew(value) || kept.some((token) => token.value === value)),
    (value) => {
      const index = kept.findIndex((token) => token.value === value)
      return index === -1 ? undefined : index
    },
    kept.length,
  )
  const values = kept.map(({ value }) => value)
  // From the last one on, so that the numbers of those before stay what they are.
  for (const { item, at } of inserts.toReversed()) values.splice(at, 0, item)
  if (values.length === 0) return undefined
  const result = written(text, tokens, values, separatorOf(sides, text, tokens, ours.node))
  const canonical = canonicalOf(result)
  if (canonical === undefined) return undefined
  if (result !== text) sides.edits.push({ start: ours.node.start, end: ours.node.end, text: result })
  return canonical
}

/**
 * A set as a list, with the text that it would stand in; undefined for a value that is no set.
 * @param like what comes in the order that it has there
 */
export function asList(
  entry: Entry | undefined,
  like?: Entry | undefined,
): { outline: Outline; entry: Entry } | undefined {
  const known = valuesOf(like?.node) ?? []
  const unordered = valuesOf(entry?.node)
  if (!unordered) return undefined
  const ordered = known.filter((value) => unordered.includes(value))
  const values = unordered.map((value) => (known.includes(value) ? ordered.shift()! : value))
  const list = values.length === 0 ? ' []' : values.map((value) => `\n  - ${value}`).join('')
  const outline = readOutline(`set:${list}\n`)
  const { node } = outline.documents[0]!.root
  return node.type === 'map' ? { outline, entry: node.entries[0]! } : undefined
}

/**
 * The values of a scalar; none for a value that is not there, and undefined for what is no text, and where a space is in
 * one of them.
 */
function valuesOf(node: YamlNode | undefined): string[] | undefined {
  if (node === undefined) return []
  if (node.type !== 'scalar') return undefined
  if (node.value !== '' && node.canonical !== canonicalString(node.value)) return undefined
  const values = node.value
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '')
  return values.some((value) => /\s/.test(value)) ? undefined : values
}

function tokensOf(text: string, { style }: ScalarNode): Token[] {
  const head = style === 'block' ? text.indexOf('\n') + 1 : style === 'plain' ? 0 : 1
  const tail = style === 'single' || style === 'double' ? text.length - 1 : text.length
  return Array.from(text.slice(head, tail).matchAll(VALUE), ({ 0: value, index }) => ({
    value,
    start: head + index,
    end: head + index + value.length,
  }))
}

/** What stands between two values: as between the last two, else a line for each in a block. */
function separatorOf(sides: Sides, text: string, tokens: readonly Token[], node: ScalarNode): string {
  const [before, last] = tokens.slice(-2)
  if (before && last) return text.slice(before.end, last.start)
  if (node.style !== 'block' || !before) return ','
  const line = text.slice(text.lastIndexOf('\n', before.start) + 1, before.start)
  return `,${sides.ours.source.lineEnding(node.start)}${line}`
}

/** The text of a scalar with other values: between two that were neighbors stands what stood there. */
function written(
  text: string,
  tokens: readonly Token[],
  values: readonly string[],
  separator: string,
): string {
  const parts = values.map((value, index) => {
    const place = tokens.findIndex((token) => token.value === value)
    const before = tokens[place - 1]
    if (index === 0) return value
    const isNeighbor = before !== undefined && before.value === values[index - 1]
    return (isNeighbor ? text.slice(before.end, tokens[place]!.start) : separator) + value
  })
  return text.slice(0, tokens[0]!.start) + parts.join('') + text.slice(tokens.at(-1)!.end)
}

function canonicalOf(scalar: string): string | undefined {
  try {
    const [document] = readOutline(`set: ${scalar}`).documents
    const { node } = document!.root
    return node.type === 'map' ? node.entries[0]?.node.canonical : undefined
  } catch (error) {
    if (!(error instanceof YamlReadError)) throw error
    return undefined
  }
}
