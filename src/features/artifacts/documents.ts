import type { DocumentParts } from '../../render/documents/document-parts.ts'

/** What documents say of artifacts. */
export const artifactsDocuments: DocumentParts = {
  templates: 'features/artifacts/documents',
  steps: [{ in: 'operations/add-a-component', name: 'copy-it-into-the-artifact', after: 'list-it' }],
  fills: ['agents/sources', 'operations/look-now'],
  phrases: { 'operations/when-flux-deletes': ', as soon as Flux has the new artifact' },
}
