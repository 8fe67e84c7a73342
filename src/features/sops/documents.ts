import type { DocumentParts } from '../../render/documents/document-parts.ts'

/** What documents say of Secrets that are kept in Git. */
export const sopsDocuments: DocumentParts = {
  templates: 'features/sops/documents',
  sections: [
    { in: 'operations', name: 'add-a-secret', before: 'find-a-fault' },
    { in: 'operations', name: 'rotate-an-age-key', before: 'find-a-fault' },
  ],
  steps: [
    { in: 'operations/add-a-cluster', name: 'keep-its-key', after: 'make-its-files' },
    { in: 'operations/add-a-cluster', name: 'share-secrets-with-it', after: 'make-its-files' },
    { in: 'operations/add-a-tenant', name: 'keep-its-key', after: 'make-its-files' },
    { in: 'readme/first-steps', name: 'keep-the-keys', after: 'push' },
    { in: 'readme/first-steps', name: 'give-a-cluster-its-key', after: 'push' },
  ],
  fills: [
    'agents/never-of-secrets',
    'agents/secrets',
    'fleet/each-cluster',
    'fleet/before-install',
    'operations/install-a-new-cluster',
    'operations/messages-of-decryption',
    'operations/what-to-back-up',
    'platform-agents/never-of-secrets',
    'platform-agents/secrets',
    'readme/folders-of-secrets',
    'readme/install-a-cluster',
    'tenancy/hand-over-the-key',
    'tenancy/how-secrets-are-made',
    'tenancy/messages',
  ],
  phrases: {
    'fleet/where-secrets-are': 'encrypted with SOPS and age',
    'fleet/how-to-make-a-secret': '[how](operations.md#add-a-secret)',
    'operations/its-key': ' and its key',
    'operations/before-restoring': 'namespace `flux-system`, Secret `sops-age`, then ',
    'readme/tools': ', [SOPS](https://getsops.io), [age](https://age-encryption.org)',
  },
}
