import type * as z from 'zod/mini'
import { suggestion } from '../../text/suggestion.ts'
import { type FieldPath, type FleetIssue, formatPath } from '../issue.ts'
import { type Fleet, fleetSchema } from '../schema/fleet-schema.ts'
import { knownKeys } from '../schema/schema-walk.ts'
import { inOrder, type LocatedIssue, loadData, type Place } from './load-data.ts'
import { migrateModel } from './model-migrations.ts'
import { typedScalars } from './typed-scalars.ts'
import { unusableValues } from './unusable-values.ts'

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
 * Parses and validates the text of a `flux-fleet.yaml` by its schema. Rules between several values are in
 * `src/fleet/checks`.
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

/** Validates a value by the fleet's schema and fills in the defaults. */
export function parseFleet(value: unknown): { fleet: Fleet } | { issues: FleetIssue[] } {
  const { issues: unusable, kept } = unusableValues(value)
  if (unusable.length > 0) return { issues: unusable }
  const { data, issues } = typedScalars(value, kept)
  const result = fleetSchema.safeParse(data)
  if (result.success) return issues.length === 0 ? { fleet: result.data } : { issues }
  const told = new Set(issues.map(({ path }) => formatPath(path)))
  const others = result.error.issues.flatMap((issue) => explain(issue, data))
  return { issues: [...issues, ...others.filter(({ path }) => !told.has(formatPath(path)))] }
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
