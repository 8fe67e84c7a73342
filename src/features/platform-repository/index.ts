import { CHARTS_AREA } from '../../fleet/resolve/conventions.ts'
import { PLATFORM_SOURCE } from '../../fleet/resolve/source-names.ts'
import { hasPlatformRepository } from '../../fleet/schema/layouts.ts'
import type { Rendering } from '../../render/contributor.ts'
import { writeDocuments } from '../../render/documents/write-documents.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Feature } from '../feature.ts'
import { checkPlatform } from './check-platform.ts'
import { platformDocuments } from './documents.ts'
import { platformVersions } from './movable-versions.ts'
import { platformSecret } from './platform-secret-steps.ts'
import { platformReference, platformUrl } from './platform-source.ts'
import { PLATFORM_REPOSITORY_QUESTIONS } from './questions.ts'
import { renameNotes } from './rename-order.ts'
import { sideBySide } from './repositories.ts'
import { PLATFORM_DOCUMENTS } from './repository-documents.ts'
import { teamContents, writeTeamRepository } from './team-repository.ts'

/** What lies in the platform repository, and so is fetched from it. */
const AREAS = ['infrastructure', 'apps', CHARTS_AREA]

/** Where a cluster says which version of the platform repository it follows. */
const FILE = 'platform.yaml'

/**
 * The components of the platform in a repository of their own, and one for each team, beside that of the
 * fleet.
 */
export const platformRepository: Feature = {
  name: 'platform-repository',
  questions: [{ after: 'git.branch', questions: PLATFORM_REPOSITORY_QUESTIONS }],
  check: ({ written }) => checkPlatform(written),
  misplaced: ({ written }) => (hasPlatformRepository(written) ? [] : checkPlatform(written)),
  isOn: hasPlatformRepository,
  repositories: sideBySide,
  source: (area) => (AREAS.includes(area) ? { kind: 'GitRepository', name: PLATFORM_SOURCE } : undefined),
  repositoryContents(repository, resolved) {
    if (repository.kind === 'team') return teamContents(resolved, repository.tenant!)
    if (repository.kind === 'platform') return undefined
    return {
      folders: [],
      productionFiles: ({ clusters }) => clusters.map(({ folder }) => `${folder}/${FILE}`),
    }
  },
  secretsToMake: (resolved) => {
    const secret = platformSecret(resolved)
    return secret === undefined ? [] : [{ for: 'The platform repository', secrets: [secret] }]
  },
  secretsBeforeInstall: (resolved) => [platformSecret(resolved)].filter((secret) => secret !== undefined),
  renameNotes,
  movableVersions: (resolved) => platformVersions(resolved, FILE),
  documents: platformDocuments,
  writeFiles(tree, repository, rendering) {
    if (repository.kind === 'team') writeTeamRepository(tree, repository, rendering)
    else if (repository.kind === 'platform') writeDocuments(tree, repository, rendering, PLATFORM_DOCUMENTS)
    else writeSources(tree, rendering)
  },
}

/** Writes, for each cluster, the source that delivers the platform repository. */
function writeSources(tree: Tree, { resolved, library }: Rendering): void {
  const { fleet, environments } = resolved
  const template = library.template(`cluster/${FILE}`)
  for (const { clusters, environment } of environments)
    for (const { folder } of clusters)
      tree.add(
        `${folder}/${FILE}`,
        template({
          name: PLATFORM_SOURCE,
          url: platformUrl(fleet),
          ref: platformReference(fleet, environment),
          secret: fleet.platform?.secret,
        }),
      )
}
