import type { ForDocuments, Rendering } from '../contributor.ts'
import { compose } from './composition.ts'
import { documentContext } from './document-context.ts'
import type { DocumentDefinition } from './document-definition.ts'

/** What people read in the repository of the fleet. */
export const FLEET_DOCUMENTS: readonly DocumentDefinition[] = [
  {
    name: 'readme',
    path: 'README.md',
    kind: 'seed',
    templates: 'documents/readme',
    wholeTemplate: 'repository/README.md',
    sections: ['introduction', 'first-steps', 'what-lies-where', 'closing'],
    steps: { 'first-steps': ['push', 'watch'] },
  },
  {
    name: 'agents',
    path: 'AGENTS.md',
    templates: 'documents/agents',
    wholeTemplate: 'repository/AGENTS.md',
    sections: [
      'introduction',
      'where-things-go',
      'manifests',
      'never',
      'the-description-of-the-fleet',
      'check-a-change',
    ],
  },
  {
    name: 'fleet',
    path: 'docs/fleet.md',
    templates: 'documents/fleet',
    wholeTemplate: 'docs/fleet.md',
    sections: [
      'overview',
      'how-it-hangs-together',
      'environments',
      'clusters',
      'each-cluster',
      'components',
      'each-component',
    ],
  },
  {
    name: 'operations',
    path: 'docs/operations.md',
    kind: 'seed',
    templates: 'documents/operations',
    wholeTemplate: 'docs/operations.md',
    sections: [
      'introduction',
      'change-the-fleet-by-command',
      'change-a-value',
      'add-a-component',
      'add-an-environment',
      'add-a-cluster',
      'find-a-fault',
      'back-up-and-restore',
    ],
    steps: {
      'add-a-component': ['choose-the-layer', 'make-its-base', 'list-it'],
      'add-a-cluster': ['make-its-files', 'push'],
    },
  },
]

/** Works out what the documents of a fleet consist of, and what their templates know. */
export function documentsOf(rendering: ForDocuments): Rendering['documents'] {
  const contributed = rendering.contributors.flatMap(
    (contributor) => contributor.documents?.(rendering) ?? [],
  )
  const columns = {
    environments: contributed.flatMap((parts) => parts.columns?.environments ?? []),
    kustomizations: contributed.flatMap((parts) => parts.columns?.kustomizations ?? []),
  }
  return {
    composition: compose(FLEET_DOCUMENTS, contributed),
    context: { ...documentContext(rendering), columns },
  }
}
