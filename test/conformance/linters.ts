import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { filesBelow, PROJECT } from './fleets.ts'
import { run, tool } from './tools.ts'

/** The files of repositories, each different one once. */
export interface UniqueFiles {
  /** Absolute paths. */
  paths: string[]
  /** How many there were before. */
  all: number
}

/**
 * The files of the repositories whose path from the root matches; of those with the same name and content
 * only the first.
 */
export function uniqueFiles(repositories: readonly string[], pattern: RegExp): UniqueFiles {
  const different = new Map<string, string>()
  let all = 0
  for (const repository of repositories) {
    for (const file of filesBelow(repository)) {
      if (!pattern.test(file)) continue
      all += 1
      const path = join(repository, file)
      const key = createHash('sha256')
        .update(file.split('/').at(-1)!)
        .update(readFileSync(path))
        .digest('hex')
      if (!different.has(key)) different.set(key, path)
    }
  }
  return { paths: [...different.values()], all }
}

/** What yamllint says about files, a line for each complaint; with our strict rules. */
export function yamllint(paths: readonly string[]): string[] {
  const config = join(import.meta.dirname, 'yamllint.yaml')
  return inBatches(paths, (batch) =>
    run('yamllint', ['--strict', '--format', 'parsable', '--config-file', config, ...batch]),
  )
}

/** What actionlint says about workflows, with shellcheck for their scripts. */
export function actionlint(paths: readonly string[]): string[] {
  return inBatches(paths, (batch) =>
    run('actionlint', ['-oneline', '-no-color', '-shellcheck', tool('shellcheck'), ...batch], {
      cwd: dirname(batch[0]!),
    }),
  )
}

/** What shellcheck, with all its optional checks that fit bash 3.2, and bash itself say about scripts. */
export function shellcheck(paths: readonly string[]): string[] {
  const syntax = paths.flatMap((path) => {
    const done = spawnSync('bash', ['-n', path], { encoding: 'utf8' })
    if (done.error) throw done.error
    return done.status === 0 ? [] : done.stderr.trim().split('\n')
  })
  return [
    ...inBatches(paths, (batch) => run('shellcheck', ['--format', 'gcc', '--severity', 'style', ...batch])),
    ...syntax,
  ]
}

/**
 * What markdownlint-cli2 says about every Markdown file below the repositories, each by its own
 * repository's rules.
 */
export function markdownlint(repositories: readonly string[]): string[] {
  const program = join(PROJECT, 'node_modules/markdownlint-cli2/markdownlint-cli2-bin.mjs')
  return repositories.flatMap((repository) => {
    const done = spawnSync(process.execPath, [program, '**/*.md'], {
      cwd: repository,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    if (done.error) throw done.error
    if (done.status === 0) return []
    if (done.status !== 1) throw new Error(`markdownlint-cli2 failed: ${done.stderr}`)
    return done.stderr
      .trim()
      .split('\n')
      .map((line) => join(repository, line))
  })
}

/** Runs a linter over some files at a time; its complaints, or none. Throws when it fails otherwise. */
function inBatches(
  paths: readonly string[],
  lint: (batch: string[]) => { status: number; stdout: string; stderr: string },
): string[] {
  const complaints: string[] = []
  for (let start = 0; start < paths.length; start += 500) {
    const { status, stdout, stderr } = lint(paths.slice(start, start + 500))
    if (status === 0) continue
    if (stdout.trim() === '') throw new Error(stderr.trim() || `a linter ended with ${status}`)
    complaints.push(...stdout.trim().split('\n'))
  }
  return complaints
}
