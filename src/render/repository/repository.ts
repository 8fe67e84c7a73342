import { type FleetRepository, fleetRepository } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../../fleet/schema/layouts.ts'
import type { FileKind, Tree } from '../../tree/tree.ts'
import { sopsRules } from '../secrets/sops.ts'
import type { Library } from '../templates/library.ts'
import { repositoryViews } from './repositories-view.ts'
import { fileUrl } from './web-links.ts'

/** A file at the top of a repository: its template, and when it is there. */
interface RepositoryFile {
  path: string
  template: string
  kind?: FileKind
  executable?: boolean
  when?: (fleet: Fleet) => boolean
}

/** Files that every kind of repository has, with the same template. */
const COMMON: readonly RepositoryFile[] = [
  { path: '.editorconfig', template: 'repository/.editorconfig' },
  { path: '.fluxschema.yml', template: 'repository/.fluxschema.yml' },
  { path: '.gitignore', template: 'repository/.gitignore' },
  { path: '.markdownlint.yaml', template: 'repository/.markdownlint.yaml' },
  { path: '.sourceignore', template: 'repository/.sourceignore' },
  { path: 'renovate.json', template: 'repository/renovate.json' },
  { path: 'scripts/validate.sh', template: 'repository/validate.sh', executable: true },
  {
    path: '.github/workflows/validate.yaml',
    template: 'ci/github/validate.yaml',
    when: (fleet) => fleet.ci === 'github',
  },
  { path: '.gitlab-ci.yml', template: 'ci/gitlab/gitlab-ci.yml', when: (fleet) => fleet.ci === 'gitlab' },
]

const SOPS: RepositoryFile = {
  path: '.sops.yaml',
  template: 'repository/.sops.yaml',
  when: (fleet) => fleet.secrets.provider === 'sops',
}

/** Files by kind of repository. */
const FILES: Record<FleetRepository['kind'], readonly RepositoryFile[]> = {
  fleet: [
    ...COMMON,
    SOPS,
    { path: 'README.md', template: 'repository/README.md', kind: 'seed' },
    { path: 'AGENTS.md', template: 'repository/AGENTS.md' },
    { path: 'docs/fleet.md', template: 'docs/fleet.md' },
    { path: 'docs/operations.md', template: 'docs/operations.md', kind: 'seed' },
    { path: 'docs/tenancy.md', template: 'docs/tenancy.md', when: isLockedDown },
  ],
  platform: [
    ...COMMON,
    SOPS,
    { path: 'README.md', template: 'platform/README.md', kind: 'seed' },
    { path: 'AGENTS.md', template: 'platform/AGENTS.md' },
  ],
  // Written once: from then on it is the team's.
  team: [
    ...COMMON,
    { path: 'README.md', template: 'team/README.md' },
    { path: 'AGENTS.md', template: 'team/AGENTS.md' },
  ].map((file) => ({ ...file, kind: 'seed' })),
}

/**
 * Writes what a repository has besides manifests: documentation, CI, editor and tool settings, SOPS rules.
 * @param view what is known of the fleet, and of a team's repository also of its tenant
 */
export function renderRepository(
  tree: Tree,
  fleet: Fleet,
  library: Library,
  view: object,
  { kind, name }: FleetRepository,
): void {
  const repositories = repositoryViews(fleet)
  const repository = repositories.find((candidate) => candidate.name === name && candidate.kind === kind)
  const documents = documentsOf(fleet)
  const context = { ...view, rules: sopsRules(fleet, kind), repositories, repository, documents }
  for (const { path, template, kind: fileKind, executable, when } of FILES[kind]) {
    if (when !== undefined && !when(fleet)) continue
    tree.add(path, library.template(template)(context), {
      kind: fileKind ?? 'managed',
      executable: executable ?? false,
    })
  }
}

/**
 * Where the pages are that are kept in step with the fleet. What is written once in another repository links
 * to them, instead of saying what would not be true for long.
 */
function documentsOf(fleet: Fleet) {
  const { name, url, webUrl, ...repository } = fleetRepository(fleet)
  const page = (path: string) => fileUrl(fleet, { ...repository, webUrl }, path)
  return {
    fleet: { name, url, webUrl },
    fleetPage: page('docs/fleet.md'),
    tenancyPage: page('docs/tenancy.md'),
  }
}
