import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'

/** How the Git providers address a file of a branch in the browser, between the repository and the branch. */
const BLOB: Partial<Record<Fleet['git']['provider'], string>> = {
  github: 'blob',
  gitlab: '-/blob',
  gitea: 'src/branch',
}

/** The page of a file in a browser, when the provider has one at a known place. */
export function fileUrl(
  fleet: Fleet,
  repository: Pick<FleetRepository, 'webUrl' | 'branch'>,
  path: string,
): string | undefined {
  const blob = BLOB[fleet.git.provider]
  if (repository.webUrl === undefined || blob === undefined) return undefined
  return `${repository.webUrl}/${blob}/${repository.branch}/${path}`
}
