import {
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml'
import { canonicalList, canonicalMap, canonicalPlain, canonicalString } from './canonical.ts'
import type { CollectionNode, Entry, ScalarNode, YamlNode } from './nodes.ts'
import { YamlReadError } from './read-error.ts'
import type { Source } from './source.ts'

/** What aliases may add up to: more than any file that people write. */
const MOST_CHARACTERS = 20_000_000

const NO_NODE = { type: 'scalar', style: 'empty', value: '' } as const

interface Start {
  start: number
  propsStart: number
}

/** Turns what the parser found in one document into entries with places. */
export class OutlineBuilder {
  readonly #source: Source
  readonly #aliased: Set<string>
  readonly #anchors = new Map<string, YamlNode>()
  #characters = 0

  /** @param aliased collects the names that aliases stand for */
  constructor(source: Source, aliased: Set<string>) {
    this.#source = source
    this.#aliased = aliased
  }

  /** The content of a document that may begin after `afterMarker`, with lines about it from `bound` on. */
  root(document: Document.Parsed, token: CST.Document, afterMarker: number, bound: number): Entry {
    const node = this.#node(document.contents, propsOf(token.start), afterMarker, bound)
    return this.#entry(
      { key: '', name: '', node, start: node.propsStart, afterIndicator: afterMarker },
      bound,
    )
  }

  #node(
    found: Node | null,
    props: readonly CST.SourceToken[],
    empty: number,
    bound = this.#source.nextLine(empty),
  ): YamlNode {
    const last = props.at(-1)
    const after = last ? last.offset + last.source.length : empty
    const start = found?.range && !isEmpty(found) ? found.range[0] : after
    const located = { start, propsStart: props[0]?.offset ?? start }
    const node = this.#content(found, located, bound)
    const anchor = found && !isAlias(found) ? found.anchor : undefined
    const tag = found && !isAlias(found) ? found.tag : undefined
    const written = props.some(({ type }) => type === 'tag')
    if (written && tag !== 'tag:yaml.org,2002:str') node.canonical = `!${tag} ${node.canonical}`
    else if (written && node.type === 'scalar') node.canonical = canonicalString(node.value)
    this.#characters += node.canonical.length
    if (this.#characters > MOST_CHARACTERS) this.#fail('its aliases stand for too much', start)
    if (anchor === undefined) return node
    this.#anchors.set(anchor, node)
    return Object.assign(node, { anchor })
  }

  #content(found: Node | null, located: Start, bound: number): YamlNode {
    if (isMap(found)) return this.#map(found.items as Pair<Node, Node | null>[], found, located, bound)
    if (isSeq(found)) return this.#list(found.items as Node[], found, located, bound)
    if (isAlias(found)) {
      const target = this.#anchors.get(found.source)
      if (!target)
        this.#fail(`nothing before this is marked with the anchor "&${found.source}"`, located.start)
      this.#aliased.add(found.source)
      const end = found.range![1]
      return { type: 'alias', name: found.source, target, ...located, end, canonical: target.canonical }
    }
    if (!isScalar(found) || isEmpty(found))
      return { ...NO_NODE, ...located, end: located.start, canonical: canonicalPlain('') }
    const { start, propsStart } = located
    const end = found.range![1]
    return { ...scalar(found, end === this.#source.text.length), start, propsStart, end }
  }

  #map(
    pairs: readonly Pair<Node, Node | null>[],
    found: Node,
    located: Start,
    bound: number,
  ): CollectionNode {
    const token = found.srcToken as CST.BlockMap | CST.FlowCollection | undefined
    const flow = token?.type !== 'block-map'
    const byKey = new Map<string, Entry>()
    const entries: Entry[] = []
    let above = bound
    for (const pair of pairs) {
      const item = pair.srcToken as CST.CollectionItem
      const keyProps = propsOf(item.start)
      const explicit = item.start.find(({ type }) => type === 'explicit-key-ind')
      const colon = item.sep?.find(({ type }) => type === 'map-value-ind')
      const keyNode = this.#node(
        pair.key,
        keyProps,
        explicit ? explicit.offset + 1 : (colon?.offset ?? located.start),
      )
      const start = explicit?.offset ?? keyNode.propsStart
      const afterIndicator = colon ? colon.offset + 1 : keyNode.end
      const node = this.#node(pair.value, propsOf(item.sep ?? []), afterIndicator)
      const key = keyNode.canonical
      if (byKey.has(key)) this.#fail('this key is there twice in one map', start)
      const name = keyNode.type === 'scalar' ? keyNode.value : key
      const entry = this.#entry({ key, name, node, start, afterIndicator }, above)
      above = entry.bottom
      entries.push(entry)
      byKey.set(key, entry)
    }
    const canonical = canonicalMap(entries.map(({ key, node }) => [key, node.canonical] as const))
    const end = endOf(found, flow, entries)
    const ended = ifEnded(entries, (values) =>
      canonicalMap(values.map((value, index) => [entries[index]!.key, value] as const)),
    )
    return { type: 'map', ...located, end, flow, entries, byKey, canonical, ...ended }
  }

  #list(items: readonly Node[], found: Node, located: Start, bound: number): CollectionNode {
    const token = found.srcToken as CST.BlockSequence | CST.FlowCollection | undefined
    const flow = token?.type !== 'block-seq'
    const sources = (token?.items as CST.CollectionItem[] | undefined)?.filter(
      (item) => !isTrailing(item, flow),
    )
    if (sources?.length !== items.length)
      this.#fail('the items of this list cannot be told apart', located.start)
    const entries: Entry[] = []
    let above = bound
    for (const [index, item] of items.entries()) {
      const { start: before } = sources[index]!
      const dash = before.find(({ type }) => type === 'seq-item-ind')
      const afterDash = dash ? dash.offset + 1 : located.start + 1
      const props = propsOf(before)
      const node = this.#node(item, isMap(item) && !item.srcToken ? [] : props, afterDash)
      const start = dash?.offset ?? node.propsStart
      const afterIndicator = dash ? afterDash : node.propsStart
      const entry = this.#entry({ key: '', name: '', node, start, afterIndicator }, above)
      above = entry.bottom
      entries.push(entry)
    }
    const canonical = canonicalList(entries.map(({ node }) => node.canonical))
    return {
      type: 'list',
      ...located,
      end: endOf(found, flow, entries),
      flow,
      entries,
      byKey: new Map(),
      canonical,
      ...ifEnded(entries, canonicalList),
    }
  }

  #entry(parts: Pick<Entry, 'key' | 'name' | 'node' | 'start' | 'afterIndicator'>, bound: number): Entry {
    const { start, node } = parts
    const { text } = this.#source
    const end = Math.max(parts.afterIndicator, node.end)
    const endsLine = end > start && text[end - 1] === '\n'
    const lineStart = this.#source.lineStart(start)
    const { key, name, afterIndicator } = parts
    return {
      key,
      name,
      node,
      start,
      afterIndicator,
      end,
      column: start - lineStart,
      inline: !isBlank(text, lineStart, start),
      bottom: endsLine ? end : this.#source.nextLine(end),
      bound,
    }
  }

  #fail(message: string, offset: number): never {
    throw new YamlReadError(message, offset, this.#source)
  }
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (text[index] !== ' ') return false
  return true
}

function isTrailing({ start, key, sep, value }: CST.CollectionItem, flow: boolean): boolean {
  if (!flow) return !start.some(({ type }) => type === 'seq-item-ind')
  if (key || sep || value) return false
  return !start.some(({ type }) => type === 'anchor' || type === 'tag' || type === 'explicit-key-ind')
}

function isEmpty(node: Node): boolean {
  return (
    isScalar(node) &&
    (node.srcToken === undefined || (node.srcToken as { source?: string }).source === '') &&
    !node.type?.startsWith('BLOCK')
  )
}

/** The anchor and the tag among the tokens before a value. */
function propsOf(tokens: readonly CST.SourceToken[]): CST.SourceToken[] {
  const colon = tokens.findIndex(({ type }) => type === 'map-value-ind')
  return tokens.slice(colon + 1).filter(({ type }) => type === 'anchor' || type === 'tag')
}

function endOf(found: Node, flow: boolean, entries: readonly Entry[]): number {
  return flow ? found.range![1] : entries.at(-1)!.end
}

/** What a collection is if the text, which ends with its last entry, had a line end at its end. */
function ifEnded(
  entries: readonly Entry[],
  canonicalOf: (values: readonly string[]) => string,
): Pick<CollectionNode, 'canonicalIfEnded'> {
  const last = entries.at(-1)?.node.canonicalIfEnded
  if (last === undefined) return {}
  const others = entries.slice(0, -1).map(({ node }) => node.canonical)
  return { canonicalIfEnded: canonicalOf([...others, last]) }
}

type Value = Pick<ScalarNode, 'type' | 'style' | 'value' | 'canonical' | 'canonicalIfEnded'>

/** @param isLast whether the text ends with it */
function scalar(found: Scalar, isLast: boolean): Value {
  const string = String(found.value)
  const canonical = canonicalString(string)
  switch (found.type) {
    case 'PLAIN': {
      const value = found.source ?? string
      return { type: 'scalar', style: 'plain', value, canonical: canonicalPlain(value) }
    }
    case 'QUOTE_SINGLE':
      return { type: 'scalar', style: 'single', value: string, canonical }
    case 'QUOTE_DOUBLE':
      return { type: 'scalar', style: 'double', value: string, canonical }
    default: {
      // The `yaml` package gives it a line end that is not there, which neither the specification nor Go's readers
      // do (https://yaml.org/spec/1.2.2/#rule-b-chomped-last).
      const isUnended = isLast && !(found.srcToken as CST.BlockScalar).source.endsWith('\n')
      const value = isUnended ? string.replace(/\n$/, '') : string
      if (value === string) return { type: 'scalar', style: 'block', value, canonical }
      const written = canonicalString(value)
      return { type: 'scalar', style: 'block', value, canonical: written, canonicalIfEnded: canonical }
    }
  }
}
