import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml'
import { isPlain, KeptScalar, keepScalars, plainValue } from '../../yaml/kept-scalar.ts'
import { plainData } from '../../yaml/plain-data.ts'
import { bothReadings, readAsYaml11, readAsYaml12 } from '../../yaml/readings.ts'
import { tokensOf } from '../../yaml/tokens.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import { TOO_DEEP } from './unusable-values.ts'

/** A place in a text, counted from 1. */
export interface Place {
  line: number
  column: number
}

/** One thing that is wrong with a text, with its place. */
export interface LocatedIssue extends FleetIssue {
  place?: Place
}

/**
 * What a text holds as plain data, without the defaults, and where its values stand; or what is wrong with
 * the text.
 */
export type LoadedData =
  | {
      data: Record<string, unknown>
      locate: (path: FieldPath, atKey?: boolean) => Place | undefined
    }
  | { issues: LocatedIssue[] }

/** Reads the text of a `flux-fleet.yaml` as YAML. Whether a fleet is in it, nobody knows yet. */
export function loadData(text: string): LoadedData {
  const control = CONTROL_CHARACTER.exec(text)
  if (control !== null) return { issues: [controlIssue(text, control.index)] }
  try {
    return readData(text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { issues: [{ path: [], message: TOO_DEEP, place: { line: 1, column: 1 } }] }
  }
}

/** What YAML lets no text hold: in most files a sign that they are no text. */
const CONTROL_CHARACTER = /[^\P{Cc}\t\n\r\u0085]/u

function controlIssue(text: string, offset: number): LocatedIssue {
  const before = text.slice(0, offset).split('\n')
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')
  return {
    path: [],
    message: `the control character U+${code} is nothing that YAML may hold: is this a text file?`,
    place: { line: before.length, column: before.at(-1)!.length + 1 },
  }
}

function readData(text: string): LoadedData {
  const plain = plainData(tokensOf(text).tokens)
  if (plain === undefined) return composeData(text)
  let composed: LoadedData | undefined
  return {
    data: plain.data as Record<string, unknown>,
    locate(path, atKey) {
      composed ??= composeData(text)
      return 'issues' in composed ? undefined : composed.locate(path, atKey)
    },
  }
}

/** Reads any text as YAML, and can tell what is wrong with it. */
function composeData(text: string): LoadedData {
  const { tokens, lines } = tokensOf(text)
  // Whether keys are unique it finds out in quadratic time; `unusableNodes` looks.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false })
  const [document, second] = [...composer.compose(tokens, true, text.length)] as [
    Document.Parsed,
    ...Document.Parsed[],
  ]
  const unusable = unusableNodes(document)
  const more =
    second === undefined
      ? []
      : [{ message: 'a second YAML document starts here: a fleet is one document', pos: second.range }]
  const broken = [...document.errors, ...document.warnings, ...unusable, ...more]
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  if (broken.length > 0) {
    return {
      issues: inOrder(
        broken.map((error) => ({ path: [], message: sentence(error.message), place: place(error.pos[0]) })),
      ),
    }
  }
  const locate = (path: FieldPath, atKey = false): Place | undefined => {
    const offset = offsetOf(document.contents as Node | null, path, atKey)
    return offset === undefined ? undefined : place(offset)
  }
  keepScalars(document)
  try {
    return { data: document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>, locate }
  } catch (error) {
    return {
      issues: [
        {
          path: [],
          message: `its aliases can't be followed: ${sentence((error as Error).message)}`,
          place: place(0),
        },
      ],
    }
  }
}

/** Issues as a reader of the file meets them; those without a place first. */
export function inOrder<Issue extends FleetIssue & { place?: Place | undefined }>(
  issues: readonly Issue[],
): Issue[] {
  const start: Place = { line: 0, column: 0 }
  return [...issues].sort(
    ({ place: first = start }, { place: second = start }) =>
      first.line - second.line || first.column - second.column,
  )
}

/** What is well-formed and still has no value. */
function unusableNodes(document: Document.Parsed): { message: string; pos: readonly [number, number] }[] {
  const found: { message: string; pos: readonly [number, number] }[] = []
  const report = (node: Node, message: string): void => {
    const start = node.range?.[0] ?? 0
    found.push({ message, pos: [start, start] })
  }
  const merges = document.directives.yaml.version === '1.1'
  visit(document, {
    Map(_, { items }) {
      const keys = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (keys.has(key.value)) report(key, 'Map keys must be unique')
        keys.add(key.value)
      }
    },
    Pair(_, { key }) {
      if (isMap(key) || isSeq(key)) report(key, 'a key must be text, not a list or map')
      if (!isScalar(key)) return
      const fault = keyFault(key)
      if (fault !== undefined) report(key, fault)
      // To JavaScript it is no data: it would get lost without a word.
      if (key.value === '__proto__') report(key, '"__proto__" is reserved and can\'t be a key')
      if (key.value === '<<' && key.type === Scalar.PLAIN && !merges)
        report(key, '"<<" merges nothing: YAML 1.2 has no merge keys. Write out what it stands for')
    },
    Alias(_, alias, ancestors) {
      const target = alias.resolve(document)
      if (target === undefined)
        report(alias, `nothing before this is marked with the anchor "&${alias.source}"`)
      else if (ancestors.includes(target)) report(alias, `"*${alias.source}" lies in what it stands for`)
    },
  })
  return found
}

/**
 * What is wrong with a key of which readers make different text. JSON, which all of them are for, has no other
 * keys; whole numbers, `true` and `false` become the same everywhere.
 */
function keyFault(key: Scalar): string | undefined {
  if (!isPlain(key)) return undefined
  const source = key.source!
  const value = plainValue(source)
  if (value === null) return 'a key must be text, and this is nothing: put it in quotes'
  const isSame = typeof value !== 'number' || Number.isSafeInteger(value)
  if (isSame && !(value instanceof KeptScalar)) return undefined
  const reading = readAsYaml11(source)
  if (reading !== readAsYaml12(source))
    return `the key is ${source}, which ${bothReadings(source)}: put it in quotes`
  return typeof reading === 'number'
    ? `the key ${source} is a number that readers turn into text in their own ways: put it in quotes`
    : `the key ${source} is text to some readers of YAML only: put it in quotes`
}

const pairsByKey = new WeakMap<object, ReadonlyMap<string, Pair>>()

/** The entries of a map by their keys: a map may have very many, and something wrong with each. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  let pairs = pairsByKey.get(map)
  if (pairs === undefined) {
    pairs = new Map(
      map.items
        .filter((item) => isPair(item) && isScalar(item.key))
        .map((item) => [String((item.key as Scalar).value), item] as const),
    )
    pairsByKey.set(map, pairs)
  }
  return pairs
}

function offsetOf(root: Node | null, path: FieldPath, atKey: boolean): number | undefined {
  let node: unknown = root
  let pair: Pair | undefined
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) break
    if (isMap(node)) {
      const next = pairsOf(node).get(String(part))
      if (next === undefined) break
      pair = next
      if (index === path.length - 1 && atKey) return (next.key as Node).range?.[0]
      node = next.value
    } else {
      const items = (node as { items?: unknown[] } | null)?.items
      if (items === undefined || typeof part !== 'number' || items[part] === undefined) break
      node = items[part]
      pair = undefined
    }
  }
  return (node as Node | null)?.range?.[0] ?? (pair?.key as Node | undefined)?.range?.[0] ?? 0
}

function sentence(message: string): string {
  // The parser says what it ran into.
  if (/call stack/.test(message)) return TOO_DEEP
  return message.replace(/\s+at line \d+.*$/s, '').replace(/\.$/, '')
}
