import type { DocumentDefinition } from '../../render/documents/document-definition.ts'

const TEMPLATES = 'features/platform-repository/documents'

/** What people read first in the platform repository. */
export const PLATFORM_DOCUMENTS: readonly DocumentDefinition[] = [
  {
    name: 'platform-readme',
    path: 'README.md',
    kind: 'seed',
    templates: `${TEMPLATES}/platform-readme`,
    wholeTemplate: 'platform/README.md',
    sections: ['introduction', 'first-steps', 'what-lies-where', 'change-something', 'promote-it', 'closing'],
  },
  {
    name: 'platform-agents',
    path: 'AGENTS.md',
    templates: `${TEMPLATES}/platform-agents`,
    wholeTemplate: 'platform/AGENTS.md',
    sections: [
      'introduction',
      'where-things-go',
      'manifests',
      'never',
      'the-description-of-the-fleet',
      'check-a-change',
    ],
  },
]

/** The same in the repository of a team. They are written once: from then on they are the team's. */
export const TEAM_DOCUMENTS: readonly DocumentDefinition[] = [
  {
    name: 'team-readme',
    path: 'README.md',
    kind: 'seed',
    templates: `${TEMPLATES}/team-readme`,
    wholeTemplate: 'team/README.md',
    sections: [
      'introduction',
      'first-steps',
      'add-an-application',
      'secrets',
      'what-the-platform-refuses',
      'reach-the-outside',
      'closing',
    ],
  },
  {
    name: 'team-agents',
    path: 'AGENTS.md',
    kind: 'seed',
    templates: `${TEMPLATES}/team-agents`,
    wholeTemplate: 'team/AGENTS.md',
    sections: ['conventions'],
  },
]
