import { existsSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { Option } from 'commander'
import { fleetGenerator } from '../../generators/fleet.ts'
import { resolveFleet } from '../features/resolve-fleet.ts'
import { addRequired } from '../fleet/changes/add-required.ts'
import { pathInRepository } from '../fleet/resolve/flux-path.ts'
import { pathIn } from '../fleet/resolve/repositories.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import { type Pointer, pointersOf } from '../render/repository/outer-repository.ts'
import type { Library } from '../render/templates/library.ts'
import { initRepository } from '../tools/git.ts'
import { Disk } from '../tree/disk.ts'
import type { OnConflict } from '../tree/plan.ts'
import type { Asker } from './answers/asker.ts'
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
import { answerTheRest, likelyTree, validFleet, variablesToAsk } from './create/complete-answers.ts'
import { filesInTheWay, keptNotes, planNewFleet } from './create/existing-files.ts'
import { explainIssues } from './create/fleet-failures.ts'
import { askEarly, lookAtFolder } from './create/look-at-folder.ts'
import { repositoriesToMake, unmadeNotes } from './create/new-repositories.ts'
import {
  type InsideRepository,
  insideRepositoryFlag,
  outerRepositoryNotes,
} from './create/outer-repository.ts'
import { packFolders } from './create/pack-folders.ts'
import { findPlace, nameSubfolder, type Place, rootOf } from './create/place.ts'
import { rememberAnswers, rememberedFile, rememberedNotes } from './create/remembered-answers.ts'
import { remoteNotes } from './create/remote.ts'
import { withAnswers } from './create/resume.ts'
import { currentText, FLEET_FILE, type FleetFile, readFleetFile } from './repositories/fleet-file.ts'
import { repositoryTree } from './repositories/fleet-tree.ts'
import {
  KEYS_INSIDE,
  type KeysFolder,
  keyPlace,
  namedKeysFolder,
  refuseKeysInside,
} from './repositories/keys-folder.ts'
import { takeBackKilledRun } from './repositories/killed-runs.ts'
import { openLibrary } from './repositories/own-library.ts'
import { withKeysOf } from './write/keys-outside.ts'
import { createNotes, nextCommands } from './write/next-steps.ts'
import { conflictAsker, IN_THE_WAY, writePlan } from './write/write-plan.ts'

interface CreateFlags extends CommonFlags {
  from?: string
  insideRepository?: InsideRepository
  defaults?: boolean
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
    new Option('--no-defaults', 'Begin anew: do not look at what was answered the last time'),
    keysFlag(),
    ...commonFlags(),
  ],
  helpEnd: (commands) =>
    `\nOther commands, in a fleet that is there:\n${summariesOf(commands)}\n\nStarted through npm, flags stand behind "--":\n  npm create flux-fleet@latest my-fleet -- --yes --owner acme\n`,
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
  const keys = flags.keysDir === undefined ? KEYS_INSIDE : namedKeysFolder(flags.keysDir, cwd)
  const library = await openLibrary(packFolders(directory, flags, from, cwd))
  const given =
    from === undefined
      ? new GivenAnswers({ version: 1 })
      : new GivenAnswers(from.fleet as never, { isShared: true })
  takeFlags(given, flags, { catalog: library.catalog, folder: undefined })
  // A file says everything, as --yes does: there is nothing to ask.
  await withAsker(from === undefined ? flags : { ...flags, yes: true }, async (asker) => {
    const place = await findPlace({ directory, cwd, from, flags, given, catalog: library.catalog }, asker)
    const creation = { directory, cwd, from, flags, terminal, keys, library, given, place, asker }
    try {
      await makeFleet(creation)
    } catch (error) {
      throw asker === undefined ? error : withAnswers(error, given, place.surroundings, directory)
    }
  })
}

/** What a fleet is made of. */
interface Creation {
  directory: string | undefined
  cwd: string
  from: FleetFile | undefined
  flags: CreateFlags
  terminal: Terminal
  keys: KeysFolder
  library: Library
  given: GivenAnswers
  place: Place
  asker: Asker | undefined
}

async function makeFleet(creation: Creation): Promise<void> {
  const { directory, cwd, from, flags, terminal, keys, library, given, place, asker } = creation
  const { surroundings, outer } = place
  const onConflict = await askAboutFiles(creation)
  await answerTheRest(given, surroundings, flags, from, asker)
  if (asker !== undefined)
    await askMissing(variablesToAsk(given, library), given.answers, surroundings, asker)
  nameSubfolder(given, place, resolve(cwd, directory ?? String(given.answers.name)))
  const answered = validFleet(given, from)
  const { fleet: complete, additions } = addRequired(answered, library.catalog)
  const target = resolve(cwd, directory ?? complete.name)
  const root = rootOf(place, target)
  refuseKeysInside(keys, target)
  const late = place.target === undefined ? await lookAtFolder(target, { asker, flags }) : []
  const unkeyed = resolveFleet(complete, library.catalog)
  const inFleet = (path: string) => pathIn(unkeyed.fleetRepository, path)
  const keyed = await makeMissingKeys(unkeyed, flags.dryRun === true, {
    read: () => undefined,
    place: (path) => pathInRepository(complete, inFleet(path)),
    keys: () => keys,
  })
  const { fleet, privateFiles, show } = keyed
  const unchanged =
    from !== undefined && (fleet === from.fleet || JSON.stringify(from.fleet) === JSON.stringify(fleet))
  const tree = explainIssues(given, from, answered.components.length, () =>
    repositoryTree(fleet, library, unchanged ? currentText(from) : undefined, show),
  )
  if (flags.dryRun !== true) await takeBackKilledRun(root, terminal)
  const resolved = resolveFleet(fleet, library.catalog)
  const fresh = repositoriesToMake(resolved, target, outer)
  const plan = await planNewFleet({
    tree,
    disk: new Disk(root),
    said: flags.onConflict,
    onConflict,
    privateFiles,
  })
  const pointers = pointersOf(fleet)
  const isKept = ({ path }: Pointer) =>
    plan.changes.some((change) => change.path === path && change.action === 'keep')
  const written = pointers.filter((pointer) => !isKept(pointer)).map(({ path }) => path)
  await writePlan(
    {
      plan,
      target: root,
      shownTarget: relative(cwd, root) || '.',
      depth: fleet.git.subfolder?.split('/').length ?? 0,
      question: 'Write this fleet?',
      message: 'Start the fleet',
      // There the top of each repository is one level down, and worth its lines.
      ...(resolved.repositories.length > 1 ? { limit: 30 } : {}),
      notesFirst: place.notes.length > 0 || outer !== undefined,
      notes: [
        ...place.notes,
        ...late,
        ...(outer === undefined
          ? []
          : outerRepositoryNotes(outer, target, { written, kept: pointers.filter(isKept) })),
        ...keptNotes(
          plan,
          pointers.map(({ path }) => path),
        ),
        ...remoteNotes(place.remote, answered, given),
        ...rememberedNotes(
          place.remembered,
          answered,
          (field) => given.flagFor(field.split('.')) !== undefined,
        ),
        ...createNotes(resolved, additions, keyed.paths, flags.dryRun === true, inFleet, (path) =>
          keys.outside === undefined ? inFleet(path) : keyPlace(keys, path),
        ),
        ...unmadeNotes(resolved, target, fresh, outer),
      ],
      keysOutside: {
        files: keyed.outside,
        keys: () => keys,
        repository: join(target, resolved.fleetRepository.folder),
      },
      next: nextCommands(resolved, relative(cwd, target) || '.', keyed.made, {
        gitInit: fresh.length > 0,
        pointers: written,
      }).map((one) => withKeysOf(() => keys, one)),
      command: equivalentCommand(
        inFleet,
        flags.dryRun === true ? complete : fleet,
        directory ?? complete.name,
        place,
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
  if (asker !== undefined && flags.dryRun !== true) rememberAnswers(rememberedFile(process.env), fleet)
}

/** How conflicts are resolved. Of those that are known already a person is asked now. */
async function askAboutFiles(creation: Creation): Promise<OnConflict> {
  const { flags, library, given, place, asker } = creation
  const onConflict = conflictAsker(flags, asker, { ...IN_THE_WAY, isDefault: true })
  if (asker === undefined || place.target === undefined || !existsSync(place.target)) return onConflict
  const tree = await likelyTree(given, place.surroundings, library)
  if (tree === undefined) return onConflict
  return askEarly(await filesInTheWay(tree, new Disk(rootOf(place, place.target))), onConflict)
}

/** @param from the file that says it all, as it was typed */
function equivalentCommand(
  inFleet: (path: string) => string,
  fleet: Fleet,
  directory: string,
  { surroundings, outer }: Place,
  from: string | undefined,
): () => Promise<OwnCommand> {
  return async () => {
    const file = from === undefined || from === '-' ? join(directory, inFleet(FLEET_FILE)) : from
    const flags =
      file === from
        ? undefined
        : equivalentFlags(fleet, {
            ...surroundings,
            folder: basename(directory),
            // Whoever types it next may have answered otherwise.
            remembered: undefined,
          })
    const inside = outer === undefined ? [] : ['--inside-repository', outer.how]
    return { words: [directory], flags: ['--yes', ...(flags ?? ['--from', file]), ...inside] }
  }
}
