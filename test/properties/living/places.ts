import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
} from 'yaml'
import { documentPath, type Identity } from '../../tree/merge/oracle/identity.ts'
import type { Plain } from '../../tree/merge/oracle/plain.ts'
import { identify } from './list-identity.ts'

/** An entry of a map or a list in the text of a file. */
export interface Place {
  /** As the oracle names it. */
  path: string
  /** Its key in a map; in a list the list's own, so that it is known what kind of entry it is. */
  key: string
  kind: 'pair' | 'item'
  /** Its first and last line, from 0. */
  first: number
  last: number
  /** Of its key or dash. */
  column: number
  /** What its value is. */
  value: 'scalar' | 'block' | 'flow' | 'empty'
  /** Where the value is in the text. */
  start: number
  end: number
  /** The entry that it is in; undefined for those of a document. */
  parent: Place | undefined
  /** The entry that begins on the line of its parent's dash has no line of its own. */
  isBesideDash: boolean
}

/** The documents of a text as plain data, or undefined if it has an error. */
export function dataOf(text: string): Plain[] | undefined {
  const documents = parse(text).filter(isFilled)
  if (documents.some(({ errors }) => errors.length > 0)) return undefined
  return documents.map((document) => document.toJS() as Plain)
}

/** Whether there is more in a document than comments. */
function isFilled(document: Document.Parsed): boolean {
  return document.errors.length > 0 || document.toJS() !== null
}

function parse(text: string, lineCounter = new LineCounter()): Document.Parsed[] {
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), { lineCounter })
  return Array.isArray(documents) ? (documents as Document.Parsed[]) : []
}

/**
 * Finds every entry of a text, outermost first. A byte order mark does not count.
 * @param identities how the entries of lists are told apart, by the path of the list; others are by their
 * number
 */
export function placesOf(whole: string, identities: ReadonlyMap<string, Identity> = new Map()): Place[] {
  const text = whole.replace(/^\uFEFF/, '')
  const counter = new LineCounter()
  const documents = parse(text, counter).filter(isFilled)
  const places: Place[] = []
  const lineOf = (offset: number): number => counter.linePos(offset).line - 1
  const columnOf = (offset: number): number => counter.linePos(offset).col - 1

  const visit = (
    document: Document,
    node: Node | null,
    path: string,
    key: string,
    parent: Place | undefined,
  ): void => {
    if (!isCollection(node) || node.flow === true) return
    for (const [index, item] of node.items.entries()) {
      const pair = isMap(node) ? (item as Pair<Node, Node | null>) : undefined
      const value = pair ? pair.value : (item as Node | null)
      const name = pair ? String((pair.key as unknown as { value: unknown }).value) : key
      const id = pair ? name : (identities.get(path)?.((item as Node).toJS(document) as Plain) ?? `${index}`)
      const head = pair ? pair.key.range![0] : dashBefore(text, value?.range?.[0] ?? 0)
      const [start, end] = valueRange(text, value, pair)
      const place: Place = {
        path: `${path}/${id}`,
        key: name,
        kind: pair ? 'pair' : 'item',
        first: lineOf(head),
        last: lineOf(Math.max(head, end - 1)),
        column: columnOf(head),
        value: valueKind(value, start === end),
        start,
        end,
        parent,
        isBesideDash:
          pair !== undefined && index === 0 && parent?.kind === 'item' && parent.first === lineOf(head),
      }
      places.push(place)
      visit(document, value, place.path, name, place)
    }
  }
  const roots = dataOf(text) ?? []
  const isOne = documents.length === 1
  for (const [index, document] of documents.entries()) {
    const path = isOne
      ? documentPath(roots[0]!, identify)
      : `/${identities.get('')?.(roots[index]!) ?? index}`
    visit(document, document.contents as Node, path, '', undefined)
  }
  return places
}

function dashBefore(text: string, offset: number): number {
  return text.lastIndexOf('-', offset - 1)
}

function valueKind(value: Node | null, isEmpty: boolean): Place['value'] {
  if (isCollection(value)) return value.flow === true ? 'flow' : 'block'
  return isEmpty || !(isScalar(value) || isAlias(value)) ? 'empty' : 'scalar'
}

/** Where a value is, without the comments and empty lines that follow it. */
function valueRange(
  text: string,
  value: Node | null,
  pair: Pair<Node, Node | null> | undefined,
): [number, number] {
  if (value === null || value.range == null) {
    const end = pair ? pair.key.range![1] + 1 : 0
    return [end, end]
  }
  const [start] = value.range
  const end = endOf(value)
  return [start, text.slice(start, end).trim() === '' ? start : end]
}

function endOf(node: Node): number {
  if (!isCollection(node) || node.flow === true || node.items.length === 0) return node.range![1]
  const last = node.items.at(-1) as Pair<Node, Node | null> | Node
  if ('key' in last && 'value' in last) {
    const { key, value } = last as Pair<Node, Node | null>
    const isNothing = value === null || value.range == null || value.range[0] === value.range[1]
    return isNothing ? key.range![1] + 1 : endOf(value)
  }
  return endOf(last as Node)
}
