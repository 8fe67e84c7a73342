import type { ForDocuments } from '../../render/contributor.ts'
import type { DocumentParts } from '../../render/documents/document-parts.ts'
import { markdownCode } from '../../text/markdown.ts'
import { platformView } from './platform-view.ts'

/** What documents say of the repository of the platform. */
export function platformDocuments(rendering: ForDocuments): DocumentParts {
  return {
    templates: 'features/platform-repository/documents',
    context: { platform: platformView(rendering) },
    sections: [
      { in: 'fleet', name: 'repositories', after: 'overview' },
      { in: 'operations', name: 'promote-a-change-of-the-platform', after: 'change-a-value' },
    ],
    steps: [
      { in: 'readme/first-steps', name: 'make-the-secrets', before: 'push' },
      { in: 'readme/first-steps', name: 'push-each', insteadOf: 'push' },
    ],
    fills: [
      'agents/cluster-folder',
      'fleet/where-layers-are',
      'operations/before-installing',
      'operations/look-now',
      'operations/migrate-elsewhere',
      'operations/other-repositories',
      'operations/push-the-team-first',
      'operations/rotate-elsewhere',
      'operations/share-secrets',
      'readme/bases',
      'readme/what-is-here',
    ],
    phrases: { 'operations/where-layers-are': ", in the platform's repository" },
    columns: {
      kustomizations: [{ title: 'Source', cell: ({ source }) => markdownCode(source.name) }],
    },
  }
}
