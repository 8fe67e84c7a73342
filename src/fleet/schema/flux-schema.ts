import * as z from 'zod/mini'
import { duration } from './names.ts'

const FLUX_VERSIONS = ['2.x', '2.9', '2.10'] as const

/** What Flux itself is told. */
export const fluxSchema = z
  .strictObject({
    version: z
      ._default(z.enum(FLUX_VERSIONS), '2.x')
      .check(z.describe('Flux version that the files are written for')),
    concurrency: z
      ._default(z.int().check(z.minimum(1), z.maximum(200)), 10)
      .check(z.describe('Objects that each controller reconciles at once (--concurrent)')),
    requeueDependency: z
      ._default(duration, '5s')
      .check(z.describe('Wait before a failed dependency is looked at again (--requeue-dependency)')),
    logLevel: z
      ._default(z.enum(['info', 'debug', 'error']), 'info')
      .check(z.describe('Log level of the controllers')),
  })
  .check(z.describe('Flux itself'))
