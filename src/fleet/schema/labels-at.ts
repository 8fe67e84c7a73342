import type { FieldPath } from '../issue.ts'
import { KEY_NOTES, type KeyGroup } from './key-notes.ts'
import { registered, schemaAt } from './schema-walk.ts'
import { VALUE_TITLES, type ValueTitle } from './value-titles.ts'

/** One of the values that a field can have, and how people call it. */
export interface TitledValue extends ValueTitle {
  value: string
}

/** The values that the field at a path can have, in the order in which they are offered; none for others. */
export function titledValuesAt(path: FieldPath): TitledValue[] {
  const titles = registered(schemaAt(path), VALUE_TITLES)?.titles ?? {}
  return Object.entries(titles).map(([value, title]) => ({
    value,
    ...(typeof title === 'string' ? { title } : title),
  }))
}

/** What the key at a path of the fleet is about: as it says, or as the key says that it lies in. */
export function groupAt(path: FieldPath): KeyGroup | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const note = registered(schemaAt(path.slice(0, length)), KEY_NOTES)
    if (note !== undefined) return note.group
  }
  return undefined
}
