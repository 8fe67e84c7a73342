import { ENTRY_REFERENCES, type EntryReference } from '../schema/entry-reference.ts'
import { fleetSchema, type Section } from '../schema/fleet-schema.ts'
import { registered, schemaFacts } from '../schema/schema-walk.ts'
import { isSection, SECTIONS } from '../sections/sections.ts'

/** Stands in a path for each item of a list. */
export const EACH = Symbol('each item')

/** The way from an entry to the values of a field, such as `['overrides', EACH, 'environment']`. */
export type FieldPattern = readonly (string | typeof EACH)[]

/** A field of the schema that names entries. */
export interface DeclaredReference extends EntryReference {
  section: Section
  /** The section whose entries have the field. */
  holder: Section
  path: FieldPattern
}

const declared = new WeakMap<object, readonly DeclaredReference[]>()

/**
 * The fields that name entries, as the schema declares them, in its order.
 * @param schema of a fleet
 */
export function declaredReferences(schema: object = fleetSchema): readonly DeclaredReference[] {
  const found = declared.get(schema) ?? findReferences(schema)
  declared.set(schema, found)
  return found
}

/** The section whose entries a field of an entry names, for a field that holds one name. */
export function sectionNamedBy(holder: Section, field: string): Section | undefined {
  const isField = ({ path }: DeclaredReference) => path.length === 1 && path[0] === field
  return declaredReferences().find((reference) => reference.holder === holder && isField(reference))?.section
}

function findReferences(schema: object): DeclaredReference[] {
  const sections = schemaFacts(schema).shape ?? {}
  return SECTIONS.flatMap((holder) => referencesBelow(schemaFacts(sections[holder]).element, holder, []))
}

function referencesBelow(schema: unknown, holder: Section, path: FieldPattern): DeclaredReference[] {
  const reference = registered(schema, ENTRY_REFERENCES)
  if (reference !== undefined) {
    const { section } = reference
    if (!isSection(section)) throw new Error(`"${section}" is no section whose entries a field could name`)
    return [{ ...reference, section, holder, path }]
  }
  const facts = schemaFacts(schema)
  if (facts.type === 'array') return referencesBelow(facts.element, holder, [...path, EACH])
  return Object.entries(facts.shape ?? {}).flatMap(([key, inner]) =>
    referencesBelow(inner, holder, [...path, key]),
  )
}
