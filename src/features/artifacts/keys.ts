import * as z from 'zod/mini'

/** Whether the repository is split into artifacts. */
export const artifactsKey = z
  ._default(z.boolean(), false)
  .check(
    z.describe(
      'Split the monorepo with an ArtifactGenerator, so that a change in apps/ leaves infrastructure/ alone',
    ),
  )
