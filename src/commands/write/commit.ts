import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Command, run, sequence } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import type { PrintedCommand } from '../../text/commands/printed-command.ts'
import { GitError } from '../../tools/git.ts'
import { commitPaths, operationInProgress, uncommittedPaths } from '../../tools/git-commit.ts'
import { ancestorsOf } from '../../tree/paths.ts'
import type { Plan } from '../../tree/plan.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { LOCK_FILE } from '../repositories/fleet-file.ts'
import { ignoredLines, refuseIgnored, refuseKeysInGit, refuseSparse } from './left-out-by-git.ts'
import {
  newFilesOf,
  type Touched,
  type TouchedRepository,
  touchedBy,
  uncommittedNotes,
  uncommittedOf,
} from './touched.ts'

/** More paths than this are not written out in a command to type. */
const FEW = 50

/** What became of the files of one repository. */
export interface Committed {
  /** The folder of the repository, relative to that of the plan; "." for the same. */
  repository: string
  /** None where every file was committed already, or is ignored. */
  commit?: string
  /** What git said when it failed, and the command that does the same by hand. */
  failed?: { problem: string; command: PrintedCommand }
}

/** What Git has to do with a plan. */
export interface GitCheck {
  /** What to know before anything is written. */
  notes: string[]
  /** What is to be committed afterwards; none where nothing is. */
  toCommit?: Touched
}

/**
 * Looks at what Git knows of the files that a plan touches.
 * @param commits whether they are committed afterwards
 * @param also paths that are committed along
 * @param notFound paths that are changed and were not there
 * @param undoes whether the changes in them are those of the run that is taken back
 * @throws Failure for a commit that can't be made, or would take somebody's work along
 * @throws GitError
 */
export async function checkGit(
  plan: Plan,
  {
    commits,
    also,
    undoes,
    notFound = [],
  }: { commits: boolean; also: readonly string[]; undoes: boolean; notFound?: readonly string[] },
): Promise<GitCheck> {
  refuseKeysInGit(plan)
  if (!plan.rootExists) return { notes: [] }
  await refuseSparse(plan, notFound)
  const touched = touchedBy(plan)
  if (!commits || touched.repositories.length + touched.outside.length === 0) {
    if (undoes) return { notes: [] }
    // Files that are not there have no changes to be told.
    const there = plan.changes.filter(({ path }) => plan.seen.has(path))
    const uncommitted = await uncommittedOf(touchedBy({ root: plan.root, changes: there }))
    return { notes: uncommittedNotes(uncommitted) }
  }
  const uncommitted = await uncommittedOf(touched)
  await refuseCommit(
    plan.root,
    touched,
    uncommitted.filter((path) => !also.includes(path)),
  )
  refuseIgnored(ignoredLines(newFilesOf(plan)))
  return { notes: notCommittedNotes(plan.root, touched), toCommit: touchedBy(plan, also) }
}

/**
 * Refuses a commit that can't be made, or would take somebody's work along, before anything is written.
 * @param uncommitted touched files that are not as they were committed last
 * @throws Failure
 * @throws GitError
 */
async function refuseCommit(
  root: string,
  { repositories, outside }: Touched,
  uncommitted: readonly string[],
): Promise<void> {
  const refuse = (problem: string): never => {
    throw new Failure(EXIT.obstacle, `--commit: ${problem} Nothing was written.`)
  }
  const lost = outside.filter((path) => newFolder(root, path) === undefined)
  if (lost.length > 0 || (repositories.length === 0 && outside.length > 0)) {
    const path = lost[0] ?? outside[0]!
    const folder = join(root, lockedFolder(root, path) ?? path.split('/').slice(0, -1)[0] ?? '')
    refuse(
      `${repositories.length === 0 ? root : folder} is in no Git repository. Run git init there, or leave out --commit.`,
    )
  }
  for (const { top } of repositories) {
    const going = await operationInProgress(top)
    if (going !== undefined)
      refuse(`${going} is going on in ${top}. Finish or abort it first, or leave out --commit.`)
  }
  if (uncommitted.length > 0) {
    const lines = uncommitted.map((path) => `  ${path}`).join('\n')
    refuse(
      `these files have changes that were not committed, and the commit would take them along:\n${lines}\nCommit or stash them first, or leave out --commit.`,
    )
  }
}

/** Says which folders are new and in no Git repository, and so not committed. */
function notCommittedNotes(root: string, { outside }: Touched): string[] {
  const folders = new Set(outside.map((path) => newFolder(root, path)))
  folders.delete(undefined)
  return [...folders].map((folder) => `${folder} is no Git repository yet, so nothing in it is committed.`)
}

/**
 * The folder of a repository that is made along, which is nobody's Git repository yet: a missing one that is
 * in no other of the fleet.
 */
function newFolder(root: string, path: string): string | undefined {
  return lockedFolder(root, path) === undefined
    ? ancestorsOf(path).find((folder) => !existsSync(join(root, folder)))
    : undefined
}

/** The folder of the fleet's repository that a path lies in, if it is there. */
function lockedFolder(root: string, path: string): string | undefined {
  return ['', ...ancestorsOf(path)].find((folder) => existsSync(join(root, folder, LOCK_FILE)))
}

/** Commits what was touched, repository by repository. One that fails keeps no other from being committed. */
export async function commitTouched(
  root: string,
  { repositories }: Touched,
  message: string,
): Promise<Committed[]> {
  const outcomes: Committed[] = []
  for (const touched of repositories) {
    const repository = relative(root, touched.top) || '.'
    try {
      const commit = await commitPaths(touched.top, [...touched.paths.keys()], message)
      outcomes.push({ repository, ...(commit === undefined ? {} : { commit }) })
    } catch (error) {
      if (!(error instanceof GitError)) throw error
      outcomes.push({
        repository,
        failed: { problem: error.message, command: posixLine(await byHand(touched, message)) },
      })
    }
  }
  return outcomes
}

/** Says that the files are written, what git said, and how to commit them. */
export function commitFailure(outcomes: readonly Committed[]): string | undefined {
  const failed = outcomes.flatMap(({ failed }) => failed ?? [])
  if (failed.length === 0) return undefined
  const problems = failed.map(({ problem, command }) => `${problem}\nBy hand:\n  ${command}`)
  return `The files are written, but could not be committed.\n${problems.join('\n')}`
}

async function byHand({ top, paths }: TouchedRepository, message: string): Promise<Command> {
  const all = [...paths.keys()]
  const left = await uncommittedPaths(top, all).then(
    (found) => found.map(({ path }) => path),
    // Whatever keeps git from looking was said already.
    () => all,
  )
  const enter = run('cd', top)
  const commit = ['commit', '--message', message]
  return left.length > FEW
    ? sequence(enter, run('git', 'add', '--all'), run('git', ...commit))
    : sequence(
        enter,
        run('git', 'add', '--all', '--', ...left),
        run('git', ...commit, '--only', '--', ...left),
      )
}
