import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml'
import { isDataMap, keepScalars } from './kept-scalar.ts'
import { toYaml, yamlDocument, yamlText } from './write.ts'

/** A YAML map: its text, whose comments are kept, or plain data. */
export type MapLayer = string | Readonly<Record<string, unknown>>

/**
 * Merges YAML maps, later ones winning, and keeps the comments of all. Lists and scalars are replaced.
 * @param layers texts or plain data of maps, from the weakest to the strongest
 * @returns the merged map as text, or undefined when nothing is in it
 */
export function mergeMaps(layers: readonly MapLayer[]): string | undefined {
  const [only] = layers
  if (layers.length === 1 && typeof only === 'object') return textOf(only)
  const entries = layers.map(entriesOf)
  return entries.every((each) => each !== undefined) ? mergeEntries(entries) : mergeDocuments(layers)
}

const TOP_LEVEL_KEY = /^([A-Za-z0-9_.-]+):(\s|$)/
const EMPTY_OR_NESTED = /^$|^ /
/** An anchor and its aliases may stand in different entries, so such a text can't be taken apart. */
const ANCHOR_OR_ALIAS = /(^|[\s[{,])[&*]\w/

function textOf(data: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(data).length === 0 ? undefined : toYaml(data)
}

/**
 * The entries of a layer by their keys, each a layer of one entry, or undefined for a text that is no plain
 * block map. A large fleet merges thousands of maps that share few keys: only what several of them set has to
 * be parsed.
 */
function entriesOf(layer: MapLayer): Map<string, MapLayer> | undefined {
  return typeof layer === 'string'
    ? entriesOfText(layer)
    : new Map(Object.entries(layer).map(([key, value]) => [key, { [key]: value }]))
}

/** The lines of each top-level key, with the comments above it. */
function entriesOfText(text: string): Map<string, string> | undefined {
  if (ANCHOR_OR_ALIAS.test(text)) return undefined
  const entries = new Map<string, string[]>()
  let lines: string[] = []
  let comments: string[] = []
  for (const line of text
    .replace(/^---\n/, '')
    .replace(/\n+$/, '')
    .split('\n')) {
    const key = TOP_LEVEL_KEY.exec(line)?.[1]
    if (key !== undefined) {
      if (entries.has(key)) return undefined
      lines = [...comments, line]
      comments = []
      entries.set(key, lines)
    } else if (line.startsWith('#')) comments.push(line)
    else if (comments.length > 0 || !EMPTY_OR_NESTED.test(line)) return undefined
    else lines.push(line)
  }
  lines.push(...comments)
  return new Map([...entries].map(([key, entry]) => [key, `${entry.join('\n')}\n`]))
}

function mergeEntries(layers: readonly ReadonlyMap<string, MapLayer>[]): string | undefined {
  const merged = new Map<string, MapLayer[]>()
  for (const layer of layers) {
    for (const [key, entry] of layer) {
      const known = merged.get(key)
      if (known === undefined) merged.set(key, [entry])
      else known.push(entry)
    }
  }
  const texts: string[] = []
  let data: Record<string, unknown> = {}
  const writeData = () => {
    if (Object.keys(data).length > 0) texts.push(toYaml(data))
    data = {}
  }
  for (const entry of merged.values()) {
    const [first] = entry
    if (entry.length === 1 && typeof first !== 'string') data = { ...data, ...first }
    else {
      writeData()
      texts.push(entry.length === 1 ? (first as string) : mergeEntry(entry))
    }
  }
  writeData()
  return texts.length === 0 ? undefined : texts.join('')
}

/** One entry that several layers set. */
function mergeEntry(layers: readonly MapLayer[]): string {
  const [first] = layers
  const last = layers.at(-1)!
  // What is no map replaces all below it but the comments above the key.
  if (typeof first === 'string' && typeof last !== 'string' && !Object.values(last).some(isDataMap))
    return `${LEAD.exec(first)![0]}${toYaml(last)}`
  const texts = layers.filter((layer) => typeof layer === 'string')
  return (texts.length === layers.length ? mergeTexts(texts) : undefined) ?? mergeDocuments(layers)!
}

/** The comments above a key. */
const LEAD = /^(?:#.*\n)*/
/** A key with a map or a list on lines of their own below it. */
const NESTED = /^([A-Za-z0-9_.-]+:\n)((?:\n| .*\n)+)$/
/** A key with a value on its line that is no map and reaches no other line. */
const SHORT = /^[A-Za-z0-9_.-]+: +[^\s{[&*!|>#].*\n$/

/**
 * One entry of several texts, without parsing what need not be: it takes longer than all the rest of a small fleet.
 * Undefined for texts that are written in another way than this looks at.
 */
function mergeTexts(texts: readonly string[]): string | undefined {
  const entries = texts.map((text) => {
    const lead = LEAD.exec(text)![0]
    const rest = text.slice(lead.length)
    const [, head, body] = NESTED.exec(rest) ?? []
    const isList = body !== undefined && /^\n* *- /.test(body)
    return {
      lead,
      rest,
      head,
      body,
      isMap: body !== undefined && !isList,
      isOther: isList || SHORT.test(rest),
    }
  })
  const [first, last] = [entries[0]!, entries.at(-1)!]
  if (last.isOther && entries.every(({ isMap, isOther }) => isMap || isOther)) return first.lead + last.rest
  if (!entries.every(({ isMap }) => isMap)) return undefined
  const inner = entries.map(({ body }) => entriesOfText(withoutIndent(body!)))
  if (!inner.every((each) => each !== undefined)) return undefined
  const merged = mergeEntries(inner)!.replaceAll(/^(?!$)/gm, '  ')
  return first.lead + first.head + merged
}

function withoutIndent(text: string): string {
  const [indentation] = /^ +/m.exec(text)!
  return text.replaceAll(new RegExp(`^${indentation}`, 'gm'), '')
}

function mergeDocuments(layers: readonly MapLayer[]): string | undefined {
  const maps = layers
    .map((layer) => (typeof layer === 'string' ? parsedDocument(layer) : yamlDocument(layer)).contents)
    .filter((contents): contents is YAMLMap => isMap(contents))
  const [first, ...others] = maps
  if (first === undefined) return undefined
  for (const other of others) mergeMap(first, other)
  if (first.items.length === 0) return undefined
  const result = yamlDocument(undefined)
  result.contents = first as never
  return yamlText(result)
}

function parsedDocument(text: string): Document.Parsed {
  const document = parseDocument(text)
  keepScalars(document)
  return document
}

function mergeMap(target: YAMLMap, source: YAMLMap): void {
  for (const pair of source.items as Pair[]) {
    const key = isScalar(pair.key) ? pair.key.value : pair.key
    const existing = (target.items as Pair[]).find(
      (candidate) => (isScalar(candidate.key) ? candidate.key.value : candidate.key) === key,
    )
    if (existing === undefined) target.items.push(pair)
    else if (isMap(existing.value) && isMap(pair.value)) mergeMap(existing.value, pair.value)
    else existing.value = pair.value
  }
}
