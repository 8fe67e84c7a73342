import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { Rendering } from '../../render/contributor.ts'
import { writeTemplates } from '../../render/repository/repository.ts'
import type { Tree } from '../../tree/tree.ts'

/** Writes what people read first in the platform repository. */
export function writePlatformDocuments(tree: Tree, repository: FleetRepository, rendering: Rendering): void {
  writeTemplates(tree, repository, rendering, [
    { path: 'README.md', template: 'platform/README.md', kind: 'seed' },
    { path: 'AGENTS.md', template: 'platform/AGENTS.md' },
  ])
}
