import type { FieldPath } from '../issue.ts'
import { EACH, type FieldPattern } from './declared-references.ts'

/** A value, and where it stands below the one that was looked through. */
export interface FoundValue {
  value: unknown
  path: FieldPath
}

/** The values at a path of an entry, in the order in which they stand. */
export function valuesAt(entry: unknown, pattern: FieldPattern): FoundValue[] {
  const found: FoundValue[] = []
  visit(entry, 0, [])
  return found

  function visit(value: unknown, depth: number, path: FieldPath): void {
    if (value === undefined) return
    const part = pattern[depth]
    if (part === undefined) found.push({ value, path })
    else if (part === EACH)
      for (const [index, item] of (value as readonly unknown[]).entries())
        visit(item, depth + 1, [...path, index])
    else visit((value as Record<string, unknown>)[part], depth + 1, [...path, part])
  }
}

/** Whether one of the values at a path of an entry is such a one. A fleet may have thousands of entries. */
export function someAt(
  value: unknown,
  pattern: FieldPattern,
  is: (value: unknown) => boolean,
  depth = 0,
): boolean {
  if (value === undefined) return false
  const part = pattern[depth]
  if (part === undefined) return is(value)
  if (part !== EACH) return someAt((value as Record<string, unknown>)[part], pattern, is, depth + 1)
  for (const item of value as readonly unknown[]) if (someAt(item, pattern, is, depth + 1)) return true
  return false
}

/** An entry with other values at a path; the same object where none is another one. */
export function changedAt<Value>(
  value: Value,
  pattern: FieldPattern,
  change: (value: unknown) => unknown,
  depth = 0,
): Value {
  if (value === undefined) return value
  const part = pattern[depth]
  if (part === undefined) return change(value) as Value
  if (part === EACH) {
    const list = value as unknown as readonly unknown[]
    const items = list.map((item) => changedAt(item, pattern, change, depth + 1))
    return items.every((item, index) => item === list[index]) ? value : (items as Value)
  }
  const inner = (value as Record<string, unknown>)[part]
  const changed = changedAt(inner, pattern, change, depth + 1)
  return changed === inner ? value : { ...value, [part]: changed }
}
