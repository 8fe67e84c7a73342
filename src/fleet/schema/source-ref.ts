import * as z from 'zod/mini'
import { nonEmpty } from './names.ts'

/** What of a source is followed: at most one of them is given. */
export const sourceRefKeys = {
  branch: z.optional(nonEmpty).check(z.describe('Branch of a Git repository')),
  tag: z.optional(nonEmpty).check(z.describe('Tag of a Git repository or an OCI artifact')),
  semver: z.optional(nonEmpty).check(z.describe('Range of tags; the newest that fits is taken')),
}

/** What is followed of a source: a branch, a tag or a range of tags. */
export const sourceRefSchema = z.strictObject(sourceRefKeys)
