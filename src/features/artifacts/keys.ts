import * as z from 'zod/mini'
import { inGroup } from '../../fleet/schema/key-notes.ts'

/** Whether the repository is split into artifacts. */
export const artifactsKey = inGroup(
  'Repository',
  z
    ._default(z.boolean(), false)
    .check(
      z.describe(
        'Split the monorepo with an ArtifactGenerator, so that a change in apps/ leaves infrastructure/ alone',
      ),
    ),
)
