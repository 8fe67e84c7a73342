import * as z from 'zod/mini'
import { duration } from './names.ts'
import { titledEnum } from './value-titles.ts'

const fluxVersion = titledEnum({
  '2.x': { title: '2.x', hint: 'files that every supported version accepts' },
  '2.9': '2.9',
  '2.10': '2.10',
})

const logLevel = titledEnum({ info: 'info', debug: 'debug', error: 'error' })

/** What Flux itself is told. */
export const fluxSchema = z
  .strictObject({
    version: z._default(fluxVersion, '2.x').check(z.describe('Flux version that the files are written for')),
    concurrency: z
      ._default(z.int().check(z.minimum(1), z.maximum(200)), 10)
      .check(z.describe('Objects that each controller reconciles at once (--concurrent)')),
    requeueDependency: z
      ._default(duration, '5s')
      .check(z.describe('Wait before a failed dependency is looked at again (--requeue-dependency)')),
    logLevel: z._default(logLevel, 'info').check(z.describe('Log level of the controllers')),
  })
  .check(z.describe('Flux itself'))
