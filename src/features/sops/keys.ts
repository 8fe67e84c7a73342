import * as z from 'zod/mini'
import { inGroup } from '../../fleet/schema/key-notes.ts'
import { variableName } from '../../fleet/schema/names.ts'
import { ageRecipient } from '../../fleet/schema/recipient.ts'
import { titledEnum } from '../../fleet/schema/value-titles.ts'

const secretProvider = titledEnum({
  sops: { title: 'SOPS with age', hint: 'encrypted in Git, decrypted by Flux' },
  none: { title: 'none', hint: 'no Secrets in this repository' },
})

/** How Secrets are kept in Git. */
export const secretsSchema = inGroup(
  'Secrets',
  z
    .strictObject({
      provider: z._default(secretProvider, 'none').check(z.describe('How Secrets are kept in Git')),
      recipients: z
        .optional(z.array(ageRecipient))
        .check(
          z.describe('Public age keys that may decrypt every Secret, such as those of the administrators'),
        ),
    })
    .check(z.describe('Secrets in Git')),
)

/** What a cluster says of its Secrets. */
export const clusterKeys = {
  secretVariables: inGroup(
    'Secrets',
    z
      .optional(z.array(variableName))
      .check(
        z.describe('Names of variables that the encrypted Secret cluster-secret-vars of the cluster holds'),
      ),
  ),
  recipients: inGroup(
    'Secrets',
    z
      .optional(z.array(ageRecipient))
      .check(z.describe("Public age keys that may decrypt this cluster's Secrets")),
  ),
}
