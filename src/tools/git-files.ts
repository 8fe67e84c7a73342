import { spawnSync } from 'node:child_process'
import { GitError, git, ONLY_LOOK } from './git.ts'
import { assertHandles } from './handles.ts'

/** A file that Git leaves out, and the pattern that says so. */
export interface IgnoredFile {
  path: string
  /** Where the pattern stands, and the pattern: `.git/info/exclude:3: clusters/`. */
  pattern: string
}

/**
 * Those of some paths that Git would leave out, whoever says so: a `.gitignore`, the repository's own list or
 * the person's. What Git knows already is never left out. Git is started without execa, since nearly every
 * `create` asks this.
 * @param repository its top
 * @param paths relative to it; they need not be there
 * @throws GitError
 */
export function ignoredPaths(repository: string, paths: readonly string[]): IgnoredFile[] {
  if (paths.length === 0) return []
  // This command takes no literal pathspecs: what it reads are paths.
  const before = ONLY_LOOK.before.filter((word) => word !== '--literal-pathspecs')
  const words = [...before, 'check-ignore', '--verbose', '-z', '--stdin']
  assertHandles()
  const { status, stdout, stderr, error } = spawnSync('git', words, {
    cwd: repository,
    env: { ...process.env, ...ONLY_LOOK.environment },
    input: paths.map((path) => `${path}\0`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    windowsHide: true,
  })
  // 1 says that none is.
  if (status !== 0 && status !== 1)
    throw new GitError(`git check-ignore: ${error?.message ?? stderr.trimEnd()}`)
  const fields = stdout.split('\0')
  const found: IgnoredFile[] = []
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [source, line, pattern, path] = fields.slice(at, at + 4) as [string, string, string, string]
    // The last pattern that matches may be one that takes the path in again.
    if (!pattern.startsWith('!')) found.push({ path, pattern: `${source}:${line}: ${pattern}` })
  }
  return found
}

/**
 * Paths that Git knows and does not check out (`skip-worktree`), as in a sparse checkout.
 * @param repository its top
 * @throws GitError
 */
export async function skippedPaths(repository: string): Promise<ReadonlySet<string>> {
  return skippedOf(await listed(repository))
}

function skippedOf(entries: readonly string[]): ReadonlySet<string> {
  return new Set(entries.filter((entry) => entry.startsWith('S ')).map((entry) => entry.slice(2)))
}

async function listed(repository: string): Promise<string[]> {
  return (await git(repository, 'ls-files', { ...ONLY_LOOK, after: ['-t', '-z'] })).split('\0')
}

/**
 * Those of some paths that a sparse checkout leaves out: what Git knows and does not check out
 * (`skip-worktree`), and what it would not check out if it knew it.
 * @param repository its top
 * @param paths relative to it; they need not be there
 * @throws GitError
 */
export async function sparsePaths(repository: string, paths: readonly string[]): Promise<string[]> {
  const entries = await listed(repository)
  const skipped = skippedOf(entries)
  if (skipped.size === 0) return []
  const known = new Set(entries.map((entry) => entry.slice(2)))
  const unknown = paths.filter((path) => !known.has(path))
  const out = new Set(await outsideOfRules(repository, unknown, skipped))
  return paths.filter((path) => skipped.has(path) || out.has(path))
}

async function outsideOfRules(
  repository: string,
  paths: readonly string[],
  skipped: ReadonlySet<string>,
): Promise<string[]> {
  if (paths.length === 0) return []
  try {
    const output = await git(repository, 'sparse-checkout', {
      ...ONLY_LOOK,
      after: ['check-rules', '-z'],
      input: paths.map((path) => `${path}\0`).join(''),
    })
    const inside = new Set(output.split('\0'))
    return paths.filter((path) => !inside.has(path))
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    // Git before 2.41 can't tell, and files may be left out without rules: what lies beside them is left out.
    const folders = new Set([...skipped].map((path) => path.slice(0, path.lastIndexOf('/') + 1)))
    return paths.filter((path) => path.includes('/') && folders.has(path.slice(0, path.lastIndexOf('/') + 1)))
  }
}
