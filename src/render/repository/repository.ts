import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { FileKind, Tree } from '../../tree/tree.ts'
import type { Rendering } from '../contributor.ts'
import { FLEET_DOCUMENTS } from '../documents/fleet-documents.ts'
import { fileUrl } from '../documents/web-links.ts'
import { writeDocuments } from '../documents/write-documents.ts'

/** A file at the top of a repository: its template, and when it is there. */
export interface RepositoryFile {
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

/** Writes what every repository has besides manifests, and the documents of the fleet's own. */
export function writeRepositoryFiles(tree: Tree, repository: FleetRepository, rendering: Rendering): void {
  // What is written once for a team is the team's from then on.
  const files =
    repository.kind === 'team' ? COMMON.map((file) => ({ ...file, kind: 'seed' as const })) : COMMON
  writeTemplates(tree, repository, rendering, files, {})
  if (repository === rendering.resolved.fleetRepository)
    writeDocuments(tree, repository, rendering, FLEET_DOCUMENTS)
}

/**
 * Writes files that are rendered with what is known of the fleet and its repositories.
 * @param view what templates know besides; by default all that is known of the fleet
 */
export function writeTemplates(
  tree: Tree,
  repository: FleetRepository,
  { resolved, library, view: ofFleet, repositories }: Rendering,
  files: readonly RepositoryFile[],
  view = ofFleet,
): void {
  const context = {
    ...view,
    fluxVersion: resolved.flux.version,
    ci: resolved.fleet.ci,
    repositories,
    repository: repositories.find(({ name, kind }) => name === repository.name && kind === repository.kind),
    documents: documentsOf(resolved),
  }
  for (const { path, template, kind = 'managed', executable = false, when } of files) {
    if (when !== undefined && !when(resolved.fleet)) continue
    tree.add(path, library.template(template)(context), { kind, executable })
  }
}

/**
 * Where the pages are that are kept in step with the fleet. What is written once in another repository links
 * to them, instead of saying what would not be true for long.
 */
function documentsOf({ fleet, fleetRepository: repository }: ResolvedFleet) {
  const { name, url, webUrl } = repository
  const page = (path: string) => fileUrl(fleet, repository, path)
  return {
    fleet: { name, url, webUrl },
    fleetPage: page('docs/fleet.md'),
    tenancyPage: page('docs/tenancy.md'),
  }
}
