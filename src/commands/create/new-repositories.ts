import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type FleetRepository, repositoriesOf } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { findRepository } from '../../tools/git.ts'

/**
 * The repositories that are made Git repositories: none inside of another, and none whose folder is
 * somebody's already.
 */
export function repositoriesToMake(fleet: Fleet, target: string): FleetRepository[] {
  if (!fleet.git.init || findRepository(target) !== undefined) return []
  return repositoriesOf(fleet).filter(({ folder }) => folder === '' || !existsSync(join(target, folder)))
}

/** Says which folders were there already and are no Git repositories, where others are made. */
export function unmadeNotes(fleet: Fleet, target: string, fresh: readonly FleetRepository[]): string[] {
  if (!fleet.git.init || findRepository(target) !== undefined) return []
  return repositoriesOf(fleet)
    .filter(
      (repository) =>
        !fresh.some(({ folder }) => folder === repository.folder) &&
        !existsSync(join(target, repository.folder, '.git')),
    )
    .map(
      ({ folder, branch }) =>
        `${folder} was there already and is no Git repository: run git init --initial-branch=${branch} in it.`,
    )
}
