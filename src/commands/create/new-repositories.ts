import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { assigned, run } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { findRepository } from '../../tools/git.ts'

/**
 * The repositories that are made Git repositories: none inside of another, and none whose folder is
 * somebody's already.
 */
export function repositoriesToMake(
  { fleet, repositories }: ResolvedFleet,
  target: string,
): FleetRepository[] {
  if (!fleet.git.init || findRepository(target) !== undefined) return []
  return repositories.filter(({ folder }) => folder === '' || !existsSync(join(target, folder)))
}

/** Says which folders were there already and are no Git repositories, where others are made. */
export function unmadeNotes(
  { fleet, repositories }: ResolvedFleet,
  target: string,
  fresh: readonly FleetRepository[],
): string[] {
  if (!fleet.git.init || findRepository(target) !== undefined) return []
  return repositories
    .filter(
      (repository) =>
        !fresh.some(({ folder }) => folder === repository.folder) &&
        !existsSync(join(target, repository.folder, '.git')),
    )
    .map(
      ({ folder, branch }) =>
        `${folder} was there already and is no Git repository: run ${posixLine(run('git', 'init', assigned('--initial-branch', branch)))} in it.`,
    )
}
