import { existsSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { type Answers, answerAt, flagOf, type Surroundings } from '../../generators/question.ts'
import { checkFleet } from '../features/check-fleet.ts'
import { resolveFleet } from '../features/resolve-fleet.ts'
import type { Catalog } from '../fleet/catalog/catalog.ts'
import { unknownComponent } from '../fleet/checks/components.ts'
import { checkPlatform } from '../fleet/checks/platform.ts'
import { checkTenants } from '../fleet/checks/tenants.ts'
import { inOrder, parseFleet } from '../fleet/file/load-fleet.ts'
import { type FieldPath, type FleetIssue, formatPath, InvalidFleetError } from '../fleet/issue.ts'
import { addRequired } from '../fleet/resolve/dependencies.ts'
import { type FleetRepository, pathIn } from '../fleet/resolve/repositories.ts'
import type { ResolvedFleet } from '../fleet/resolve/resolved-fleet.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository, isLayout, isLockedDown } from '../fleet/schema/layouts.ts'
import { type MissingVariable, missingVariables } from '../render/clusters/variables.ts'
import { partsOf } from '../render/components/parts.ts'
import type { Library } from '../render/templates/library.ts'
import { assigned, run } from '../text/commands/command.ts'
import { posixLine } from '../text/commands/posix-shell.ts'
import { findRepository, initRepository } from '../tools/git.ts'
import { Disk } from '../tree/disk.ts'
import { makePlan } from '../tree/plan.ts'
import type { Asker } from './answers/asker.ts'
import { equivalentFlags } from './answers/equivalent.ts'
import { GivenAnswers, openQuestions, takeDefaults, takeFlags } from './answers/given-answers.ts'
import { askMissing, interview } from './answers/interview.ts'
import { withAsker } from './answers/open-asker.ts'
import { makeMissingKeys } from './change/keys.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import type { CommonFlags } from './command-line/options.ts'
import type { OwnCommand } from './command-line/own-command.ts'
import type { Terminal } from './command-line/terminal.ts'
import { workingDirectory } from './command-line/working-directory.ts'
import {
  describe,
  FLEET_FILE,
  type FleetFile,
  joinLines,
  readFleetFile,
  startsWithVerb,
} from './repositories/fleet-file.ts'
import { fleetTree } from './repositories/fleet-tree.ts'
import { takeBackKilledRun } from './repositories/killed-runs.ts'
import { explainLibrary, openLibrary } from './repositories/own-library.ts'
import { createNotes, nextCommands } from './write/next-steps.ts'
import { conflictAsker, writePlan } from './write/write-plan.ts'

/** The flags of `create`. */
export interface CreateFlags extends CommonFlags {
  from?: string
  [question: string]: unknown
}

/**
 * Makes a new fleet: answers → Fleet → Tree → Plan → repository.
 * @param directory where; by default the name of the fleet
 */
export async function create(
  directory: string | undefined,
  flags: CreateFlags,
  terminal: Terminal,
): Promise<void> {
  const cwd = workingDirectory(flags)
  if (directory === '')
    throw new Failure(EXIT.usage, 'The directory is empty: name one, or "." for the one that this runs in.')
  const from = flags.from === undefined ? undefined : readFleetFile(flags.from, cwd)
  const library = await openLibrary(packFolders(directory, flags, from, cwd))
  const surroundings: Surroundings = {
    catalog: library.catalog,
    folder: directory === undefined ? undefined : basename(resolve(cwd, directory)),
  }
  const given =
    from === undefined
      ? new GivenAnswers({ version: 1 })
      : new GivenAnswers(from.fleet as never, { isShared: true })
  takeFlags(given, flags, surroundings)
  // A file says everything, as --yes does: there is nothing to ask.
  await withAsker(from === undefined ? flags : { ...flags, yes: true }, async (asker) => {
    await answerTheRest(given, surroundings, flags, from, asker)
    if (asker !== undefined)
      await askMissing(variablesToAsk(given, library), given.answers, surroundings, asker)
    const answered = validFleet(given, from)
    const { fleet: complete, additions } = addRequired(answered, library.catalog)
    const target = resolve(cwd, directory ?? complete.name)
    const unkeyed = resolveFleet(complete, library.catalog)
    const place = (path: string) => pathIn(unkeyed.fleetRepository, path)
    const keyed = await makeMissingKeys(unkeyed, flags.dryRun === true, { read: () => undefined, place })
    const { fleet, privateFiles, show } = keyed
    const unchanged =
      from !== undefined && (fleet === from.fleet || JSON.stringify(from.fleet) === JSON.stringify(fleet))
    const tree = explainIssues(given, from, answered.components.length, () =>
      fleetTree(fleet, library, unchanged ? from.text : undefined, show),
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
        ...(hasPlatformRepository(fleet) ? { limit: 30 } : {}),
        notes: [
          ...createNotes(resolved, additions, keyed.paths, flags.dryRun === true, place),
          ...unmadeNotes(resolved, target, fresh),
        ],
        next: nextCommands(resolved, relative(cwd, target) || '.', keyed.made, fresh.length > 0),
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
  return [
    ...(isLayout(layout) && hasPlatformRepository({ layout }) && outer !== undefined && inner !== undefined
      ? [resolve(cwd, String(outer), String(inner))]
      : []),
    target,
    ...(flags.from === undefined || flags.from === '-' ? [] : [resolve(cwd, flags.from, '..')]),
  ]
}

/**
 * The repositories that are made Git repositories: none inside of another, and none whose folder is
 * somebody's already.
 */
function repositoriesToMake({ fleet, repositories }: ResolvedFleet, target: string): FleetRepository[] {
  if (!fleet.git.init || findRepository(target) !== undefined) return []
  return repositories.filter(({ folder }) => folder === '' || !existsSync(join(target, folder)))
}

/** Says which folders were there already and are no Git repositories, where others are made. */
function unmadeNotes(
  { fleet, repositories }: ResolvedFleet,
  target: string,
  fresh: readonly FleetRepository[],
): string[] {
  if (!fleet.git.init || findRepository(target) !== undefined) return []
  return repositories
    .filter(
      (repository) =>
        !fresh.some(({ folder }) => folder === repository.folder) &&
        !existsSync(join(target, repository.folder, '.git')),
    )
    .map(
      ({ folder, branch }) =>
        `${folder} was there already and is no Git repository: run ${posixLine(run('git', 'init', assigned('--initial-branch', branch)))} in it.`,
    )
}

async function answerTheRest(
  given: GivenAnswers,
  surroundings: Surroundings,
  flags: CreateFlags,
  from: FleetFile | undefined,
  asker: Asker | undefined,
): Promise<void> {
  if (from !== undefined) return
  if (asker !== undefined) {
    refuseWrongFlags(given, surroundings)
    return interview(given, surroundings, asker)
  }
  const open = openQuestions(given, surroundings).filter((question) => question.optional !== true)
  if (flags.yes !== true && open.length > 0) {
    const names = open.map(
      (question) =>
        `  --${flagOf(question)}${question.type === 'confirm' ? '' : ` <${question.value ?? flagOf(question)}>`}  ${question.help ?? question.message}`,
    )
    throw new Failure(
      EXIT.usage,
      `There is nobody to ask, and ${open.length === 1 ? 'one answer is' : `${open.length} answers are`} missing:\n${names.join('\n')}\nGive them, or take their defaults with --yes, or all answers with --from flux-fleet.yaml.`,
    )
  }
  takeDefaults(given, surroundings)
}

/**
 * Refuses flags that are wrong whatever else is answered, so that nobody answers twenty questions in vain.
 */
function refuseWrongFlags(given: GivenAnswers, { catalog }: Surroundings): void {
  const misplaced = misplacedFlags(given, catalog)
  if (misplaced.length > 0) throw usageFailure(misplaced, given, undefined)
  const parsed = parseFleet(given.answers)
  const wrong =
    'fleet' in parsed
      ? []
      : parsed.issues.filter(
          ({ path }) =>
            given.flagFor(path) !== undefined && answerAt(given.answers, path.join('.')) !== undefined,
        )
  const components = (given.answers.components as Answers[] | undefined) ?? []
  const unknown = components.flatMap(({ name, chart, manifests }, index) =>
    chart !== undefined || manifests !== undefined || catalog.has(String(name))
      ? []
      : [{ path: ['components', index, 'name'], message: unknownComponent(String(name), catalog) }],
  )
  const issues = wrong.length > 0 ? wrong : unknown
  if (issues.length > 0) throw usageFailure(issues, given, undefined)
}

/** What flags say of tenants and the platform repository that is wrong whatever else is answered. */
function misplacedFlags({ answers }: GivenAnswers, catalog: Catalog): FleetIssue[] {
  const { layout, tenants, platform } = answers
  const parsed = parseFleet({ version: 1, name: 'x', layout: layout ?? 'multi-repo', tenants, platform })
  if ('issues' in parsed) return []
  const { fleet } = parsed
  if (!hasPlatformRepository(fleet) && fleet.platform !== undefined) return checkPlatform(fleet)
  const own = isLockedDown(fleet) ? ['name', 'namespaces', 'role', 'rules', 'source'] : undefined
  return checkTenants(fleet, catalog).filter(({ path }) => own?.includes(String(path[2])) ?? true)
}

/**
 * Variables that the fleet as answered lacks; none while something else is wrong with it, which is told
 * later.
 */
function variablesToAsk({ answers }: GivenAnswers, library: Library): MissingVariable[] {
  const parsed = parseFleet(answers)
  if ('issues' in parsed) return []
  const { fleet } = addRequired(parsed.fleet, library.catalog)
  // Keys are made in the end.
  const wrong = checkFleet(fleet, library.catalog).filter(({ path }) => path[2] !== 'recipients')
  const resolved = resolveFleet(fleet, library.catalog)
  return wrong.length > 0 ? [] : missingVariables(resolved, partsOf(resolved, library))
}

function validFleet(given: GivenAnswers, from: FleetFile | undefined): Fleet {
  // No flag said anything else.
  if (from !== undefined && (given.answers as unknown) === from.fleet) return from.fleet
  const parsed = parseFleet(given.answers)
  if ('fleet' in parsed) return parsed.fleet
  throw usageFailure(parsed.issues, given, from)
}

/**
 * Runs a step and turns what is wrong with the fleet into a message that names flags, or line and column.
 * @param components how many the person named
 */
function explainIssues<Result>(
  given: GivenAnswers,
  from: FleetFile | undefined,
  components: number,
  step: () => Result,
): Result {
  try {
    return step()
  } catch (error) {
    if (error instanceof InvalidFleetError)
      throw usageFailure(ofPerson(error.issues, components), given, from)
    throw explainLibrary(error)
  }
}

function usageFailure(
  issues: readonly FleetIssue[],
  given: GivenAnswers,
  from: FleetFile | undefined,
): Failure {
  const located = issues.map((issue) => ({
    ...issue,
    given: given.flagFor(issue.path) ?? belowOf(given, issue.path),
    place: from?.locate(issue.path, issue.atKey),
  }))
  // What is made of a wrong answer is wrong as well, and nothing that the person said.
  const said = located.filter((issue) => issue.given !== undefined || issue.place !== undefined)
  const lines = inOrder(said.length > 0 ? said : located).map(({ given: source, place, ...issue }) => {
    if (source !== undefined)
      return `${source.flag}: ${startsWithVerb(issue.message) ? `${formatPath(source.below)} ` : ''}${issue.message}`.replace(
        ':  ',
        ': ',
      )
    if (from !== undefined) return describe(issue, from.name, place)
    return `${formatPath(issue.path)}: ${issue.message}`
  })
  return new Failure(EXIT.usage, joinLines(lines))
}

/** A list or map as a whole that a flag gave something of. */
function belowOf(given: GivenAnswers, path: FieldPath): { flag: string; below: FieldPath } | undefined {
  const flag = given.flagBelow(path)
  return flag === undefined ? undefined : { flag, below: [] }
}

/**
 * What is wrong with a component that was added is wrong with the one that needs it: it is said once, where
 * the person wrote it.
 */
function ofPerson(issues: readonly FleetIssue[], components: number): readonly FleetIssue[] {
  const own = issues.filter(({ path }) => path[0] !== 'components' || Number(path[1] ?? 0) < components)
  return own.length > 0 ? own : issues
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
