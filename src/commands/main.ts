import { Command, CommanderError } from 'commander'
import { fleetGenerator } from '../../generators/fleet.ts'
import { suggestion } from '../text/suggestion.ts'
import { GitError } from '../tools/git.ts'
import { TreeError } from '../tree/tree-error.ts'
import { EXIT, Failure, Reported } from './command-line/failure.ts'
import { type KnownFlag, refuseSwallowedFlags } from './command-line/npm-flags.ts'
import { addCommonFlags, addQuestionFlags, type CommonFlags } from './command-line/options.ts'
import { ownLine } from './command-line/own-command.ts'
import { Terminal } from './command-line/terminal.ts'
import { GENERATOR_VERSION } from './command-line/version.ts'
import { create as runCreate } from './create.ts'
import { generate as runGenerate } from './generate.ts'
import { addLivingCommands } from './living-commands.ts'

/** The commands, and how many words each takes at most, itself included. */
const COMMANDS = new Map([
  ['create', 2],
  ['add', Number.POSITIVE_INFINITY],
  ['remove', Number.POSITIVE_INFINITY],
  ['rename', 4],
  ['apply', 1],
  ['undo', 1],
  ['diff', 1],
  ['list', 2],
  ['explain', 2],
  ['generate', 2],
  ['help', 2],
])

/** What the help of `create`, which comes first, says of the others. */
const OTHER_COMMANDS = [
  'add [thing] [name…]     add a cluster, environment, component or tenant',
  'remove <thing> <name…>  remove one, with its files',
  'rename <thing> <o> <n>  rename one; folders follow, and what runs on the clusters stays',
  'apply                   change the files after flux-fleet.yaml was edited',
  'undo                    take back the last run, if nothing that it touched was changed since',
  'diff                    tell what was not applied, edited by hand, or made by older templates',
  'list [what]             list clusters, environments, components, tenants, or the catalog',
  'explain <path>          tell what made a file, and whether it was changed since',
  "generate [generator]    run a generator of the fleet's own .flux-fleet/plopfile.mjs",
]
  .map((line) => `  ${line}`)
  .join('\n')

/** Exit codes of the errors that `src/tree` throws, by their code. */
const TREE_EXITS: Readonly<Record<string, number>> = {
  CONFLICT: EXIT.conflict,
  CANCELLED: EXIT.cancelled,
}

/**
 * Runs the command line.
 * @param words what was typed after the program's name
 * @returns the exit code
 */
export async function main(words: readonly string[]): Promise<number> {
  let flags: CommonFlags = {}
  const typed = withDefaultCommand(words)
  const program = buildProgram(typed[0], (parsed) => {
    flags = parsed
  })
  const known = knownFlags(program)
  try {
    refuseSwallowedFlags(process.env, words, known, (word) => COMMANDS.get(word))
    refuseUnknownTopic(words)
    await program.parseAsync(typed, { from: 'user' })
    return EXIT.done
  } catch (error) {
    return report(error, flags, words, [...known.keys()])
  }
}

/** Both bins read alike: without a command, or with a directory first, it is `create`. */
function withDefaultCommand(typed: readonly string[]): string[] {
  // npm takes the "--" away; npx and other package managers hand it on.
  const separator = typed.indexOf('--')
  const words = typed.filter((_, index) => index !== separator || !typed[index + 1]?.startsWith('-'))
  const [first] = words
  // Of a component that is added it is the version of the component.
  if (first !== 'add' && words.some((word) => word === '--version' || word === '-V')) return ['--version']
  if (first !== undefined && COMMANDS.has(first)) return words
  return ['create', ...words]
}

/** Commander would print the whole help as if it were an error, and no word about what is wrong. */
function refuseUnknownTopic([first, topic]: readonly string[]): void {
  if (first !== 'help' || topic === undefined || topic.startsWith('-') || COMMANDS.has(topic)) return
  throw new Failure(
    EXIT.usage,
    `help ${topic}: there is no command "${topic}"${suggestion(topic, [...COMMANDS.keys()]) || `: ${[...COMMANDS.keys()].join(', ')}`}`,
  )
}

/** @param command the one that is run: making the flags of all others takes as long as some of them run */
function buildProgram(command: string | undefined, remember: (flags: CommonFlags) => void): Command {
  const program = new Command('flux-fleet')
    .description('Starts and grows Git repositories that Flux reconciles.')
    .version(GENERATOR_VERSION)
    .exitOverride()
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({ outputError: () => {} })
  const create = program
    .command('create')
    .usage('[directory] [flags]')
    .description('Make a new fleet: a Git repository that Flux reconciles.')
    .argument('[directory]', 'where it is made; by default the name of the fleet')
    .option('--from <file>', 'Take all answers from a flux-fleet.yaml, or from standard input with "-"')
    .action(async (directory: string | undefined, options: CommonFlags) => {
      remember(options)
      await runCreate(directory, options as never, terminalFor(options))
    })
  addQuestionFlags(create, fleetGenerator)
  addCommonFlags(create)
  create.addHelpText(
    'after',
    `\nOther commands, in a fleet that is there:\n${OTHER_COMMANDS}\n\nStarted through npm, flags stand behind "--":\n  ${ownLine(['my-fleet'], ['--yes'])}\n`,
  )
  if (command !== 'create') addLivingCommands(program, { remember, terminalFor })
  const generate = program
    .command('generate')
    .usage('[generator] [flags]')
    .description("Run a generator of the fleet's own .flux-fleet/plopfile.mjs; without a name, list them.")
    .argument('[generator]', 'name of the generator')
    .option(
      '--answer <name=value>',
      'Answer one of its prompts',
      (value: string, before: string[] | undefined) => [...(before ?? []), value],
    )
    .action(async (name: string | undefined, options: CommonFlags & { answer?: string[] }) => {
      remember(options)
      await runGenerate(name, options, terminalFor(options))
    })
  addCommonFlags(generate)
  return program
}

function terminalFor(flags: CommonFlags): Terminal {
  // Prompts are loaded later and look at the environment only.
  if (flags.color === false) process.env.NO_COLOR = '1'
  return new Terminal({ color: Terminal.wantsColor(flags.color, process.env), quiet: flags.quiet === true })
}

function knownFlags(program: Command): Map<string, KnownFlag> {
  const options = program.commands
    .flatMap((command) => [command, ...command.commands])
    .flatMap((command) => command.options)
    .filter((option) => option.long !== undefined)
  const names = new Set(options.map((option) => option.long))
  return new Map(
    options
      .filter((option) => !option.negate)
      .map((option) => [
        option.long!.slice(2),
        { takesValue: option.required, negatable: names.has(`--no-${option.long!.slice(2)}`) },
      ]),
  )
}

function report(
  error: unknown,
  flags: CommonFlags,
  words: readonly string[],
  known: readonly string[],
): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
  const code = exitCodeOf(error)
  const message = visible(withoutPrivateKeys(messageOf(error, code, known)))
  const terminal = terminalFor(flags)
  if ((flags.json === true || words.includes('--json')) && !(error instanceof Reported)) {
    terminal.json({ error: { exitCode: code, message } })
  }
  terminal.error(message)
  if ((flags.debug === true || words.includes('--debug')) && error instanceof Error)
    process.stderr.write(`${withoutPrivateKeys(error.stack ?? '')}\n`)
  return code
}

/** A message repeats what was typed: a private key typed by mistake must not end up in a log. */
function withoutPrivateKeys(text: string): string {
  return text.replaceAll(/AGE-SECRET-KEY-[0-9A-Z-]+/gi, 'AGE-SECRET-KEY-…')
}

/** What was typed may hold what a terminal obeys, or what changes how the rest of the line reads. */
function visible(text: string): string {
  return text.replaceAll(
    /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Failure) return error.exitCode
  if (error instanceof CommanderError) return EXIT.usage
  if (error instanceof GitError) return EXIT.obstacle
  if (error instanceof TreeError) return TREE_EXITS[error.code] ?? EXIT.obstacle
  return EXIT.fault
}

function messageOf(error: unknown, code: number, known: readonly string[]): string {
  if (error instanceof CommanderError)
    return `${withNeighbor(error.message.replace(/^error: /, ''), known)}\nflux-fleet --help shows what there is.`
  const message = error instanceof Error ? error.message : String(error)
  return code === EXIT.fault
    ? `${message}\nThis is a fault of ours: please report it, with what --debug shows.`
    : message
}

/** Commander finds the neighbor of a misspelled flag only when its value is a word of its own. */
function withNeighbor(message: string, known: readonly string[]): string {
  const flag = /^unknown option '(--[^'=]+)=[^\n]*$/.exec(message)?.[1]
  return flag === undefined
    ? message
    : message +
        suggestion(
          flag,
          known.map((name) => `--${name}`),
        )
}
