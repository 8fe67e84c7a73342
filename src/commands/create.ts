import { basename, join, relative, resolve } from 'node:path'
import { Option } from 'commander'
import { fleetGenerator } from '../../generators/fleet.ts'
import { resolveFleet } from '../features/resolve-fleet.ts'
import { addRequired } from '../fleet/changes/add-required.ts'
import { parseFleet } from '../fleet/file/load-fleet.ts'
import type { Surroundings } from '../fleet/questions/question.ts'
import { pathIn } from '../fleet/resolve/repositories.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import { initRepository } from '../tools/git.ts'
import { Disk } from '../tree/disk.ts'
import { makePlan } from '../tree/plan.ts'
import { equivalentFlags } from './answers/equivalent.ts'
import { GivenAnswers, takeFlags } from './answers/given-answers.ts'
import { askMissing } from './answers/interview.ts'
import { withAsker } from './answers/open-asker.ts'
import { makeMissingKeys } from './change/keys.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import { type CommonFlags, commonFlags, keysFlag, questionFlags } from './command-line/options.ts'
import type { OwnCommand } from './command-line/own-command.ts'
import type { Terminal } from './command-line/terminal.ts'
import { workingDirectory } from './command-line/working-directory.ts'
import { answerTheRest, validFleet, variablesToAsk } from './create/complete-answers.ts'
import { explainIssues } from './create/fleet-failures.ts'
import { checkSurroundings, type InsideRepository, insideRepositoryFlag } from './create/inside-repository.ts'
import { repositoriesToMake, unmadeNotes } from './create/new-repositories.ts'
import { findRemote, remoteNotes } from './create/remote.ts'
import { currentText, FLEET_FILE, type FleetFile, readFleetFile } from './repositories/fleet-file.ts'
import { fleetTree } from './repositories/fleet-tree.ts'
import { KEYS_INSIDE, keyPlace, namedKeysFolder, refuseKeysInside } from './repositories/keys-folder.ts'
import { takeBackKilledRun } from './repositories/killed-runs.ts'
import { openLibrary } from './repositories/own-library.ts'
import { withKeysOf } from './write/keys-outside.ts'
import { createNotes, nextCommands } from './write/next-steps.ts'
import { conflictAsker, writePlan } from './write/write-plan.ts'

interface CreateFlags extends CommonFlags {
  from?: string
  insideRepository?: InsideRepository
  [question: string]: unknown
}

/** Makes a new fleet: answers → Fleet → Tree → Plan → repository. */
export const createCommand: CommandDefinition<CreateFlags> = {
  name: 'create',
  usage: '[directory]',
  description: 'Make a new fleet: a Git repository that Flux reconciles.',
  needs: 'nothing',
  words: [['[directory]', 'where it is made; by default the name of the fleet']],
  flags: () => [
    new Option('--from <file>', 'Take all answers from a flux-fleet.yaml, or from standard input with "-"'),
    ...questionFlags(fleetGenerator),
    insideRepositoryFlag(),
    keysFlag(),
    ...commonFlags(),
  ],
  helpEnd: (commands) =>
    `\nOther commands, in a fleet that is there:\n${summariesOf(commands)}\n\nStarted through npm, flags stand behind "--":\n  npm create flux-fleet@latest my-fleet -- --yes\n`,
  run: ([directory], flags, terminal) => create(directory, flags, terminal),
}

/** A line for each command that has a summary. */
function summariesOf(commands: readonly CommandDefinition[]): string {
  const lines = commands.flatMap(({ name, usage, summary }) =>
    summary === undefined
      ? []
      : [{ line: `${name} ${summary.usage ?? usage}`.trimEnd(), text: summary.text }],
  )
  const width = Math.max(...lines.map(({ line }) => line.length))
  return lines.map(({ line, text }) => `  ${line.padEnd(width)}  ${text}`).join('\n')
}

/** @param directory where; by default the name of the fleet */
async function create(directory: string | undefined, flags: CreateFlags, terminal: Terminal): Promise<void> {
  const cwd = workingDirectory(flags)
  if (directory === '')
    throw new Failure(EXIT.usage, 'The directory is empty: name one, or "." for the one that this runs in.')
  const from = flags.from === undefined ? undefined : readFleetFile(flags.from, cwd)
  const named = flags.keysDir === undefined ? KEYS_INSIDE : namedKeysFolder(flags.keysDir, cwd)
  const keys = () => named
  const library = await openLibrary(packFolders(directory, flags, from, cwd))
  const known = directory ?? from?.fleet.name ?? flags.name
  const found =
    from === undefined && typeof known === 'string' ? await findRemote(resolve(cwd, known)) : undefined
  const surroundings: Surroundings = {
    catalog: library.catalog,
    folder: directory === undefined ? undefined : basename(resolve(cwd, directory)),
    remote: found?.answers,
  }
  const given =
    from === undefined
      ? new GivenAnswers({ version: 1 })
      : new GivenAnswers(from.fleet as never, { isShared: true })
  takeFlags(given, flags, surroundings)
  // A file says everything, as --yes does: there is nothing to ask.
  await withAsker(from === undefined ? flags : { ...flags, yes: true }, async (asker) => {
    const told = new Set<string>()
    const lookAround = async (folder: string) => {
      for (const note of await checkSurroundings(folder, flags.insideRepository, asker)) told.add(note)
    }
    // Before questions are answered that nobody wants to answer twice.
    if (typeof known === 'string') await lookAround(resolve(cwd, known))
    await answerTheRest(given, surroundings, flags, from, asker)
    if (asker !== undefined)
      await askMissing(variablesToAsk(given, library), given.answers, surroundings, asker)
    const answered = validFleet(given, from)
    const { fleet: complete, additions } = addRequired(answered, library.catalog)
    const target = resolve(cwd, directory ?? complete.name)
    refuseKeysInside(named, target)
    if (typeof known !== 'string') await lookAround(target)
    const unkeyed = resolveFleet(complete, library.catalog)
    const place = (path: string) => pathIn(unkeyed.fleetRepository, path)
    const keyed = await makeMissingKeys(unkeyed, flags.dryRun === true, {
      read: () => undefined,
      place,
      keys,
    })
    const { fleet, privateFiles, show } = keyed
    const unchanged =
      from !== undefined && (fleet === from.fleet || JSON.stringify(from.fleet) === JSON.stringify(fleet))
    const tree = explainIssues(given, from, answered.components.length, () =>
      fleetTree(fleet, library, unchanged ? currentText(from) : undefined, show),
    )
    if (flags.dryRun !== true) await takeBackKilledRun(target, terminal)
    const resolved = resolveFleet(fleet, library.catalog)
    const fresh = repositoriesToMake(resolved, target)
    const plan = await makePlan({
      theirs: tree,
      disk: new Disk(target),
      onConflict: conflictAsker(flags, asker),
      privateFiles,
    })
    await writePlan(
      {
        plan,
        target,
        shownTarget: relative(cwd, target) || '.',
        question: 'Write this fleet?',
        message: 'Start the fleet',
        // There the top of each repository is one level down, and worth its lines.
        ...(resolved.repositories.length > 1 ? { limit: 30 } : {}),
        notesFirst: told.size > 0,
        notes: [
          ...told,
          ...remoteNotes(found, answered, given),
          ...createNotes(resolved, additions, keyed.paths, flags.dryRun === true, place, (path) =>
            named.outside === undefined ? place(path) : keyPlace(named, path),
          ),
          ...unmadeNotes(resolved, target, fresh),
        ],
        keysOutside: {
          files: keyed.outside,
          keys,
          repository: join(target, resolved.fleetRepository.folder),
        },
        next: nextCommands(resolved, relative(cwd, target) || '.', keyed.made, fresh.length > 0).map((one) =>
          withKeysOf(keys, one),
        ),
        command: equivalentCommand(
          place,
          flags.dryRun === true ? complete : fleet,
          directory ?? complete.name,
          surroundings,
          unchanged ? flags.from : undefined,
        ),
        ...(fresh.length === 0
          ? {}
          : {
              prepare: async (staging: string) => {
                for (const { folder, branch } of fresh) await initRepository(join(staging, folder), branch)
              },
            }),
      },
      flags,
      terminal,
      asker,
    )
  })
}

/** Where a pack may lie: in the repository of the fleet, or beside the file that it is made from. */
function packFolders(
  directory: string | undefined,
  flags: CreateFlags,
  from: FleetFile | undefined,
  cwd: string,
): string[] {
  const target = resolve(cwd, directory ?? '.')
  const { layout, repository, name } = { ...from?.fleet.git, ...from?.fleet, ...flags }
  const outer = directory ?? name
  const inner = repository ?? name ?? (directory === undefined ? undefined : basename(target))
  const parsed = parseFleet({ version: 1, name: inner, layout, git: { repository: inner } })
  const folder = 'fleet' in parsed ? folderOf(parsed.fleet) : ''
  return [
    ...(outer === undefined || folder === '' ? [] : [resolve(cwd, String(outer), folder)]),
    target,
    ...(flags.from === undefined || flags.from === '-' ? [] : [resolve(cwd, flags.from, '..')]),
  ]
}

/** The folder of a fleet's own repository below where the fleet is made; "" for the same one. */
function folderOf(fleet: Fleet): string {
  return resolveFleet(fleet, new Map()).fleetRepository.folder
}

/** @param from the file that says it all, as it was typed */
function equivalentCommand(
  place: (path: string) => string,
  fleet: Fleet,
  directory: string,
  surroundings: Surroundings,
  from: string | undefined,
): () => Promise<OwnCommand> {
  return async () => {
    const file = from === undefined || from === '-' ? join(directory, place(FLEET_FILE)) : from
    const flags =
      file === from ? undefined : equivalentFlags(fleet, { ...surroundings, folder: basename(directory) })
    return { words: [directory], flags: ['--yes', ...(flags ?? ['--from', file])] }
  }
}
