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
} from 'yaml'
import type * as z from 'zod/mini'
import { suggestion } from '../../text/suggestion.ts'
import { plainData } from '../../yaml/plain-data.ts'
import { tokensOf } from '../../yaml/tokens.ts'
import { type FieldPath, type FleetIssue, formatPath } from '../issue.ts'
import { type Fleet, fleetSchema } from '../schema/fleet-schema.ts'
import { knownKeys } from '../schema/schema-walk.ts'
import { migrateModel } from './model-migrations.ts'
import { TOO_DEEP, unusableValues } from './unusable-values.ts'

/** A place in a text, counted from 1. */
export interface Place {
  line: number
  column: number
}

/** One thing that is wrong with a text, with its place. */
export interface LocatedIssue extends FleetIssue {
  place?: Place
}

/** What a fleet file parsed to: the fleet, or everything that is wrong with it. */
export type LoadedFleet =
  | {
      fleet: Fleet
      /** What the text holds as plain data of the current version, without the defaults. */
      data: Record<string, unknown>
      /** The same in the version that the text is written in; mostly the same object. */
      written: Record<string, unknown>
      locate: (path: FieldPath, atKey?: boolean) => Place | undefined
    }
  | { issues: LocatedIssue[] }

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
  const composer = new Composer({ prettyErrors: false, uniqueKeys: true })
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

/**
 * Parses and validates the text of a `flux-fleet.yaml` by its schema. Rules between several values are in
 * `check.ts`.
 * @param text the content of the file
 */
export function loadFleet(text: string): LoadedFleet {
  const loaded = loadData(text)
  if ('issues' in loaded) return loaded
  const { data: written, locate } = loaded
  const migrated = migrateModel(written)
  if ('issues' in migrated) return { issues: located(migrated.issues, locate) }
  const parsed = parseFleet(migrated.data)
  if ('issues' in parsed) return { issues: located(parsed.issues, locate) }
  return { fleet: parsed.fleet, data: migrated.data as Record<string, unknown>, written, locate }
}

function located(
  issues: readonly FleetIssue[],
  locate: (path: FieldPath, atKey?: boolean) => Place | undefined,
): LocatedIssue[] {
  return inOrder<LocatedIssue>(
    issues.map((issue) => {
      const place = locate(issue.path, issue.atKey)
      return place === undefined ? issue : { ...issue, place }
    }),
  )
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
    Pair(_, { key }) {
      if (isMap(key) || isSeq(key)) report(key, 'a key must be text, not a list or map')
      if (!isScalar(key)) return
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

/** Validates a value by the fleet's schema and fills in the defaults. */
export function parseFleet(value: unknown): { fleet: Fleet } | { issues: FleetIssue[] } {
  const unusable = unusableValues(value)
  if (unusable.length > 0) return { issues: unusable }
  const result = fleetSchema.safeParse(value)
  if (result.success) return { fleet: result.data }
  return { issues: result.error.issues.flatMap((issue) => explain(issue, value)) }
}

function explain(issue: z.core.$ZodIssue, root: unknown): FleetIssue[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  const value = valueAt(root, path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        atKey: true,
        message: `unknown key "${key}"${suggestion(key, knownKeys(path))}`,
      }))
    case 'invalid_type':
      return [{ path, message: wrongType(issue.expected, value, path) }]
    case 'invalid_value': {
      const choices = issue.values.map(String)
      const wanted =
        typeof issue.values[0] === 'number' ? `the number ${choices[0]}` : `one of ${choices.join(', ')}`
      if (typeof value === 'number' && typeof issue.values[0] === 'number')
        return [{ path, message: `must be ${wanted}, but is ${value}` }]
      if (value === undefined) return [{ path, message: `is missing: ${wanted}` }]
      if (typeof value !== 'string')
        return [{ path, message: `must be ${wanted}, but ${kindOf(value, path)}` }]
      if (typeof issue.values[0] === 'number')
        return [{ path, message: `must be ${wanted}, but is text: leave the quotes out` }]
      return [{ path, message: `"${value}" is none of ${choices.join(', ')}${suggestion(value, choices)}` }]
    }
    case 'invalid_key': {
      const inner = issue.issues[0]
      return [{ path, atKey: true, message: inner?.message ?? issue.message }]
    }
    case 'too_small':
      return [
        {
          path,
          message:
            issue.origin === 'string' || issue.origin === 'array'
              ? 'must not be empty'
              : `must be at least ${issue.minimum}`,
        },
      ]
    case 'too_big':
      return [
        { path, message: issue.origin === 'string' ? issue.message : `must be at most ${issue.maximum}` },
      ]
    default:
      return [{ path, message: issue.message }]
  }
}

function wrongType(expected: string, value: unknown, path: FieldPath): string {
  const names: Record<string, string> = {
    object: 'a map',
    record: 'a map',
    array: 'a list',
    string: 'a string',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
  }
  const wanted = names[expected] ?? expected
  if (value === undefined) return 'is missing'
  if (expected === 'string') return `must be a string, but ${kindOf(value, path)}`
  const is =
    value === null
      ? 'empty'
      : Array.isArray(value)
        ? 'a list'
        : typeof value === 'object'
          ? 'a map'
          : shortened(JSON.stringify(value))
  return `must be ${wanted}, but is ${is}`
}

/** A whole file may be one value by mistake. */
function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`
}

/** What a value that is no string is instead, and how it would be one. */
function kindOf(value: unknown, path: FieldPath): string {
  if (Array.isArray(value)) return 'is a list'
  if (typeof value === 'object' && value !== null) return 'is a map'
  if (value === null) return 'is empty: give it a value, in quotes if that is a word like null'
  return `is a ${typeof value} in YAML: put ${formatPath(path.slice(-1))} in quotes`
}

function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}

function offsetOf(root: Node | null, path: FieldPath, atKey: boolean): number | undefined {
  let node: unknown = root
  let pair: Pair | undefined
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) break
    if (isMap(node)) {
      const next: Pair | undefined = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
      )
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
