import * as z from 'zod/mini'

/** What the keys of a fleet are about, in the order in which a summary of one tells it. */
export const KEY_GROUPS = [
  'Repository',
  'Clusters',
  'Components',
  'Tenants',
  'Secrets',
  'Checks',
  'Flux',
] as const

/** What a key is about. */
export type KeyGroup = (typeof KEY_GROUPS)[number]

/** What there is to know of a key besides its values. */
export interface KeyNote {
  group: KeyGroup
  /** Whether it is written where it has its default, too, so that a later default changes nobody's fleet. */
  isAlwaysWritten?: true
}

/** The notes of keys. It is a registry of its own: the JSON Schema says nothing of it. */
export const KEY_NOTES = z.registry<KeyNote>()

/** A schema of a key, and of those inside of it that say nothing else, with what it is about. */
export function inGroup<Schema extends z.ZodMiniType>(
  group: KeyGroup,
  schema: Schema,
  more: Omit<KeyNote, 'group'> = {},
): Schema {
  const own = schema.check()
  KEY_NOTES.add(own, { group, ...more })
  return own
}
