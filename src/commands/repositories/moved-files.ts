import { join } from 'node:path'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import { findBases, type LockedFiles, renderedBases } from '../../tree/base-source.ts'
import type { Tree } from '../../tree/tree.ts'
import { isOnlyMoved } from '../../tree/updaters/only-moved.ts'
import { gitBases } from './git-bases.ts'

/**
 * Tells in which files of a repository nothing but versions differs from the texts that they were made as. Git is
 * asked only for what the templates of today make otherwise.
 * @param root where the folders of repositories begin
 * @param tree what is rendered now, with the repository's own paths
 * @param files the lines of the lock for the files in question
 * @param textOf what is on the disk, by the repository's own paths
 */
export async function findMovedFiles(
  { root, repository, tree }: { root: string; repository: FleetRepository; tree: Tree },
  files: LockedFiles,
  textOf: (path: string) => string | undefined,
): Promise<ReadonlySet<string>> {
  const { texts } = await findBases(files, [renderedBases(tree), gitBases(join(root, repository.folder))])
  const isMoved = ([path, made]: [string, string]) => {
    const there = textOf(path)
    return there !== undefined && isOnlyMoved(path, made, there)
  }
  return new Set([...texts].filter(isMoved).map(([path]) => path))
}
