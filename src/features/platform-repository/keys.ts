import * as z from 'zod/mini'
import { gitUrl } from '../../fleet/schema/addresses.ts'
import { inGroup } from '../../fleet/schema/key-notes.ts'
import { dnsLabel, repositoryName } from '../../fleet/schema/names.ts'
import { sourceRefSchema } from '../../fleet/schema/source-ref.ts'
import { titledEnum } from '../../fleet/schema/value-titles.ts'

/** How changes of the platform repository reach production. */
const promotion = titledEnum({
  branch: { title: 'branch', hint: 'promoted by a merge into the branch production' },
  tag: { title: 'tag', hint: 'promoted by naming the next tag in flux-fleet.yaml' },
  semver: { title: 'semver', hint: 'promoted by pushing a tag that the range takes' },
})

/** The platform repository of the layout multi-repo. */
export const platformSchema = inGroup(
  'Repository',
  z
    .strictObject({
      repository: z
        .optional(repositoryName)
        .check(z.describe('Name of the platform repository; by default the name of the fleet and -platform')),
      url: z.optional(gitUrl).check(z.describe('URL of the platform repository, for the provider git')),
      secret: z
        .optional(dnsLabel)
        .check(z.describe('Secret in flux-system with the credentials of a private platform repository')),
      promotion: z
        ._default(promotion, 'branch')
        .check(z.describe('How production follows the platform repository; staging follows its main branch')),
    })
    .check(z.describe('The platform repository of the layout multi-repo')),
)

/** What an environment says of the platform repository. */
export const environmentKeys = {
  platform: inGroup(
    'Repository',
    z
      .optional(sourceRefSchema)
      .check(
        z.describe(
          'Branch, tag or range of the platform repository that the environment follows, in the layout multi-repo; by default as platform.promotion says',
        ),
      ),
  ),
}
