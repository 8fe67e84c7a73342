import type { Fleet } from '../fleet/schema.ts'
import type { FileKind, Tree } from '../tree/tree.ts'
import type { Library } from './library.ts'

/** A file at the top of the repository: its template, and when it is there. */
interface RepositoryFile {
  path: string
  template: string
  kind?: FileKind
  executable?: boolean
  when?: (fleet: Fleet) => boolean
}

const FILES: readonly RepositoryFile[] = [
  { path: 'README.md', template: 'repository/README.md', kind: 'seed' },
  { path: 'AGENTS.md', template: 'repository/AGENTS.md' },
  { path: '.editorconfig', template: 'repository/.editorconfig' },
  { path: '.fluxschema.yml', template: 'repository/.fluxschema.yml' },
  { path: '.gitignore', template: 'repository/.gitignore' },
  { path: '.markdownlint.yaml', template: 'repository/.markdownlint.yaml' },
  {
    path: '.sops.yaml',
    template: 'repository/.sops.yaml',
    when: (fleet) => fleet.secrets.provider === 'sops',
  },
  { path: '.sourceignore', template: 'repository/.sourceignore' },
  { path: 'renovate.json', template: 'repository/renovate.json' },
  { path: 'docs/fleet.md', template: 'docs/fleet.md' },
  { path: 'docs/operations.md', template: 'docs/operations.md', kind: 'seed' },
  { path: 'scripts/validate.sh', template: 'repository/validate.sh', executable: true },
  {
    path: '.github/workflows/validate.yaml',
    template: 'ci/github/validate.yaml',
    when: (fleet) => fleet.ci === 'github',
  },
  { path: '.gitlab-ci.yml', template: 'ci/gitlab/gitlab-ci.yml', when: (fleet) => fleet.ci === 'gitlab' },
]

/** Writes what the repository has besides manifests: documentation, CI, editor and tool settings, SOPS rules. */
export function renderRepository(tree: Tree, fleet: Fleet, library: Library, view: object): void {
  for (const { path, template, kind, executable, when } of FILES) {
    if (when !== undefined && !when(fleet)) continue
    tree.add(path, library.template(template)(view), {
      kind: kind ?? 'managed',
      executable: executable ?? false,
    })
  }
}
