import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cleanEnvironment, scratch } from '../program.ts'

/** A Git repository of somebody who has nothing configured. */
export interface GitRepository {
  folder: string
  git(...words: string[]): string
  write(path: string, content: string | Buffer): void
  /** Writes files and commits all there is. */
  commit(files: Record<string, string | Buffer>): void
}

/** A new repository, removed when the test is over. */
export function gitRepository(...init: string[]): GitRepository {
  const folder = scratch()
  const repository = repositoryIn(folder)
  repository.git('init', '--quiet', '--initial-branch=main', ...init)
  return repository
}

/** A repository that is there already. */
export function repositoryIn(folder: string): GitRepository {
  const who = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com' }
  const env = {
    ...cleanEnvironment(folder),
    ...who,
    GIT_COMMITTER_NAME: who.GIT_AUTHOR_NAME,
    GIT_COMMITTER_EMAIL: who.GIT_AUTHOR_EMAIL,
  }
  const repository: GitRepository = {
    folder,
    git: (...words) =>
      execFileSync('git', words, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trimEnd(),
    write: (path, content) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    },
    commit: (files) => {
      for (const [path, content] of Object.entries(files)) repository.write(path, content)
      repository.git('add', '--all')
      repository.git('commit', '--quiet', '--message', 'Change')
    },
  }
  return repository
}
