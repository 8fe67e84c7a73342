import { basename } from 'node:path'
import { applyPlan } from '../../tree/apply-plan.ts'
import type { Change, OnConflict, Resolution } from '../../tree/plan.ts'
import { drawTree, listChanges } from '../../tree/plan-list.ts'
import { forgetLastRun } from '../../tree/plan-undo.ts'
import { ApplyError, ConflictError } from '../../tree/tree-error.ts'
import { unifiedDiff } from '../../tree/unified-diff.ts'
import type { Asker } from '../answers/asker.ts'
import { Cancelled, EXIT, Failure, Reported } from '../command-line/failure.ts'
import { interruption } from '../command-line/interruption.ts'
import type { CommonFlags } from '../command-line/options.ts'
import { withFlags } from '../command-line/own-command.ts'
import type { Terminal } from '../command-line/terminal.ts'
import { LOCK_FILE } from '../repositories/fleet-file.ts'
import { stateDirectories, userStateDirectory } from '../repositories/state-folder.ts'
import { checkGit, commitFailure, commitTouched } from './commit.ts'
import { rememberKeysFolder, writeKeysOutside } from './keys-outside.ts'
import { ignoredAfterwards } from './left-out-by-git.ts'
import { reportHuman, reportJson } from './report-written.ts'
import type { Writing } from './writing.ts'

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
export const IN_THE_WAY: ConflictQuestion = {
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
        ...(flags.keysDir === undefined ? [] : ['--keys-dir', flags.keysDir]),
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
  const remembered = await apply(writing)
  // Of a repository that was made along, Git could not be asked before.
  const ignored = flags.commit === true ? [] : ignoredAfterwards(plan)
  const after = [...remembered, ...ignored]
  const commits =
    toCommit === undefined ? [] : await commitTouched(plan.root, toCommit, flags.message ?? writing.message)
  const failure = commitFailure(commits)
  const next = failure === undefined ? writing.next : wanted.next
  const done = { ...writing, next, notes: [...writing.notes, ...after] }
  if (flags.json === true) await reportJson(done, terminal, false, commits)
  else
    await reportHuman(
      done,
      isShown ? [...notShown(writing), ...after] : done.notes,
      terminal,
      target,
      commits,
    )
  if (failure !== undefined) throw new Reported(EXIT.obstacle, failure)
}

/** Writes it all or nothing, and gives what is to be said of it besides. */
async function apply(writing: Writing): Promise<string[]> {
  const { keysOutside } = writing
  const takeBack = writeKeysOutside(keysOutside?.files ?? [])
  try {
    await applyToFiles(writing)
  } catch (error) {
    // What could not be taken back may name the keys, and may be finished later.
    if (!(error instanceof ApplyError) || error.undone) takeBack()
    throw error
  }
  return keysOutside === undefined ? [] : rememberKeysFolder(keysOutside)
}

async function applyToFiles({ plan, target, prepare, message, undoes = false }: Writing): Promise<void> {
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
