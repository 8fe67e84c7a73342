import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Thrown when git can't be run or refuses. */
export class GitError extends Error {
  override name = 'GitError'
}

async function git(directory: string, args: readonly string[]): Promise<string> {
  const { execa } = await import('execa')
  // Without `cleanup`: it would take signals that are no end for us, such as that of a file too large to write.
  const result = await execa('git', args, { cwd: directory, reject: false, stdin: 'ignore', cleanup: false })
  if (result.failed) {
    const reason = result.code === 'ENOENT' ? 'git is not installed' : result.stderr || result.shortMessage
    throw new GitError(`git ${args[0]}: ${reason}`)
  }
  return result.stdout.trim()
}

/** Makes the directory a Git repository whose first branch has the given name. */
export async function initRepository(directory: string, branch: string): Promise<void> {
  await git(directory, ['init', '--quiet', `--initial-branch=${branch}`])
}

/** The nearest directory from here upward that is the top of a Git repository, or undefined. */
export function findRepository(directory: string): string | undefined {
  for (let current = resolve(directory); ; current = dirname(current)) {
    if (existsSync(join(current, '.git'))) return current
    if (dirname(current) === current) return undefined
  }
}

/**
 * A directory for what we keep about a repository outside of its tree.
 * @returns a path below Git's own directory (`git rev-parse --git-path`)
 */
export async function gitStateDirectory(repository: string): Promise<string> {
  return resolve(repository, await git(repository, ['rev-parse', '--git-path', 'flux-fleet']))
}
