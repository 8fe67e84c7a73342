import type { DocumentParts } from '../../render/documents/document-parts.ts'

/** What documents say of Secrets that are kept in Git. */
export const sopsDocuments: DocumentParts = {
  templates: 'features/sops/documents',
  fills: ['fleet/each-cluster', 'fleet/before-install'],
  phrases: {
    'fleet/where-secrets-are': 'encrypted with SOPS and age',
    'fleet/how-to-make-a-secret': '[how](operations.md#add-a-secret)',
  },
}
