import { isMap, type Scalar } from 'yaml'
import { yamlDocument, yamlText } from '../../yaml/write.ts'
import { type Fleet, fleetSchema } from '../schema/fleet-schema.ts'
import { KEY_NOTES } from '../schema/key-notes.ts'
import { registered, schemaAt, schemaFacts } from '../schema/schema-walk.ts'
import { isSection, isSectionIn, SECTION_DESCRIPTORS } from '../sections/sections.ts'

/** Where the JSON Schema of `flux-fleet.yaml` lies in a fleet, for editors. */
export const FLEET_SCHEMA_PATH = '.flux-fleet/flux-fleet.schema.json'

const HEADING = `# yaml-language-server: $schema=${FLEET_SCHEMA_PATH}
---
# What this fleet is made of. Edit it, and keep it in Git.
`

/**
 * The text of `flux-fleet.yaml` for a fleet, in the order of the schema. Defaults inside entries are left
 * out.
 * @param fleet a valid fleet
 */
export function saveFleet(fleet: Fleet): string {
  const document = yamlDocument(plainFleet(fleet))
  if (isMap(document.contents)) {
    for (const { key } of document.contents.items as { key: Scalar }[]) {
      if (isSection(String(key.value))) key.spaceBefore = true
    }
  }
  return `${HEADING}${yamlText(document)}`
}

/** A fleet as a lock records it: JSON, without a line end. */
export function fleetModel(fleet: Fleet): string {
  return JSON.stringify(plainFleet(fleet), null, 2)
}

/** The fleet as plain data in the order of the schema, without the defaults that need not be written. */
export function plainFleet(fleet: Fleet): Record<string, unknown> {
  const plain: Record<string, unknown> = {}
  const unused = unusedKeys(fleet)
  for (const [key, schema] of Object.entries(fleetSchema.shape)) {
    const value = (fleet as Record<string, unknown>)[key]
    if (value === undefined || unused.has(key)) continue
    if (isSection(key))
      plain[key] = (value as Record<string, unknown>[]).map((entry) => plainEntry(key, entry))
    else if (isAlwaysWritten(schema) || value !== schemaFacts(schema).defaultValue)
      plain[key] = withoutUndefined(value)
  }
  return plain
}

function isAlwaysWritten(schema: unknown): boolean {
  return registered(schema, KEY_NOTES)?.isAlwaysWritten === true
}

/** What a fleet can't have: sections, and what is said of all their entries. */
function unusedKeys(fleet: Fleet): ReadonlySet<string> {
  const unused = SECTION_DESCRIPTORS.filter(({ key }) => !isSectionIn(fleet, key))
  return new Set(unused.flatMap(({ key, shared }) => (shared === undefined ? [key] : [key, shared])))
}

const plainEntries = new WeakMap<object, Record<string, unknown>>()

/** A change leaves most entries of a large fleet as they are: each is made plain once. */
function plainEntry(section: string, entry: Record<string, unknown>): Record<string, unknown> {
  const plain = plainEntries.get(entry) ?? makePlain(section, entry)
  plainEntries.set(entry, plain)
  return plain
}

function makePlain(section: string, entry: Record<string, unknown>): Record<string, unknown> {
  const plain: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(schemaFacts(schemaAt([section, 0])).shape ?? {})) {
    const value = entry[key]
    const facts = schemaFacts(schema)
    if (value === undefined || value === facts.defaultValue) continue
    if (facts.type === 'object' && isEmptyMap(value)) continue
    plain[key] = withoutUndefined(value)
  }
  return plain
}

/** An entry whose keys were all left out says nothing; an empty map of a person's own does. */
function isEmptyMap(value: unknown): boolean {
  return Object.values(value as object).every((inner) => inner === undefined)
}

/** Plain data without the keys that have no value; the same object where there are none. */
function withoutUndefined(value: unknown): unknown {
  if (!hasUndefined(value)) return value
  if (Array.isArray(value)) return value.map(withoutUndefined)
  return Object.fromEntries(
    Object.entries(value as object)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, withoutUndefined(inner)]),
  )
}

function hasUndefined(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((inner) => inner === undefined || hasUndefined(inner))
}
