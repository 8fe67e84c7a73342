import * as z from 'zod/mini'
import { fleetSchema } from './fleet-schema.ts'

/** The JSON Schema (draft 2020-12) of `flux-fleet.yaml` as people write it, for editors. */
export function fleetJsonSchema(): object {
  return z.toJSONSchema(fleetSchema, { io: 'input', unrepresentable: 'any' })
}
