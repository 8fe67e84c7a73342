import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Option } from 'commander'
import { GENERATORS } from '../../generators/index.ts'
import { runActions } from '../pack/actions.ts'
import { Draft } from '../pack/draft.ts'
import { loadPack, type Pack, type PackGenerator, PLOPFILE } from '../pack/load-pack.ts'
import { FleetMismatchError, PackError } from '../pack/pack-error.ts'
import { Renderer } from '../pack/renderer.ts'
import type { PrintedCommand } from '../text/commands/printed-command.ts'
import { suggestion } from '../text/suggestion.ts'
import { Disk } from '../tree/disk.ts'
import { makePlan } from '../tree/plan.ts'
import { withAsker } from './answers/open-asker.ts'
import { PackAnswers } from './answers/pack-answers.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import { type CommonFlags, commonFlags, repeatable } from './command-line/options.ts'
import { ownLine } from './command-line/own-command.ts'
import type { Terminal } from './command-line/terminal.ts'
import { workingDirectory } from './command-line/working-directory.ts'
import { FLEET_FILE } from './repositories/fleet-file.ts'
import { takeBackKilledRuns } from './repositories/killed-runs.ts'
import { findFolderWith } from './repositories/open-fleet.ts'
import { PACK_FOLDER } from './repositories/own-library.ts'
import { gitIn } from './write/git-in.ts'
import { conflictAsker, writePlan } from './write/write-plan.ts'

interface GenerateFlags extends CommonFlags {
  /** As `name=value`. */
  answer?: string[]
}

/**
 * Runs a generator of the fleet's own plopfile through our Tree and Plan; without a name, lists what there
 * is.
 */
export const generateCommand: CommandDefinition<GenerateFlags> = {
  name: 'generate',
  usage: '[generator]',
  description: "Run a generator of the fleet's own .flux-fleet/plopfile.mjs; without a name, list them.",
  summary: { text: "run a generator of the fleet's own .flux-fleet/plopfile.mjs" },
  needs: 'nothing',
  words: [['[generator]', 'name of the generator']],
  flags: () => [
    repeatable(new Option('--answer <name=value>', 'Answer one of its prompts')),
    ...commonFlags(),
  ],
  run: ([name], flags, terminal) => generate(name, flags, terminal),
}

/** The command that runs a generator of ours. */
function commandOf(name: string): string {
  return name === 'fleet' ? 'create' : `add ${name}`
}

/** The same as it is typed. */
function lineOf(name: string): PrintedCommand {
  return ownLine(name === 'fleet' ? [] : ['add', name])
}

/** @throws Failure for whatever keeps a generator from being run */
async function generate(name: string | undefined, flags: GenerateFlags, terminal: Terminal): Promise<void> {
  const cwd = workingDirectory(flags)
  const root = findFolderWith([FLEET_FILE, PACK_FOLDER], cwd)
  const file = root === undefined ? undefined : join(root, PLOPFILE)
  try {
    const pack =
      root !== undefined && file !== undefined && existsSync(file) ? await loadPack(file, root) : undefined
    if (name === undefined) return listGenerators(pack, flags, terminal)
    const generator = pack?.generators.find((candidate) => candidate.name === name)
    if (root === undefined || pack === undefined || generator === undefined)
      throw notFound(name, pack, root, cwd)
    await runGenerator(generator, pack, { root, cwd }, flags, terminal)
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    const message =
      file === undefined || error.message.startsWith(file)
        ? error.message
        : `${relative(cwd, file)}: ${error.message}`
    const exit = error instanceof FleetMismatchError ? EXIT.obstacle : EXIT.usage
    throw new Failure(exit, `${message.replace(/\.$/, '')}.\nNothing was written.`, { cause: error })
  }
}

function listGenerators(pack: Pack | undefined, flags: GenerateFlags, terminal: Terminal): void {
  const ours = GENERATORS.map(({ name, description }) => ({
    name,
    description,
    from: 'flux-fleet',
    command: lineOf(name),
  }))
  const theirs = (pack?.generators ?? []).map(({ name, description, prompts }) => ({
    name,
    description,
    from: PACK_FOLDER,
    command: ownLine(['generate', name]),
    ...(Array.isArray(prompts)
      ? { answers: prompts.map((prompt) => (prompt as { name?: unknown } | null)?.name) }
      : {}),
  }))
  const generators = [...ours, ...theirs]
  if (flags.json === true) {
    terminal.result(JSON.stringify({ generators }, null, 2))
    return
  }
  const width = Math.max(...generators.map(({ name }) => name.length))
  for (const { name, description, command } of generators) {
    terminal.result(`${terminal.style('bold', name.padEnd(width))}  ${description}`)
    terminal.result(terminal.style('dim', `${' '.repeat(width)}  ${command}`))
  }
}

function notFound(name: string, pack: Pack | undefined, root: string | undefined, cwd: string): Failure {
  if (GENERATORS.some((own) => own.name === name))
    return new Failure(EXIT.usage, `"${name}" is run by "${commandOf(name)}": ${lineOf(name)}.`)
  if (root === undefined) {
    return new Failure(
      EXIT.obstacle,
      `There is no fleet in ${cwd} or above it: no ${FLEET_FILE} and no ${PACK_FOLDER}/. Go there, or name it with --cwd.`,
    )
  }
  if (pack === undefined) {
    return new Failure(
      EXIT.usage,
      `There is no generator "${name}": ${join(root, PACK_FOLDER, 'plopfile.mjs')}, where a fleet has its own, does not exist.`,
    )
  }
  const names = pack.generators.map((generator) => generator.name)
  const known = names.length === 0 ? 'Its plopfile registers none.' : `There are: ${names.join(', ')}.`
  return new Failure(EXIT.usage, `There is no generator "${name}"${suggestion(name, names)}. ${known}`)
}

async function runGenerator(
  generator: PackGenerator,
  pack: Pack,
  { root, cwd }: { root: string; cwd: string },
  flags: GenerateFlags,
  terminal: Terminal,
): Promise<void> {
  await withAsker(flags, async (asker) => {
    const given = new PackAnswers(flags.answer ?? [], { yes: flags.yes === true, asker, terminal })
    const answers = await given.answer(generator.prompts, pack.inquirer)
    await takeBackKilledRuns(root, terminal)
    const disk = new Disk(root)
    const draft = new Draft(disk)
    const notes = await runActions(answers, { generator, renderer: await Renderer.create(pack), draft, root })
    const plan = await makePlan({
      theirs: draft.tree(),
      disk,
      onConflict: draft.resolving(conflictAsker(flags, asker)),
    })
    const shown = relative(cwd, root)
    await writePlan(
      {
        plan,
        target: root,
        shownTarget: shown || '.',
        question: 'Write these files?',
        message: `Run generator ${generator.name}`,
        notes,
        next: [{ command: gitIn(shown, 'status'), why: 'see what is new, then commit it' }],
        command: async () => ({
          words: ['generate', generator.name],
          flags: ['--yes', ...given.flags().flatMap((answer) => ['--answer', answer])],
        }),
      },
      flags,
      terminal,
      asker,
    )
  })
}
