import * as z from 'zod/mini'
import { variableName } from '../../fleet/schema/names.ts'
import { ageRecipient } from '../../fleet/schema/recipient.ts'

const SECRET_PROVIDERS = ['sops', 'none'] as const

/** How Secrets are kept in Git. */
export const secretsSchema = z
  .strictObject({
    provider: z._default(z.enum(SECRET_PROVIDERS), 'none').check(z.describe('How Secrets are kept in Git')),
    recipients: z
      .optional(z.array(ageRecipient))
      .check(
        z.describe('Public age keys that may decrypt every Secret, such as those of the administrators'),
      ),
  })
  .check(z.describe('Secrets in Git'))

/** What a cluster says of its Secrets. */
export const clusterKeys = {
  secretVariables: z
    .optional(z.array(variableName))
    .check(
      z.describe('Names of variables that the encrypted Secret cluster-secret-vars of the cluster holds'),
    ),
  recipients: z
    .optional(z.array(ageRecipient))
    .check(z.describe("Public age keys that may decrypt this cluster's Secrets")),
}
