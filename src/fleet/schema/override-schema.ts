import * as z from 'zod/mini'
import { environmentVariables, image, resources } from './container-values.ts'
import { namesEntry } from './entry-reference.ts'
import { helmValues } from './helm-values.ts'

/** What one environment has differently of a component. */
export const overrideSchema = z
  .strictObject({
    environment: namesEntry(z.string(), {
      section: 'environments',
      dependent: 'has overrides for environment',
    }).check(z.describe('Environment that this is for')),
    version: z.optional(z.string()).check(z.describe('Chart version or range there')),
    values: z
      .optional(helmValues)
      .check(z.describe('Helm values there, merged over the others; null takes one of the others away')),
    image: z.optional(image).check(z.describe('Container image there')),
    replicas: z.optional(z.int().check(z.minimum(0))).check(z.describe('Replicas there')),
    resources: z.optional(resources),
    env: z.optional(environmentVariables).check(z.describe('Environment variables there')),
    autoscaling: z
      .optional(
        z.strictObject({
          minReplicas: z.optional(z.int().check(z.minimum(1))),
          maxReplicas: z.optional(z.int().check(z.minimum(1))),
          cpuUtilization: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
        }),
      )
      .check(z.describe('What the HorizontalPodAutoscaler has otherwise there')),
  })
  .check(z.describe('What one environment has differently'))

/** What one environment has differently of a component. */
export type Override = z.output<typeof overrideSchema>
