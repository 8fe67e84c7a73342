import * as z from 'zod/mini'
import { environmentVariableName } from './names.ts'

const quantity = z.string().check(
  z.regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/, {
    error: (issue) => `"${String(issue.input)}" is no quantity: expected something like 100m, 0.5 or 256Mi`,
  }),
)
const resourceAmounts = z.strictObject({ cpu: z.optional(quantity), memory: z.optional(quantity) })

/** Requests and limits of a container. */
export const resources = z
  .strictObject({ requests: z.optional(resourceAmounts), limits: z.optional(resourceAmounts) })
  .check(z.describe('Requests and limits of the container'))

/** Environment variables of a container. */
export const environmentVariables = z.record(environmentVariableName, z.string())

/** A container image, with the tag or digest that says which. */
export const image = z.string().check(
  z.regex(/^[a-z0-9][a-z0-9._:/-]*?(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[a-f0-9]{64})$/, {
    error: (issue) =>
      `"${String(issue.input)}" is no image with a tag or digest: expected something like ghcr.io/acme/web:1.2.3`,
  }),
)
