import * as z from 'zod/mini'

/** What a field says that holds the name of an entry, such as `environment` of a cluster. */
export interface EntryReference {
  /** The key of the section that the entry is in. */
  section: string
  /**
   * What an entry does with the one that it names, as the sentence says that keeps this one from being
   * removed: `is in environment` of `cluster west is in environment qa`.
   */
  dependent: string
  /** Whether an entry can't name itself. */
  othersOnly?: true
  /** Whether a wrong name is told with all right ones, where none is near. */
  offersAll?: true
  /**
   * Whether the list says which entries this one belongs to: a new entry that is like another one joins it, a
   * removed one leaves it, and only without the last one it would belong nowhere.
   */
  isMembership?: true
}

/** The fields of schemas that name entries. It is a registry of its own: the JSON Schema says nothing of it. */
export const ENTRY_REFERENCES = z.registry<EntryReference>()

/**
 * A schema of names that are those of entries. What is checked, what depends on an entry, and what a renaming
 * rewrites follow from it.
 */
export function namesEntry<Schema extends z.ZodMiniType>(schema: Schema, reference: EntryReference): Schema {
  const own = schema.check()
  ENTRY_REFERENCES.add(own, reference)
  return own
}
