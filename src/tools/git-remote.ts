import { GitError, git, ONLY_LOOK } from './git.ts'

/** Where a repository is pushed to, and the branch that is checked out. */
export interface GitRemote {
  name: string
  url: string
  /** Undefined where no branch is checked out. */
  branch: string | undefined
}

/**
 * The remote of a repository: `origin`, or the only one there is. Undefined where there is none, or git can't say.
 * @param repository its top
 */
export async function readRemote(repository: string): Promise<GitRemote | undefined> {
  const remotes = await lines(repository, 'config', '--get-regexp', String.raw`^remote\..*\.url$`)
  const found = remotes.map((line) => {
    const [, name, url] = /^remote\.(.*)\.url (.*)$/.exec(line) ?? []
    return { name: name ?? '', url: url ?? '' }
  })
  const remote = found.find(({ name }) => name === 'origin') ?? (found.length === 1 ? found[0] : undefined)
  if (remote === undefined) return undefined
  const [branch] = await lines(repository, 'symbolic-ref', '--quiet', '--short', 'HEAD')
  return { ...remote, branch }
}

/** What git writes, by lines; nothing where it refuses: what it does not know is not known. */
async function lines(repository: string, command: string, ...after: string[]): Promise<string[]> {
  try {
    const written = await git(repository, command, { ...ONLY_LOOK, after })
    return written === '' ? [] : written.split('\n')
  } catch (error) {
    if (error instanceof GitError) return []
    throw error
  }
}
