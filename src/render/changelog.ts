import { parse } from 'yaml'
import * as z from 'zod/mini'
import type { Library } from './templates/library.ts'

/** Where the changelog lies among the templates. */
export const CHANGELOG = 'changelog.yaml'

/**
 * What a version of the generator makes otherwise than the one before it, as `templates/changelog.yaml` states it: an
 * entry for each reason.
 */
export function changelogSchema() {
  const text = z.string().check(z.regex(/^[^\n]*\.$/, 'must be a sentence on one line'))
  const entry = z
    .strictObject({
      /** The version that came with it. */
      version: z.string().check(z.regex(/^\d+\.\d+\.\d+$/)),
      /** Paths inside of a repository, with `*` and `**`. */
      files: z.optional(z.array(z.string()).check(z.minLength(1))),
      /** The component of the catalog whose files it is about, in place of paths. */
      component: z.optional(z.string()),
      /** What is made otherwise, and why. */
      why: text,
      /** What that alters on clusters; left out where it alters nothing there. A person is asked about it. */
      alters: z.optional(text),
    })
    .check(
      z.refine(({ files, component }) => (files === undefined) !== (component === undefined), {
        error: 'names either files or a component',
      }),
    )
  return z.array(entry)
}

/** A reason why files are made otherwise. */
export type ChangelogEntry = z.output<ReturnType<typeof changelogSchema>>[number]

/** The changelog of the templates; the tests see that it keeps its schema. */
export function changelogOf(library: Library): readonly ChangelogEntry[] {
  const text = library.text(CHANGELOG)
  return text === undefined ? [] : (parse(text) as ChangelogEntry[])
}
