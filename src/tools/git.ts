import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { assertHandles } from './handles.ts'

/** Thrown when git can't be run or refuses. */
export class GitError extends Error {
  override name = 'GitError'
}

const NOT_INSTALLED = 'git is not installed'

/**
 * Words for a run of git: those before and behind the name of the command, what it reads from standard input,
 * and what its environment has besides ours.
 */
export interface GitWords {
  before?: readonly string[]
  after?: readonly string[]
  input?: string
  environment?: Readonly<Record<string, string>>
}

/** A clone may come from anybody: what its configuration starts for git to be faster is not started. */
export const NO_MONITOR = ['-c', 'core.fsmonitor=false']

/**
 * For git that only reads. A repository is looked at, and nothing that it configures is run: no hook, no
 * monitor, no pager, no ssh.
 */
export const ONLY_LOOK: Required<Pick<GitWords, 'before' | 'environment'>> = {
  before: [
    '--no-optional-locks',
    '--no-pager',
    '--literal-pathspecs',
    ...[...NO_MONITOR, '-c', 'core.hooksPath=/dev/null', '-c', 'core.sshCommand=false'],
  ],
  // What a partial clone lacks is not fetched. Before 2.45 git knows only the second way to say so.
  environment: { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: '', GIT_NO_REPLACE_OBJECTS: '1' },
}

/**
 * Runs git and gives what it wrote, without the last line end.
 * @throws GitError with what it said; hooks say it on either stream
 */
export async function git(directory: string, command: string, words: GitWords = {}): Promise<string> {
  const { execa } = await import('execa')
  assertHandles()
  const result = await execa('git', wordsOf(command, words), optionsOf(directory, words))
  if (result.failed) throw failureOf(command, result)
  return result.stdout
}

/**
 * Runs git and gives the bytes that it wrote.
 * @throws GitError with what it said
 */
export async function gitBytes(directory: string, command: string, words: GitWords = {}): Promise<Buffer> {
  const { execa } = await import('execa')
  assertHandles()
  const result = await execa('git', wordsOf(command, words), {
    ...optionsOf(directory, words),
    encoding: 'buffer',
    stripFinalNewline: false,
  })
  const { failed, code, shortMessage, stdout, stderr } = result
  if (failed)
    throw failureOf(command, {
      code,
      shortMessage,
      stdout: '',
      stderr: Buffer.from(stderr).toString('utf8').trimEnd(),
    })
  return Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength)
}

function wordsOf(command: string, { before = [], after = [] }: GitWords): string[] {
  return [...before, command, ...after]
}

function optionsOf(directory: string, { input, environment }: GitWords) {
  return {
    cwd: directory,
    reject: false as const,
    ...(environment === undefined ? {} : { env: environment }),
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  }
}

function failureOf(
  command: string,
  {
    code,
    stdout,
    stderr,
    shortMessage,
  }: { code?: string | undefined; stdout: string; stderr: string; shortMessage?: string | undefined },
): GitError {
  const said = [stderr, stdout].filter((text) => text !== '').join('\n')
  return new GitError(`git ${command}: ${code === 'ENOENT' ? NOT_INSTALLED : said || shortMessage}`)
}

/**
 * Makes the directory a Git repository whose first branch has the given name. Git is started without execa,
 * which takes longer to load than git to run: nearly every `create` waits for this, and for no other program.
 */
export async function initRepository(directory: string, branch: string): Promise<void> {
  const { spawn } = await import('node:child_process')
  assertHandles()
  const words = ['init', '--quiet', `--initial-branch=${branch}`]
  const child = spawn('git', words, {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  await new Promise<void>((resolve, reject) => {
    const fail = (reason: string) => reject(new GitError(`git init: ${reason}`))
    child.on('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'ENOENT'
          ? `${NOT_INSTALLED}: install it, or do without a repository (--no-git-init)`
          : error.message,
      ),
    )
    child.on('close', (code, signal) =>
      code === 0 ? resolve() : fail(stderr.trimEnd() || `it ended with ${signal ?? code}`),
    )
  })
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
  return resolve(
    repository,
    await git(repository, 'rev-parse', { ...ONLY_LOOK, after: ['--git-path', 'flux-fleet'] }),
  )
}
