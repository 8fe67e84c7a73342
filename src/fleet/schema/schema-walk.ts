import * as z from 'zod/mini'
import type { FieldPath } from '../issue.ts'
import { fleetSchema } from './fleet-schema.ts'

/** What a zod schema says of itself, wrappers for defaults and optional values taken off. */
export interface SchemaFacts {
  type: string
  shape?: Record<string, unknown>
  element?: unknown
  valueType?: unknown
  entries?: Record<string, string>
  description?: string
  defaultValue?: unknown
}

const known = new WeakMap<object, SchemaFacts>()

/** The facts of a zod schema; description and default are those of the outermost wrapper that has them. */
export function schemaFacts(schema: unknown): SchemaFacts {
  const found = known.get(schema as object) ?? readFacts(schema)
  known.set(schema as object, found)
  return found
}

function readFacts(schema: unknown): SchemaFacts {
  let current = schema as z.ZodMiniType & { def: SchemaFacts & { innerType?: unknown } }
  let description: string | undefined
  let defaultValue: unknown
  for (;;) {
    description ??= z.globalRegistry.get(current)?.description
    defaultValue ??= current.def.defaultValue
    if (current.def.innerType === undefined) break
    current = current.def.innerType as typeof current
  }
  return {
    ...current.def,
    ...(description === undefined ? {} : { description }),
    ...(defaultValue === undefined ? {} : { defaultValue }),
  }
}

/** What a registry has of a schema; of its wrappers, the outermost that is there counts. */
export function registered<Meta>(
  schema: unknown,
  registry: { get(schema: z.ZodMiniType): Meta | undefined },
): Meta | undefined {
  let current = schema as (z.ZodMiniType & { def: { innerType?: unknown } }) | undefined
  while (current !== undefined) {
    const found = registry.get(current)
    if (found !== undefined) return found
    current = current.def.innerType as typeof current
  }
  return undefined
}

/** The schema of the value at a path of the fleet, or undefined when the fleet has no such value. */
export function schemaAt(path: FieldPath): unknown {
  let schema: unknown = fleetSchema
  for (const part of path) {
    const facts = schemaFacts(schema)
    schema = typeof part === 'number' ? facts.element : (field(facts, part) ?? facts.valueType)
    if (schema === undefined) return undefined
  }
  return schema
}

/** A person's word may be `constructor`, which every object has. */
function field(facts: SchemaFacts, name: string): unknown {
  return facts.shape !== undefined && Object.hasOwn(facts.shape, name) ? facts.shape[name] : undefined
}

/** The keys that the map at a path may have, or none when it takes any. */
export function knownKeys(path: FieldPath): string[] {
  const schema = schemaAt(path)
  return schema === undefined ? [] : Object.keys(schemaFacts(schema).shape ?? {})
}
