import { basename } from 'node:path'
import type { NextCommand } from '../../features/command-contributor.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { applyPlan } from '../../tree/apply-plan.ts'
import type { Change, OnConflict, Plan, Resolution } from '../../tree/plan.ts'
import { drawTree, listChanges } from '../../tree/plan-list.ts'
import { forgetLastRun } from '../../tree/plan-undo.ts'
import { ApplyError, ConflictError } from '../../tree/tree-error.ts'
import { unifiedDiff } from '../../tree/unified-diff.ts'
import type { Asker } from '../answers/asker.ts'
import { Cancelled, EXIT, Failure, Reported } from '../command-line/failure.ts'
import { interruption } from '../command-line/interruption.ts'
import type { CommonFlags } from '../command-line/options.ts'
import { type OwnCommand, typedCommand, withFlags } from '../command-line/own-command.ts'
import type { Terminal } from '../command-line/terminal.ts'
import { LOCK_FILE } from '../repositories/fleet-file.ts'
import { stateDirectories, userStateDirectory } from '../repositories/state-folder.ts'
import { type Committed, checkGit, commitFailure, commitTouched } from './commit.ts'
import { ignoredAfterwards } from './left-out-by-git.ts'

/** A plan and what there is to say about it. */
export interface Writing {
  plan: Plan
  target: string
  /** The target as the person would write it. */
  shownTarget: string
  /** How many folders lie between the target and what is shown of it; by default none. */
  depth?: number
  /**
   * A folder with more entries than this is one line of the plan that is shown; by default as `drawTree` has
   * it.
   */
  limit?: number
  /** What is asked before writing. */
  question: string
  /** What to do about conflicts; by default what is said of files in the way. */
  advice?: string
  notes: readonly string[]
  /**
   * The message of a commit of it, which is also how the run is called when it is to be taken back. No secret
   * may be in it.
   */
  message: string
  /** Paths that are committed along, though the plan leaves them as they are. */
  commitAlso?: readonly string[]
  /** Paths that the change is about and that were not there. */
  notFound?: readonly string[]
  /** Whether the notes are to be read before anything is written. */
  notesFirst?: boolean
  next: readonly NextCommand[]
  /** The same, when it was committed. */
  nextCommitted?: readonly NextCommand[]
  /** Whether it takes back the run before it. */
  undoes?: boolean
  /** The command that would do the same without questions. */
  command: () => Promise<OwnCommand>
  /** Called in the staging folder before anything is in place. */
  prepare?: (folder: string) => Promise<void>
}

/** How a person is asked about a conflict. */
export interface ConflictQuestion {
  /** Whether it is asked where no flag says anything; else nothing is written then. */
  isDefault: boolean
  message: (change: Change) => string | Promise<string>
  /** What the choices mean. */
  keep: string
  replace: string
}

/** Files that are in the way of new ones. */
const IN_THE_WAY: ConflictQuestion = {
  isDefault: false,
  message: ({ path }) => `${path} is there with another content`,
  keep: 'Keep it as it is',
  replace: 'Replace it',
}

/** How conflicts are resolved: as the flag says; where it says nothing, as the question does. */
export function conflictAsker(
  { onConflict }: CommonFlags,
  asker: Asker | undefined,
  { isDefault, message, keep, replace } = IN_THE_WAY,
): OnConflict {
  const how = onConflict ?? (isDefault && asker !== undefined ? 'ask' : 'fail')
  if (how !== 'ask') return how
  if (asker === undefined)
    throw new Failure(EXIT.usage, '--on-conflict ask: there is nobody to ask; choose keep, replace or fail.')
  return async (change) =>
    (await asker.choose(
      await message(change),
      [
        { value: 'keep', title: keep },
        { value: 'replace', title: replace },
        { value: 'fail', title: 'Stop, write nothing' },
      ],
      'keep',
    )) as Resolution
}

/**
 * Shows a plan, asks, applies it all or nothing, and reports.
 * @throws Failure with the exit code of what stood in the way
 */
export async function writePlan(
  wanted: Writing,
  flags: CommonFlags,
  terminal: Terminal,
  asker: Asker | undefined,
): Promise<void> {
  const { plan, target } = wanted
  if (flags.message !== undefined && flags.commit !== true)
    throw new Failure(EXIT.usage, '--message: goes with --commit, whose message it is.')
  if (flags.message?.trim() === '') throw new Failure(EXIT.usage, '--message: is empty.')
  if (plan.conflicts.length > 0) {
    const advice = plan.conflicts.every((conflict) => !conflict.blocked)
      ? (wanted.advice ??
        'Move them away, or say what to do with --on-conflict keep or --on-conflict replace.')
      : 'Move them away first.'
    throw new Failure(EXIT.conflict, `${new ConflictError(plan.conflicts).message}\n${advice}`)
  }
  const changed = plan.changes.filter((change) => change.action !== 'unchanged' && change.action !== 'keep')
  const { notes, toCommit } = await checkGit(plan, {
    commits: flags.commit === true,
    also: wanted.commitAlso ?? [],
    undoes: wanted.undoes === true,
    ...(wanted.notFound === undefined ? {} : { notFound: wanted.notFound }),
  })
  const writing = {
    ...wanted,
    notes: [...wanted.notes, ...notes],
    gitNotes: notes,
    next: toCommit === undefined ? wanted.next : (wanted.nextCommitted ?? wanted.next),
    command: async () =>
      withFlags(await wanted.command(), [
        ...(flags.commit === true ? ['--commit'] : []),
        ...(flags.message === undefined ? [] : ['--message', flags.message]),
      ]),
  }
  const isShown = flags.json !== true && (await showPlan(writing, flags, terminal, asker !== undefined))
  if (flags.dryRun === true) {
    if (flags.json === true) await reportJson(writing, terminal, true, [])
    else terminal.progress(`\nDry run: nothing was written.`)
    return
  }
  if (asker !== undefined && changed.length > 0 && !(await asker.confirm(writing.question, true)))
    throw new Cancelled()
  await apply(writing)
  // Of a repository that was made along, Git could not be asked before.
  const ignored = flags.commit === true ? [] : ignoredAfterwards(plan)
  const commits =
    toCommit === undefined ? [] : await commitTouched(plan.root, toCommit, flags.message ?? writing.message)
  const failure = commitFailure(commits)
  const next = failure === undefined ? writing.next : wanted.next
  const done = { ...writing, next, notes: [...writing.notes, ...ignored] }
  if (flags.json === true) await reportJson(done, terminal, false, commits)
  else
    await reportHuman(
      done,
      isShown ? [...notShown(writing), ...ignored] : done.notes,
      terminal,
      target,
      commits,
    )
  if (failure !== undefined) throw new Reported(EXIT.obstacle, failure)
}

async function apply({ plan, target, prepare, message, undoes = false }: Writing): Promise<void> {
  const [directory, ...others] = await stateDirectories(target, process.env)
  const { written, deleted } = await applyPlan(plan, {
    root: target,
    stateDirectory: directory!,
    command: message,
    undoes,
    signal: interruption(),
    ...(prepare === undefined ? {} : { prepare }),
  }).catch((error: unknown) => {
    if (!(error instanceof ApplyError) || error.operation !== 'lock') throw error
    if (directory !== userStateDirectory(process.env)) throw error
    throw new Failure(
      EXIT.obstacle,
      `${error.message} Runs are recorded in ${directory}; name another folder for that with XDG_STATE_HOME.`,
      { cause: error },
    )
  })
  // Since Git is there, runs are recorded elsewhere than the one that made the repository.
  if (written + deleted > 0) for (const other of others) forgetLastRun(plan.root, other)
}

/**
 * Shows what will be made, where there is anybody to look at it. Gives whether it did, and said what to know
 * first.
 */
async function showPlan(
  {
    plan,
    shownTarget,
    depth = 0,
    limit,
    notes,
    notesFirst,
    gitNotes,
  }: Writing & { gitNotes: readonly string[] },
  flags: CommonFlags,
  terminal: Terminal,
  full: boolean,
): Promise<boolean> {
  if (flags.diff === true) {
    for (const change of plan.changes) {
      // The lock says nothing that a person would want to read.
      if (change.to !== undefined || basename(change.path) === LOCK_FILE) continue
      const isWritten = change.after !== undefined || change.action === 'delete'
      if (isWritten && change.action !== 'unchanged' && change.action !== 'keep')
        terminal.result((await unifiedDiff(change)).trimEnd())
    }
  }
  if (flags.dryRun !== true && !full) return false
  const lines = drawTree(listChanges(plan.changes), {
    depth: 2 + depth,
    ...(limit === undefined ? {} : { limit }),
  })
  const write =
    flags.dryRun === true && flags.diff !== true
      ? terminal.result.bind(terminal)
      : terminal.progress.bind(terminal)
  write(terminal.style('bold', `${shownTarget}/`))
  for (const line of lines) write(line)
  // Nothing comes after a dry run that could say them.
  const shown = notesFirst === true || flags.dryRun === true ? notes : gitNotes
  for (const note of shown) write(`${terminal.style('yellow', '!')} ${note}`)
  return true
}

/** The notes that were not yet there to be read before writing. */
function notShown({
  notes,
  notesFirst,
  gitNotes,
}: Pick<Writing, 'notes' | 'notesFirst'> & { gitNotes: readonly string[] }): readonly string[] {
  return notesFirst === true ? [] : notes.filter((note) => !gitNotes.includes(note))
}

async function reportHuman(
  writing: Writing,
  notes: readonly string[],
  terminal: Terminal,
  target: string,
  commits: readonly Committed[],
): Promise<void> {
  const { plan, depth = 0 } = writing
  const { changes } = plan
  const done = changes.filter(
    ({ action, to }) => action !== 'unchanged' && action !== 'keep' && to === undefined,
  )
  const count = done.length
  const shown = terminal.style('bold', writing.shownTarget === '.' ? target : writing.shownTarget)
  const moved = done.filter(({ from }) => from !== undefined).length
  const deleted = done.filter(({ action }) => action === 'delete').length
  const also = [
    ...(moved === 0 ? [] : [`moved ${files(moved)}`]),
    ...(deleted === 0 ? [] : [`deleted ${files(deleted)}`]),
  ]
  const wrote = `Wrote ${files(count - moved - deleted)}`
  const said = also.length === 0 ? `${wrote} to` : `${[wrote, ...also].join(', ')} in`
  terminal.result(
    count === 0
      ? `${writing.shownTarget} is as it should be: nothing to do.`
      : `${terminal.style('green', '✓')} ${said} ${shown}`,
  )
  if (count > 0)
    for (const line of drawTree(listChanges(changes), { depth: 1 + depth })) terminal.result(line)
  for (const { repository, commit } of commits)
    if (commit !== undefined)
      terminal.result(
        `${terminal.style('green', '✓')} Committed ${commit.slice(0, 10)}${repository === '.' ? '' : ` in ${repository}`}: ${writing.message}`,
      )
  if (notes.length > 0) terminal.result()
  for (const note of notes) terminal.result(`${terminal.style('yellow', '!')} ${note}`)
  if (count === 0) return
  terminal.result(`\n${terminal.style('bold', 'Next:')}`)
  for (const { command, why } of writing.next) {
    terminal.result(terminal.style('dim', `\n  # ${why}`))
    terminal.result(`  ${posixLine(command)}`)
  }
  terminal.result(
    `\n${terminal.style('dim', 'The same without questions:')}\n  ${posixLine(typedCommand(await writing.command()))}`,
  )
}

function files(count: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}`
}

async function reportJson(
  writing: Writing,
  terminal: Terminal,
  dryRun: boolean,
  commits: readonly Committed[],
): Promise<void> {
  const { plan, target, notes, next } = writing
  const report = {
    directory: target,
    dryRun,
    ...plan.toJSON(),
    notes,
    ...(commits.length === 0 ? {} : { commits }),
    next: next.map(({ command }) => posixLine(command)),
    command: posixLine(typedCommand(await writing.command())),
  }
  terminal.json(report)
}
