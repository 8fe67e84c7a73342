import { CST } from 'yaml'
import { plainValue } from './kept-scalar.ts'

/** Thrown at the first token that has a meaning of its own, or none. */
const NOT_PLAIN = new Error('only the composer knows')

/**
 * What a text holds, straight from its tokens, where it is nothing but maps, lists and scalars: no anchors,
 * tags or directives, and nothing that may be an error. The file of a large fleet has tens of thousands of
 * values, and making a node of each to throw it away takes as long as parsing it. Any other text is for the
 * composer of the `yaml` package, which this agrees with on all that it reads.
 * @returns undefined for a text that only the composer can read
 */
export function plainData(tokens: readonly CST.Token[]): { data: unknown } | undefined {
  try {
    return { data: documentData(tokens) }
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}

function documentData(tokens: readonly CST.Token[]): unknown {
  const [document, second] = tokens.filter(({ type }) => !SPACE.has(type))
  if (document?.type !== 'document' || second !== undefined || !document.value) throw NOT_PLAIN
  const marked = checkSpace(document.start, 'doc-start', true)
  if (marked && !hasNewline(document.start)) throw NOT_PLAIN
  checkSpace(document.end, undefined, true)
  return dataOf(document.value)
}

function dataOf(token: CST.Token): unknown {
  switch (token.type) {
    case 'scalar':
      return plainScalar(token)
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
    case 'block-scalar':
      return textOf(token)
    case 'block-map':
      return blockMap(token)
    case 'block-seq':
      return blockList(token)
    case 'flow-collection':
      return token.start.source === '{' ? flowMap(token) : flowList(token)
    default:
      throw NOT_PLAIN
  }
}

type Item = CST.CollectionItem
type Data = Record<string, unknown>

function blockMap({ items, indent }: CST.BlockMap): Data {
  const data: Data = {}
  for (const [index, { start, key, sep, value }] of items.entries()) {
    checkSpace(start, undefined, true)
    if (!key && !sep && index > 0 && index === items.length - 1) break
    const name = keyOf(key, data, indent)
    if (!checkSpace(sep, 'map-value-ind')) throw NOT_PLAIN
    if (isBlock(value) && !hasNewline(sep!)) throw NOT_PLAIN
    data[name] = value ? dataOf(value) : null
  }
  return data
}

function blockList({ items }: CST.BlockSequence): unknown[] {
  const data: unknown[] = []
  for (const [index, { start, value }] of items.entries()) {
    if (checkSpace(start, 'seq-item-ind', true)) data.push(value ? dataOf(value) : null)
    else if (value || index === 0 || index < items.length - 1) throw NOT_PLAIN
  }
  return data
}

function flowMap(collection: CST.FlowCollection): Data {
  const data: Data = {}
  for (const { key, sep, value } of flowItems(collection, '}')) {
    const name = keyOf(key, data)
    if (!checkSpace(sep, 'map-value-ind') || isBlock(value)) throw NOT_PLAIN
    data[name] = value ? dataOf(value) : null
  }
  return data
}

function flowList(collection: CST.FlowCollection): unknown[] {
  return flowItems(collection, ']').map(({ key, sep, value }) => {
    if (key || sep || !value || isBlock(value)) throw NOT_PLAIN
    return dataOf(value)
  })
}

/** The items between brackets, with one comma between two, and maybe one after the last. */
function flowItems({ items, end }: CST.FlowCollection, bracket: '}' | ']'): Item[] {
  if (end[0]?.source !== bracket) throw NOT_PLAIN
  checkSpace(end.slice(1))
  const found: Item[] = []
  for (const [index, item] of items.entries()) {
    const separated = checkSpace(item.start, 'comma')
    const isTrailing = index === items.length - 1 && !item.key && !item.sep && !item.value
    if (separated !== index > 0 && !(isTrailing && !separated)) throw NOT_PLAIN
    if (!isTrailing) found.push(item)
  }
  return found
}

/**
 * A key that is a string, in one line, and not yet there.
 * @param indent where it has to begin, in a block
 */
function keyOf(token: CST.Token | null | undefined, data: Data, indent?: number): string {
  if (!CST.isScalar(token ?? null) || token!.type === 'block-scalar') throw NOT_PLAIN
  const scalar = token as CST.FlowScalar
  if (indent !== undefined && scalar.indent !== indent) throw NOT_PLAIN
  if (scalar.source.length > LONGEST_KEY || scalar.source.includes('\n') || hasNewline(scalar.end ?? []))
    throw NOT_PLAIN
  const key = dataOf(scalar)
  if (typeof key !== 'string' || UNUSUAL_KEYS.has(key) || Object.hasOwn(data, key)) throw NOT_PLAIN
  return key
}

/** The colon has to come within 1024 characters (https://yaml.org/spec/1.2.2/#822-block-mappings). */
const LONGEST_KEY = 500

/** What is no data to JavaScript, and what merges maps in YAML 1.1. */
const UNUSUAL_KEYS = new Set(['__proto__', '<<'])

const MAYBE_NO_PLAIN = /^[\t,%|>@`]|\n/

function plainScalar(token: CST.FlowScalar): unknown {
  const { source, end } = token
  if (MAYBE_NO_PLAIN.test(source)) return plainValue(textOf(token))
  if (end) checkSpace(end)
  return plainValue(source)
}

function textOf(token: CST.FlowScalar | CST.BlockScalar): string {
  return CST.resolveAsScalar(token, true, refuse).value
}

function refuse(): never {
  throw NOT_PLAIN
}

function isBlock(token: CST.Token | undefined): boolean {
  return token?.type === 'block-map' || token?.type === 'block-seq'
}

function hasNewline(tokens: readonly CST.SourceToken[]): boolean {
  return tokens.some(({ type }) => type === 'newline')
}

const SPACE: ReadonlySet<string> = new Set(['space', 'comment', 'newline'])

/**
 * Makes sure that there is nothing but space, comments and one indicator between two values.
 * @param afterSpace whether a comment may come first
 * @returns whether the indicator is there
 */
function checkSpace(
  tokens: readonly CST.SourceToken[] | undefined,
  indicator?: CST.SourceToken['type'],
  afterSpace = false,
): boolean {
  let found = false
  let spaced = afterSpace
  for (const { type, source } of tokens ?? []) {
    if (type === indicator && !found) {
      found = true
      spaced = false
    } else if (type === 'newline') spaced = true
    else if (type === 'space' && !source.includes('\t')) spaced = true
    else if (type !== 'comment' || !spaced) throw NOT_PLAIN
  }
  return found
}
