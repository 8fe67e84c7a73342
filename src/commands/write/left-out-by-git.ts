import { existsSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { findRepository, GitError } from '../../tools/git.ts'
import { ignoredPaths, sparsePaths } from '../../tools/git-files.ts'
import type { Plan } from '../../tree/plan.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { newFilesOf, type Touched, touchedBy } from './touched.ts'

/** More files than this are counted instead of named. */
const FEW = 10

/**
 * Refuses a change of files that a sparse checkout leaves out: half of it would be written, and what is left
 * out would look deleted.
 * @param also paths that the change is about and that were not found
 * @throws Failure
 * @throws GitError
 */
export async function refuseSparse(plan: Plan, also: readonly string[]): Promise<void> {
  const touched = touchedBy(plan, also)
  const folders = new Map<string, Set<string>>()
  for (const { top, paths } of touched.repositories) {
    const out = await sparsePaths(top, [...paths.keys()])
    if (out.length > 0) folders.set(top, new Set(out.map((path) => path.replace(/\/?[^/]*$/, '') || path)))
  }
  if (folders.size === 0) return
  const named = [...folders].map(
    ([top, paths]) => `  in ${top}: ${few([...paths].sort().map((path) => `${path}/`))}`,
  )
  throw new Failure(
    EXIT.obstacle,
    `The sparse checkout leaves out files that this changes:\n${named.join('\n')}\nTake these folders in with git sparse-checkout add, or check everything out with git sparse-checkout disable. Nothing was written.`,
  )
}

/**
 * New files that Git leaves out, with the pattern that says so, as lines for a person.
 * @throws GitError
 */
export function ignoredLines({ repositories }: Touched): string[] {
  return repositories.flatMap(({ top, paths }) =>
    ignoredPaths(top, [...paths.keys()]).map(
      ({ path, pattern }) => `${paths.get(path) ?? path} (${pattern})`,
    ),
  )
}

/**
 * Says of files that were written and that Git leaves out that they will be missing wherever the repository is
 * cloned.
 */
export function ignoredAfterwards(plan: Plan): string[] {
  let lines: string[]
  try {
    lines = ignoredLines(newFilesOf(plan))
  } catch (error) {
    // Everything is written by now.
    if (error instanceof GitError) return []
    throw error
  }
  if (lines.length === 0) return []
  const are = lines.length === 1 ? 'is' : 'are'
  return [
    `Git ignores what ${are} written to ${few(lines)}: no commit has it, so Flux never sees it. Change the pattern.`,
  ]
}

/**
 * Refuses to commit where files that belong to the change would be missing in the commit.
 * @throws Failure
 */
export function refuseIgnored(lines: readonly string[]): void {
  if (lines.length === 0) return
  throw new Failure(
    EXIT.obstacle,
    `--commit: Git ignores files that belong to this change, so the commit would lack them:\n${lines.map((line) => `  ${line}`).join('\n')}\nChange the pattern, or leave out --commit. Nothing was written.`,
  )
}

/**
 * Refuses to write a private key that Git does not ignore.
 * @throws Failure
 * @throws GitError
 */
export function refuseKeysInGit({ root, privateFiles }: Plan): void {
  const paths = privateFiles.map(({ path }) => path)
  const keys = paths.filter((path) => path.endsWith('.agekey'))
  const visible = keys.filter((key) => {
    const folder = key.slice(0, key.lastIndexOf('.age/') + '.age/'.length)
    // Written along: nothing lies nearer to the key that could say otherwise, unless it lies deeper.
    if (paths.includes(`${folder}.gitignore`)) return false
    const file = join(root, key)
    const top = findRepository(join(file, '..'))
    if (top === undefined) return !ignoresAll(join(root, folder, '.gitignore'))
    return ignoredPaths(top, [relative(top, file).split(sep).join('/')]).length === 0
  })
  if (visible.length === 0) return
  throw new Failure(
    EXIT.obstacle,
    `Git would take in private keys that are made: ${few(visible)}. Have Git ignore them first: .age/.gitignore holds one line, "*", and nothing takes them in again. Nothing was written.`,
  )
}

function ignoresAll(file: string): boolean {
  if (!existsSync(file)) return false
  const lines = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
  return lines.includes('*') && !lines.some((line) => line.startsWith('!'))
}

function few(names: readonly string[]): string {
  const more = names.length > FEW ? ` and ${names.length - FEW} more` : ''
  return names.slice(0, FEW).join(', ') + more
}
