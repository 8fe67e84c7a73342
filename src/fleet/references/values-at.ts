import type { FieldPath } from '../issue.ts'
import { EACH, type FieldPattern } from './declared-references.ts'

/** A value, and where it stands below the one that was looked through. */
export interface FoundValue {
  value: unknown
  path: FieldPath
}

/** The values at a path of an entry, in the order in which they stand. */
export function valuesAt(value: unknown, [part, ...rest]: FieldPattern, path: FieldPath = []): FoundValue[] {
  if (value === undefined) return []
  if (part === undefined) return [{ value, path }]
  if (part === EACH)
    return (value as readonly unknown[]).flatMap((item, index) => valuesAt(item, rest, [...path, index]))
  return valuesAt((value as Record<string, unknown>)[part], rest, [...path, part])
}

/** An entry with other values at a path; the same object where none is another one. */
export function changedAt<Value>(
  value: Value,
  [part, ...rest]: FieldPattern,
  change: (value: unknown) => unknown,
): Value {
  if (value === undefined) return value
  if (part === undefined) return change(value) as Value
  if (part === EACH) {
    const list = value as unknown as readonly unknown[]
    const items = list.map((item) => changedAt(item, rest, change))
    return items.every((item, index) => item === list[index]) ? value : (items as Value)
  }
  const inner = (value as Record<string, unknown>)[part]
  const changed = changedAt(inner, rest, change)
  return changed === inner ? value : { ...value, [part]: changed }
}
