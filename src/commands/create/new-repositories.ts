import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { assigned, run } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { findRepository } from '../../tools/git.ts'
import type { OuterRepository } from './outer-repository.ts'

/**
 * The repositories that are made Git repositories: none inside of another unless somebody wants that, and none whose
 * folder is somebody's already.
 */
export function repositoriesToMake(
  { fleet, repositories }: ResolvedFleet,
  target: string,
  outer: OuterRepository | undefined,
): FleetRepository[] {
  if (!fleet.git.init || isInRepository(target, outer)) return []
  return repositories.filter(({ folder }) => folder === '' || !existsSync(join(target, folder)))
}

/** Says which folders were there already and are no Git repositories, where others are made. */
export function unmadeNotes(
  { fleet, repositories }: ResolvedFleet,
  target: string,
  fresh: readonly FleetRepository[],
  outer: OuterRepository | undefined,
): string[] {
  if (!fleet.git.init || isInRepository(target, outer)) return []
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

/** Whether the folder is in a repository already that it is to stay in. */
function isInRepository(target: string, outer: OuterRepository | undefined): boolean {
  const top = findRepository(target)
  return top !== undefined && !(outer?.how === 'own' && outer.top === top)
}
