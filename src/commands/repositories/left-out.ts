import { join, relative, sep } from 'node:path'
import { findRepository, GitError } from '../../tools/git.ts'
import { skippedPaths } from '../../tools/git-files.ts'

/**
 * Those of some files that are not there because a sparse checkout leaves them out. Where git can't say it,
 * none: what only reads goes without it.
 * @param root folder that the paths are relative to
 */
export async function leftOutOf(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const repositories = new Map<string, Map<string, string>>()
  for (const path of paths) {
    const file = join(root, path)
    const top = findRepository(join(file, '..'))
    if (top === undefined) continue
    const inside = repositories.get(top) ?? new Map<string, string>()
    repositories.set(top, inside.set(relative(top, file).split(sep).join('/'), path))
  }
  const leftOut = new Set<string>()
  for (const [top, inside] of repositories)
    try {
      const skipped = await skippedPaths(top)
      for (const [path, full] of inside) if (skipped.has(path)) leftOut.add(full)
    } catch (error) {
      if (!(error instanceof GitError)) throw error
    }
  return leftOut
}
