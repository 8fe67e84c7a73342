import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { FileKind, Tree } from '../../tree/tree.ts'
import type { Rendering } from '../contributor.ts'
import { FLEET_DOCUMENTS } from '../documents/fleet-documents.ts'
import { writeDocuments } from '../documents/write-documents.ts'

/** A file at the top of a repository: its template, and when it is there. */
interface RepositoryFile {
  path: string
  template: string
  kind?: FileKind
  executable?: boolean
  when?: (fleet: Fleet) => boolean
}

/** Files that every kind of repository has: CI, editor and tool settings. */
const COMMON: readonly RepositoryFile[] = [
  { path: '.editorconfig', template: 'repository/.editorconfig' },
  { path: '.fluxschema.yml', template: 'repository/.fluxschema.yml' },
  { path: '.gitattributes', template: 'repository/.gitattributes' },
  { path: '.gitignore', template: 'repository/.gitignore' },
  { path: '.markdownlint.yaml', template: 'repository/.markdownlint.yaml' },
  { path: '.sourceignore', template: 'repository/.sourceignore' },
  { path: 'renovate.json', template: 'repository/renovate.json' },
  { path: 'scripts/build.sh', template: 'repository/build.sh', executable: true },
  { path: 'scripts/validate.sh', template: 'repository/validate.sh', executable: true },
  {
    path: '.github/workflows/validate.yaml',
    template: 'ci/github/validate.yaml',
    when: ({ ci, git }) => ci === 'github' && git.subfolder === undefined,
  },
  {
    path: '.github/actions/validate/action.yaml',
    template: 'ci/github/action.yaml',
    when: ({ ci, git }) => ci === 'github' && git.subfolder !== undefined,
  },
  {
    path: '.gitlab-ci.yml',
    template: 'ci/gitlab/gitlab-ci.yml',
    when: ({ ci, git }) => ci === 'gitlab' && git.subfolder === undefined,
  },
  {
    path: '.gitlab-ci.yml',
    template: 'ci/gitlab/subfolder.gitlab-ci.yml',
    when: ({ ci, git }) => ci === 'gitlab' && git.subfolder !== undefined,
  },
]

/** Writes what every repository has besides manifests, and the documents of the fleet's own. */
export function writeRepositoryFiles(tree: Tree, repository: FleetRepository, rendering: Rendering): void {
  // What is written once for a team is the team's from then on.
  const files =
    repository.kind === 'team' ? COMMON.map((file) => ({ ...file, kind: 'seed' as const })) : COMMON
  const { resolved, library, repositories } = rendering
  const context = {
    fluxVersion: resolved.flux.version,
    ci: resolved.fleet.ci,
    fleet: resolved.fleet.name,
    subfolder: resolved.fleet.git.subfolder,
    repositories,
    repository: repositories.find(({ name, kind }) => name === repository.name && kind === repository.kind),
  }
  for (const { path, template, kind = 'managed', executable = false, when } of files) {
    if (when !== undefined && !when(resolved.fleet)) continue
    tree.add(path, library.template(template)(context), { kind, executable })
  }
  if (repository === resolved.fleetRepository) writeDocuments(tree, repository, rendering, FLEET_DOCUMENTS)
}
