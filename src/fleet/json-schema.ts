import * as z from 'zod'
import type { Catalog } from './catalog.ts'
import { fleetSchema } from './schema.ts'

/**
 * The JSON Schema (draft 2020-12) of `flux-fleet.yaml` as people write it, for editors.
 * @param catalog components whose names and options are suggested
 */
export function fleetJsonSchema(catalog: Catalog): object {
  const schema = z.toJSONSchema(fleetSchema, { io: 'input', unrepresentable: 'any' }) as unknown as {
    properties: { components: { items: { properties: Record<string, object> } } }
  }
  const { properties } = schema.properties.components.items
  properties['name'] = {
    ...properties['name'],
    examples: [...catalog.keys()],
  }
  return schema
}
