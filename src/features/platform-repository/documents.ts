import type { ForDocuments } from '../../render/contributor.ts'
import type { DocumentParts } from '../../render/documents/document-parts.ts'
import { markdownCode } from '../../text/markdown.ts'
import { fleetPages } from './fleet-pages.ts'
import { platformView } from './platform-view.ts'
import { PLATFORM_DOCUMENTS, TEAM_DOCUMENTS } from './repository-documents.ts'

/** What documents say of the repository of the platform. */
export function platformDocuments(rendering: ForDocuments): DocumentParts {
  return {
    templates: 'features/platform-repository/documents',
    context: { platform: platformView(rendering), pages: fleetPages(rendering.resolved) },
    documents: [...PLATFORM_DOCUMENTS, ...TEAM_DOCUMENTS],
    sections: [
      { in: 'fleet', name: 'repositories', after: 'overview' },
      { in: 'operations', name: 'promote-a-change-of-the-platform', after: 'change-a-value' },
    ],
    steps: [
      { in: 'tenancy/onboard-a-team', name: 'hand-it-over', before: 'push' },
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
      'tenancy/where-else-to-push',
    ],
    phrases: {
      'operations/where-layers-are': ", in the platform's repository",
      'tenancy/push': 'Push this repository',
      'tenancy/what-stays': ' Its repository stays.',
    },
    columns: {
      kustomizations: [{ title: 'Source', cell: ({ source }) => markdownCode(source.name) }],
    },
  }
}
