import * as z from 'zod/mini'
import { gitUrl, helmRepository, ociAddress } from './addresses.ts'
import { dnsLabel, repositoryPath } from './names.ts'

/** Where the Helm chart of an own component comes from. */
export const chartSchema = z
  .strictObject({
    oci: z.optional(ociAddress).check(z.describe('OCI address of the chart, including its name')),
    https: z
      .optional(helmRepository)
      .check(z.describe('Address of the Helm repository; `name` says which chart of it')),
    git: z.optional(gitUrl).check(z.describe('Git repository that holds the chart at `path`')),
    path: z
      .optional(repositoryPath)
      .check(z.describe('Folder of the chart in the Git repository, or in this one')),
    name: z.optional(z.string()).check(z.describe('Name of the chart in its Helm repository')),
    version: z.optional(z.string()).check(z.describe('Semver range or exact version')),
    tag: z.optional(z.string()).check(z.describe('Tag of an OCI artifact or a Git repository')),
    digest: z
      .optional(
        z.string().check(
          z.regex(/^sha256:[a-f0-9]{64}$/, {
            error: 'a digest is written sha256: and 64 hexadecimal digits',
          }),
        ),
      )
      .check(z.describe('Digest of an OCI artifact')),
    branch: z.optional(z.string()).check(z.describe('Branch of a Git repository')),
    secret: z
      .optional(dnsLabel)
      .check(z.describe('Secret in the namespace of the component with the credentials')),
    verify: z
      .optional(
        z.strictObject({
          secret: z
            .optional(dnsLabel)
            .check(z.describe('Secret with the cosign public keys; without it, keyless')),
          identities: z
            .optional(z.array(z.strictObject({ issuer: z.string(), subject: z.string() })))
            .check(z.describe('Regular expressions of the OIDC issuer and subject that may sign')),
        }),
      )
      .check(z.describe('Verify the signature of the OCI artifact with cosign')),
  })
  .check(z.describe('Where the Helm chart comes from'))

/** Where the chart of an own component comes from. */
export type Chart = z.output<typeof chartSchema>
