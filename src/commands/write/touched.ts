import { join, relative, sep } from 'node:path'
import { findRepository } from '../../tools/git.ts'
import { uncommittedPaths } from '../../tools/git-commit.ts'
import type { Plan } from '../../tree/plan.ts'

/** More files than this are counted instead of named. */
const FEW = 5

/** The files of one Git repository that a plan touches. */
export interface TouchedRepository {
  /** Its top, absolute. */
  top: string
  /** Paths of a plan, by the path below the top. */
  paths: Map<string, string>
}

/** What a plan touches, by Git repository. */
export interface Touched {
  repositories: TouchedRepository[]
  /** Paths in no Git repository. */
  outside: string[]
}

/**
 * The files that a plan writes or deletes, by the Git repository that they are in.
 * @param also paths that are to be committed along
 */
export function touchedBy(
  { root, changes }: Pick<Plan, 'root' | 'changes'>,
  also: readonly string[] = [],
): Touched {
  const paths = changes
    .filter(({ action }) => action !== 'unchanged' && action !== 'keep' && action !== 'conflict')
    .map(({ path }) => path)
  const tops = new Map<string, string | undefined>()
  const repositories = new Map<string, TouchedRepository>()
  const outside: string[] = []
  for (const path of paths.length === 0 ? [] : [...new Set([...paths, ...also])]) {
    const file = join(root, path)
    const folder = join(file, '..')
    if (!tops.has(folder)) tops.set(folder, findRepository(folder))
    const top = tops.get(folder)
    if (top === undefined) {
      outside.push(path)
      continue
    }
    const repository = repositories.get(top) ?? { top, paths: new Map() }
    repositories.set(top, repository)
    repository.paths.set(relative(top, file).split(sep).join('/'), path)
  }
  return { repositories: [...repositories.values()], outside }
}

/** The files that a plan makes, by the Git repository that they are in. */
export function newFilesOf({ root, changes }: Pick<Plan, 'root' | 'changes'>): Touched {
  return touchedBy({ root, changes: changes.filter(({ action }) => action === 'create') })
}

/**
 * Those of the touched files that are not as they were committed last.
 * @throws GitError
 */
export async function uncommittedOf({ repositories }: Touched): Promise<string[]> {
  const lists = await Promise.all(
    repositories.map(async ({ top, paths }) => {
      const found = await uncommittedPaths(top, [...paths.keys()])
      return found.map(({ path }) => paths.get(path)).filter((path) => path !== undefined)
    }),
  )
  return lists.flat().sort()
}

/** Says of files with changes that were not committed that these will be mixed with what is written. */
export function uncommittedNotes(uncommitted: readonly string[]): string[] {
  if (uncommitted.length === 0) return []
  const more = uncommitted.length > FEW ? ` and ${uncommitted.length - FEW} more` : ''
  const have = uncommitted.length === 1 ? 'has' : 'have'
  return [
    `${uncommitted.slice(0, FEW).join(', ')}${more} ${have} changes that were not committed: git shows them together with these.`,
  ]
}
