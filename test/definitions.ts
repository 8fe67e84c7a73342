import { join } from 'node:path'
import type { FieldPath } from '../src/fleet/issue.ts'
import { isLockedDown, LAYOUTS, type Layout } from '../src/fleet/schema/layouts.ts'
import { knownKeys, schemaAt, schemaFacts } from '../src/fleet/schema/schema-walk.ts'
import { readTemplateFiles } from '../src/render/templates/template-files.ts'

/** Our own catalog. */
export const CATALOG = readTemplateFiles(join(import.meta.dirname, '../templates')).catalog

// What tests would repeat else: a value, a key or a layout that is added is tested without a change here.

/** The keys that a map of `flux-fleet.yaml` may have, in the order of messages. */
export function keysOf(...path: FieldPath): string[] {
  return knownKeys(path)
}

/**
 * The values that a field of `flux-fleet.yaml` may have, in the order of messages.
 * @throws Error for a field that takes any
 */
export function choicesOf<Choice extends string = string>(...path: FieldPath): [Choice, ...Choice[]] {
  const schema = schemaAt(path)
  const choices = schema === undefined ? undefined : schemaFacts(schema).entries
  if (choices === undefined) throw new Error(`${path.join('.')} has no choices`)
  return Object.values(choices) as [Choice, ...Choice[]]
}

/**
 * The values that an option of a catalog component may have.
 * @throws Error for an option that takes any, or that is not there
 */
export function optionChoices(component: string, option: string): readonly string[] {
  const choices = CATALOG.find(({ name }) => name === component)?.options.find(
    ({ name }) => name === option,
  )?.choices
  if (choices === undefined) throw new Error(`${component} has no option ${option} with choices`)
  return choices
}

/** The layouts that have tenants. */
export const LAYOUTS_WITH_TENANTS: readonly Layout[] = LAYOUTS.filter((layout) => isLockedDown({ layout }))
