import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { git, NO_MONITOR, ONLY_LOOK } from './git.ts'

/** Paths are given to git a few at a time where it takes them as words: no system takes words without end. */
const PATHS_AT_A_TIME = 200

/** What keeps git from committing some of the files only, by the file in Git's directory that tells of it. */
const IN_PROGRESS: Readonly<Record<string, string>> = {
  MERGE_HEAD: 'a merge',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase',
}

/** A path that is not as the last commit has it. */
export interface Uncommitted {
  /** Relative to the top of the repository. */
  path: string
  /** Whether git does not know the file at all yet. */
  isNew: boolean
}

/**
 * Those of some paths that are not as they were committed last; of ignored files none.
 * @param repository its top
 * @param paths relative to it
 * @throws GitError
 */
export async function uncommittedPaths(repository: string, paths: readonly string[]): Promise<Uncommitted[]> {
  const found: Uncommitted[] = []
  for (let start = 0; start < paths.length; start += PATHS_AT_A_TIME) {
    const some = paths.slice(start, start + PATHS_AT_A_TIME)
    // No refreshed index is written: a look must not be in the way of another git.
    const output = await git(repository, 'status', {
      ...ONLY_LOOK,
      after: ['--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--', ...some],
    })
    // Each entry is two letters, a space, and the path.
    for (const entry of output.split('\0'))
      if (entry !== '') found.push({ path: entry.slice(3), isNew: entry.startsWith('??') })
  }
  return found
}

/**
 * What is going on in a repository that has to be finished before some of its files can be committed, such as
 * "a merge".
 * @throws GitError
 */
export async function operationInProgress(repository: string): Promise<string | undefined> {
  const names = Object.keys(IN_PROGRESS)
  const output = await git(repository, 'rev-parse', {
    ...ONLY_LOOK,
    after: names.flatMap((name) => ['--git-path', name]),
  })
  const places = output.trim().split('\n')
  const name = names.find((_, index) => existsSync(resolve(repository, places[index]!)))
  return name === undefined ? undefined : IN_PROGRESS[name]
}

/**
 * Commits exactly these paths: new, changed or deleted. What else is staged or changed stays as it is, and
 * ignored files are left out. Hooks run as ever. One that formats and stages does so in the index of the commit
 * only, which git throws away: afterwards what was committed is staged as it was committed, so that the next commit
 * does not take the formatting back.
 * @returns the commit, or undefined where every path is as it was committed last
 * @throws GitError with what git said; nothing is staged then that was not before
 */
export async function commitPaths(
  repository: string,
  touched: readonly string[],
  message: string,
): Promise<string | undefined> {
  const changed = await uncommittedPaths(repository, touched)
  if (changed.length === 0) return undefined
  const fresh = changed.filter(({ isNew }) => isNew)
  const paths = (about: readonly Uncommitted[]) => about.map(({ path }) => path)
  const staged = await names(repository, 'diff', ['--cached', '--name-only', '--no-renames', '-z'])
  const run = (command: string, words: readonly string[], about: readonly string[]) =>
    git(repository, command, {
      before: ['--literal-pathspecs', ...NO_MONITOR],
      after: [...words, '--pathspec-from-file=-', '--pathspec-file-nul'],
      input: about.map((path) => `${path}\0`).join(''),
    })
  try {
    // Git commits by path only what it knows.
    if (fresh.length > 0) await run('add', [], paths(fresh))
    await run('commit', ['--quiet', '--only', '--message', message], paths(changed))
  } catch (error) {
    if (fresh.length > 0) await run('reset', ['--quiet'], paths(fresh)).catch(() => {})
    throw error
  }
  const commit = (await git(repository, 'rev-parse', { ...ONLY_LOOK, after: ['HEAD'] })).trim()
  const committed = await names(repository, 'diff-tree', [
    '-r',
    '--root',
    '--no-commit-id',
    '--name-only',
    '--no-renames',
    '-z',
    commit,
  ])
  // What a person staged of a file that a hook took along stays staged.
  const mine = new Set(staged)
  const others = committed.filter((path) => !mine.has(path))
  await run('reset', ['--quiet'], [...new Set([...paths(changed), ...others])])
  return commit
}

/** The paths that a git command lists with a NUL after each. */
async function names(repository: string, command: string, words: readonly string[]): Promise<string[]> {
  const output = await git(repository, command, { ...ONLY_LOOK, after: words })
  return output.split('\0').filter((path) => path !== '')
}
