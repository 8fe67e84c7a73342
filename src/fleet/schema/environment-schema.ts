import * as z from 'zod/mini'
import { environmentKeys as platformKeys } from '../../features/platform-repository/keys.ts'
import { entryName } from './names.ts'

/** An entry of `environments`. */
export const environmentSchema = z
  .strictObject({
    name: entryName.check(
      z.refine((name) => name !== 'base', {
        error: '"base" is where the shared files are; choose another name for the environment',
      }),
      z.describe('Name of the environment: the folder of its overlay'),
    ),
    production: z
      .optional(z.boolean())
      .check(
        z.describe(
          'Whether components get replicas, disruption budgets and narrow version ranges; by default true for production, prod and prod-…',
        ),
      ),
    ...platformKeys,
  })
  .check(z.describe('What clusters of a kind share: an overlay'))

/** Whether the environment gets production defaults: as it says, or by its name. */
export function isProduction(environment: z.output<typeof environmentSchema>): boolean {
  return environment.production ?? /^prod(uction)?(-|$)/.test(environment.name)
}
