import * as z from 'zod/mini'
import { gitUrl } from './addresses.ts'
import { hostname, repositoryName, repositoryPath } from './names.ts'
import { titledEnum } from './value-titles.ts'

const gitProvider = titledEnum({
  github: 'GitHub',
  gitlab: 'GitLab',
  gitea: 'Gitea or Forgejo',
  'bitbucket-server': 'Bitbucket Server',
  git: { title: 'Any other Git server', inSentence: 'your Git server' },
})

/** A Git host that `flux bootstrap` has a subcommand for, or any Git URL. */
export type GitProvider = z.output<typeof gitProvider>

/** The Git repository that holds the fleet. */
export const gitSchema = z
  .strictObject({
    provider: z._default(gitProvider, 'github').check(z.describe('Where the repository is hosted')),
    owner: z
      .optional(
        z.string().check(
          z.regex(/^(?!.*(^|\/)\.{0,2}(\/|$))[A-Za-z0-9_.~][A-Za-z0-9_./~-]*$/, {
            error: (issue) =>
              `"${String(issue.input)}" is no owner: expected a user, organization, group or project`,
          }),
        ),
      )
      .check(z.describe('User, organization, group or project that owns the repository')),
    repository: z
      .optional(repositoryName)
      .check(z.describe('Name of the repository; by default the name of the fleet')),
    subfolder: z
      .optional(repositoryPath)
      .check(z.describe('Folder that the fleet is in, where the repository holds something else too')),
    branch: z
      ._default(
        z.string().check(
          z.regex(/^(?!.*(\.\.|\/\/|\/\.|\.lock(\/|$)|[./]$))[A-Za-z0-9_][A-Za-z0-9_./-]*$/, {
            error: (issue) =>
              `"${String(issue.input)}" is no branch name: expected something like main or release/1.2`,
          }),
        ),
        'main',
      )
      .check(z.describe('Branch that Flux follows')),
    hostname: z.optional(hostname).check(z.describe('Host of a self-hosted provider')),
    url: z.optional(gitUrl).check(z.describe('URL of the repository, for the provider git')),
    init: z
      ._default(z.boolean(), true)
      .check(z.describe('Whether the folder is made a Git repository when it is created')),
    personal: z
      ._default(z.boolean(), false)
      .check(z.describe('Whether the owner is a user and not an organization')),
  })
  .check(z.describe('The Git repository of the fleet'))
