import * as z from 'zod/mini'
import { nonEmpty, withoutPassword } from './names.ts'

/** What of a source is followed: at most one of them is given. */
export const sourceRefKeys = {
  branch: z.optional(nonEmpty).check(z.describe('Branch of a Git repository')),
  tag: z.optional(nonEmpty).check(z.describe('Tag of a Git repository or an OCI artifact')),
  semver: z.optional(nonEmpty).check(z.describe('Range of tags; the newest that fits is taken')),
}

/** What is followed of a source: a branch, a tag or a range of tags. */
export const sourceRefSchema = z.strictObject(sourceRefKeys)

/** The URL of a Git repository. */
export const gitUrl = z.string().check(
  z.regex(/^(?!.*\/\.{1,2}(\/|$))(https|ssh):\/\/[^\s/]+(\/[^\s/]+)+$/, {
    error: (issue) =>
      `"${String(issue.input)}" is no Git URL: expected https://host/path or ssh://git@host/path`,
  }),
  withoutPassword,
)
