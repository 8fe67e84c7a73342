import { join, relative } from 'node:path'
import type { NextCommand } from '../../features/command-contributor.ts'
import { resolveFleet } from '../../features/resolve-fleet.ts'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import { PROVIDER_TITLES } from '../../render/clusters/bootstrap.ts'
import { firstPush } from '../../render/repository/first-push.ts'
import { assigned, type Command, inFolder, run, sequence } from '../../text/commands/command.ts'
import { findRepository } from '../../tools/git.ts'
import type { OnConflict } from '../../tree/plan.ts'
import { unifiedDiff } from '../../tree/unified-diff.ts'
import type { Asker } from '../answers/asker.ts'
import type { CommonFlags } from '../command-line/options.ts'
import { type OwnCommand, withFlags } from '../command-line/own-command.ts'
import type { Terminal } from '../command-line/terminal.ts'
import { keyPlace, withKeyPlaces } from '../repositories/keys-folder.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { reusedNotes, withKeysOf } from '../write/keys-outside.ts'
import { keysNote } from '../write/next-steps.ts'
import { type ConflictQuestion, conflictAsker, writePlan } from '../write/write-plan.ts'
import { commandsBeforeCommit } from './before-commit.ts'
import { type FleetChange, type PlannedChange, planFleetChange } from './plan-fleet-change.ts'
import { versionNotes } from './take-over-versions.ts'

/** What a command says of a change that it makes. */
export interface ChangeWords {
  /** What is asked before writing. */
  question: string
  /** The message of the commit that is proposed, or made. */
  commit: string
  /** Paths that are committed along, though nothing is to be changed in them. */
  commitAlso?: readonly string[]
  /** Whether the notes are to be read before anything is written. */
  notesFirst?: boolean
  /** What to know about the change. */
  notes(planned: PlannedChange): string[]
  /**
   * A command that is typed in the repository of the fleet before it is pushed, and the file that it changes.
   */
  beforePush?(planned: PlannedChange): { command: Command; file: string } | undefined
  /** Commands to type once it is pushed. */
  next(planned: PlannedChange): NextCommand[]
  /** What else can be done about conflicts, as sentences with a space behind them. */
  advice?: string
  /** More that a program is told. */
  report?: Readonly<Record<string, unknown>>
  /** The command that would do the same without questions. */
  command: OwnCommand
}

/** How a command runs, and who can be asked. */
export interface ChangeRun {
  flags: CommonFlags
  terminal: Terminal
  asker: Asker | undefined
}

/** Plans a change of a living fleet, shows it, asks, and writes it all or nothing. */
export async function changeFleet(
  open: OpenFleet,
  change: FleetChange,
  words: ChangeWords,
  by: ChangeRun,
): Promise<void> {
  const planned = await planFleetChange(open, change, {
    onConflict: conflictsOf(by),
    dryRun: by.flags.dryRun === true,
  })
  await writeChange(open, planned, words, by)
}

/** How conflicts with hand edits are resolved. */
export function conflictsOf({ flags, terminal, asker }: ChangeRun): OnConflict {
  return conflictAsker(flags, asker, editedByHand(terminal))
}

/** Shows a change that is planned, asks, and writes it all or nothing. */
export async function writeChange(
  open: OpenFleet,
  planned: PlannedChange,
  words: ChangeWords,
  { flags, terminal, asker }: ChangeRun,
): Promise<void> {
  const dryRun = flags.dryRun === true
  const { keyed, leftOut, leftAlone } = planned
  const next = words.next(planned).map((one) => withKeysOf(open.keys, one))
  await writePlan(
    {
      plan: planned.plan,
      target: open.root,
      shownTarget: relative(open.cwd, open.root) || '.',
      depth: open.places.depth,
      question: words.question,
      advice: `${words.advice ?? ''}Say what to do with --on-conflict keep (yours stays) or --on-conflict replace (the change is made all the same).`,
      message: words.commit,
      ...(words.commitAlso === undefined ? {} : { commitAlso: words.commitAlso }),
      notesFirst: words.notesFirst === true,
      ...(words.report === undefined ? {} : { report: words.report }),
      notFound: leftOut.map(({ file }) => file),
      notes: [
        ...words.notes(planned).map((note) => withKeyPlaces(open.keys, note)),
        ...versionNotes(planned.versions),
        ...(keyed.paths.length > 0 ? [keysNote(keyed.paths, dryRun, (path) => shownKey(open, path))] : []),
        ...reusedNotes(keyed.reused),
        ...leftAlone.map(({ folder }) => `${folder} was there already and was left alone.`),
        ...leftOut.map(
          ({ file, path, reason }) => `${file}${path === '' ? '' : `, ${path}`}: ${reason}; it stays so.`,
        ),
      ],
      ...(keyed.outside.length === 0 && flags.keysDir === undefined
        ? {}
        : { keysOutside: { files: keyed.outside, keys: open.keys, repository: open.folder } }),
      next: [...pushCommands(planned, open, words, words.commit), ...next].slice(0, 3),
      nextCommitted: [...pushCommands(planned, open, words), ...next].slice(0, 3),
      command: async () => withFlags(words.command, open.places.checkoutFlags),
    },
    flags,
    terminal,
    asker,
  )
}

/** Where a private key of the fleet is, as the paths of the plan are shown. */
function shownKey({ keys, places }: OpenFleet, path: string): string {
  const place = keyPlace(keys(), path)
  return place === path ? places.inFleet(path) : place
}

/** Files that were edited by hand where the change is about: a person is asked, each with its difference. */
function editedByHand(terminal: Terminal): ConflictQuestion {
  return {
    isDefault: true,
    message: async (change) => {
      terminal.progress(`\n${(await unifiedDiff(change)).trimEnd()}`)
      return `${change.path}: ${change.reason}`
    },
    keep: 'Keep yours where both were changed',
    replace: 'Take what is rendered where both were changed',
  }
}

/**
 * Pushes what was changed, repository by repository: what Flux is pointed at last.
 * @param message of the commits to make before; none where they are made already
 */
function pushCommands(
  planned: PlannedChange,
  open: OpenFleet,
  words: ChangeWords,
  message?: string,
): NextCommand[] {
  const { touched, after } = planned
  const resolved = resolveFleet(after, open.library.catalog)
  const first = words.beforePush?.(planned)
  // What is committed already takes the file along.
  const amend = (files: readonly string[]) =>
    message === undefined ? [run('git', 'commit', '--amend', '--no-edit', ...files)] : []
  const commit =
    message === undefined ? [] : [run('git', 'add', '--all'), run('git', 'commit', '--message', message)]
  const pushOf = (repository: FleetRepository) => {
    const again = commandsBeforeCommit(planned, open, open.places.place(repository))
    const own = first === undefined || repository.kind !== 'fleet' ? [] : [first]
    const files = [...own.map(({ file }) => file), ...again.flatMap((each) => each.files)]
    const commands = [...own.map(({ command }) => command), ...again.flatMap((each) => each.commands)]
    return {
      command: sequence(
        ...commands,
        ...(files.length === 0 ? [] : amend(files)),
        ...commit,
        run('git', 'push'),
      ),
      why: again.map(({ why }) => why),
    }
  }
  if (resolved.repositories.length === 1) {
    const { command: pushFleet, why } = pushOf(resolved.fleetRepository)
    const shown = relative(open.cwd, open.root)
    return [
      {
        command: shown === '' ? pushFleet : sequence(run('cd', shown), pushFleet),
        why: [...why, message === undefined ? 'what was committed' : 'after a look at git diff'].join('; '),
      },
    ]
  }
  // One that was made along is no Git repository yet.
  const isNew = ({ folder }: FleetRepository) => findRepository(join(open.root, folder)) === undefined
  const pushed = touched.filter(
    (repository) => message !== undefined || repository.kind === 'team' || !isNew(repository),
  )
  const start = (repository: FleetRepository) =>
    sequence(
      run('git', 'init', assigned('--initial-branch', repository.branch)),
      ...firstPush(repository, { hasRemote: false }),
    )
  return pushed.map((repository) => {
    const { folder, name, kind } = repository
    const made = kind === 'team' && isNew(repository)
    const { command, why } = made ? { command: start(repository), why: [] } : pushOf(repository)
    const what =
      kind === 'fleet'
        ? 'what Flux is pointed at, last'
        : made
          ? `repository ${name}, after making it at ${PROVIDER_TITLES[after.git.provider]}`
          : `repository ${name}`
    return {
      command: inFolder(relative(open.cwd, `${open.root}/${folder}`), command),
      why: [...why, what].join('; '),
    }
  })
}
