import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { NextCommand } from '../features/command-contributor.ts'
import { findLastRun, type LastRun, planUndo, type UndoPlan } from '../tree/plan-undo.ts'
import { withAsker } from './answers/open-asker.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import { type CommonFlags, undoFlags } from './command-line/options.ts'
import type { Terminal } from './command-line/terminal.ts'
import { workingDirectory } from './command-line/working-directory.ts'
import { FLEET_FILE } from './repositories/fleet-file.ts'
import { rememberedKeysFolder } from './repositories/keys-folder.ts'
import { rootsOf, stateOfRoots, takeBackKilledRuns } from './repositories/killed-runs.ts'
import { findFolderWith, noFleet } from './repositories/open-fleet.ts'
import { PACK_FOLDER } from './repositories/own-library.ts'
import { emptyRepositories, filesOfRun, removeRest, wantsKeysDeleted } from './undo/undo-of-create.ts'
import { gitIn } from './write/git-in.ts'
import { touchedBy } from './write/touched.ts'
import { writePlan } from './write/write-plan.ts'

/** Takes back the last run on a fleet. */
export const undoCommand: CommandDefinition = {
  name: 'undo',
  usage: '',
  description: 'Take back the last run, if nothing that it touched was changed since.',
  summary: { text: 'take back the last run, if nothing that it touched was changed since' },
  needs: 'fleet',
  words: [],
  flags: undoFlags,
  run: (_, flags, terminal) => undo(flags, terminal),
}

/** @throws Failure that names every path that was changed since */
async function undo(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const cwd = workingDirectory(flags)
  const find = () => findFolderWith([FLEET_FILE, PACK_FOLDER], cwd)
  // A run that was killed may have been at flux-fleet.yaml itself.
  if (flags.dryRun !== true) await takeBackKilledRuns(find() ?? cwd, terminal)
  const folder = find()
  if (folder === undefined) throw noFleet(cwd)
  const last = await lastRunIn(folder)
  const run = last && filesOfRun(last)
  if (last === undefined || run === undefined || run.undoes === true)
    return nothingToUndo(last, folder, flags, terminal)
  const { root } = last
  const title = run.command ?? ''
  const undone = planUndo(last, run)
  refuseChanged(undone, title)
  const unborn = emptyRepositories(last, undone.repositories)
  const message = `Undo "${title}"`
  const shownTarget = relative(cwd, root) || '.'
  await withAsker(flags, async (asker) => {
    const keys = undone.privateFiles.filter((path) => path.endsWith('.agekey'))
    const deletesKeys = flags.dryRun !== true && (await wantsKeysDeleted(last.record, keys, asker))
    await writePlan(
      {
        plan: undone.plan,
        target: root,
        shownTarget,
        depth: depthOf(undone),
        question: `Take back "${title}"?`,
        message,
        undoes: true,
        notes: [
          `This takes back "${title}".`,
          ...keptNotes({
            privateFiles: deletesKeys ? [] : keys,
            repositories: undone.repositories.filter((one) => !unborn.includes(one)),
          }),
          ...keysOutsideNotes(undone, folder),
        ],
        notesFirst: true,
        next: unborn.length > 0 ? [] : perRepository(undone, cwd, 'status', 'see what is left to commit'),
        nextCommitted: perRepository(undone, cwd, 'push', 'what was committed'),
        command: async () => ({ words: ['undo'], flags: ['--yes'] }),
      },
      flags,
      terminal,
      asker,
    )
    if (flags.dryRun !== true) removeRest(last, { repositories: unborn, deletesKeys, current: process.cwd() })
  })
}

/** The newest of the runs that are recorded for a fleet. */
async function lastRunIn(folder: string): Promise<LastRun | undefined> {
  const runs: LastRun[] = []
  const real = realpathSync.native(folder)
  for (const { root, directories } of await stateOfRoots(rootsOf(folder), process.env)) {
    for (const directory of directories) {
      const run = findLastRun(root, directory)
      if (run !== undefined && (run.root === real || isAbout(run, real))) runs.push(run)
    }
  }
  return runs.reduce<LastRun | undefined>(
    (newest, run) => (newest === undefined || run.time > newest.time ? run : newest),
    undefined,
  )
}

/**
 * Whether a run on a folder above a fleet was one on this fleet, as of several repositories. They are made
 * side by side.
 */
function isAbout({ root, record }: LastRun, folder: string): boolean {
  const inside = `${relative(root, folder)}/`
  return record.mode === 'fresh'
    ? root === dirname(folder) && !existsSync(join(root, FLEET_FILE))
    : record.files.some(({ path }) => path.startsWith(inside))
}

function nothingToUndo(
  last: LastRun | undefined,
  folder: string,
  flags: CommonFlags,
  terminal: Terminal,
): void {
  if (last?.record.mode === 'fresh')
    throw new Failure(
      EXIT.obstacle,
      `The last run that is recorded made all of ${last.root}: there is nothing before it to go back to. Nothing was written.`,
    )
  const reason =
    last === undefined
      ? 'no run is recorded that changed this copy of the fleet'
      : 'the last run was taken back already, and of those before it nothing is kept'
  const note = `There is nothing to take back: ${reason}.`
  if (flags.json === true) {
    const directory = last?.root ?? folder
    terminal.json({ directory, dryRun: flags.dryRun === true, changes: [], notes: [note], next: [] })
  } else terminal.result(note)
}

function refuseChanged({ changed }: UndoPlan, title: string): void {
  if (changed.length === 0) return
  const files = changed.length === 1 ? '1 path is' : `${changed.length} paths are`
  throw new Failure(
    EXIT.conflict,
    `${files} not as "${title}" left it, so nothing was taken back:\n${changed
      .map(({ path, reason }) => `  ${path}: ${reason}`)
      .join('\n')}\nPut back how it was left, or make the change by hand. Nothing was written.`,
  )
}

/** Says what a run made and what stays nevertheless. */
function keptNotes({
  privateFiles: keys,
  repositories,
}: Pick<UndoPlan, 'privateFiles' | 'repositories'>): string[] {
  return [
    ...(keys.length === 0
      ? []
      : [
          `Private keys that were made stay, since something may be encrypted to them: ${keys.join(', ')}. Delete them by hand if nothing is.`,
        ]),
    ...repositories.map(
      (folder) => `${folder === '' ? '.git' : `${folder}/.git`} stays, since there may be commits in it.`,
    ),
  ]
}

/** Says of keys outside of the repository, which no run records, that they stay. */
function keysOutsideNotes({ plan }: UndoPlan, folder: string): string[] {
  const isAboutKeys = plan.changes.some(({ path }) => basename(path) === '.sops.yaml')
  const outside = isAboutKeys ? rememberedKeysFolder(folder).outside : undefined
  return outside === undefined
    ? []
    : [
        `Private keys in ${outside} stay, whether or not this run made them: something may be encrypted to them.`,
      ]
}

/** How many folders lie between where the paths of a run begin and the repositories that it was about. */
function depthOf({ plan }: UndoPlan): number {
  const ways = touchedBy(plan).repositories.map(({ top }) => relative(plan.root, top).split(sep))
  return Math.max(0, ...ways.filter(([first]) => first !== '..').map((way) => way.length - 1))
}

function perRepository({ plan }: UndoPlan, cwd: string, command: string, why: string): NextCommand[] {
  const { repositories } = touchedBy(plan)
  return repositories.slice(0, 3).map(({ top }) => {
    return { command: gitIn(relative(cwd, top), command), why }
  })
}
