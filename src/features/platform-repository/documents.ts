import type { ForDocuments } from '../../render/contributor.ts'
import type { DocumentParts } from '../../render/documents/document-parts.ts'
import { markdownCode } from '../../text/markdown.ts'
import { platformView } from './platform-view.ts'

/** What documents say of the repository of the platform. */
export function platformDocuments(rendering: ForDocuments): DocumentParts {
  return {
    templates: 'features/platform-repository/documents',
    context: { platform: platformView(rendering) },
    sections: [{ in: 'fleet', name: 'repositories', after: 'overview' }],
    fills: ['fleet/where-layers-are'],
    columns: {
      kustomizations: [{ title: 'Source', cell: ({ source }) => markdownCode(source.name) }],
    },
  }
}
