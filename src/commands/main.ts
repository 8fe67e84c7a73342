import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { EXIT } from './command-line/failure.ts'
import { knownFlags } from './command-line/known-flags.ts'
import {
  commandsToKnow,
  mostWords,
  namedCommand,
  refuseUnknownTopic,
  withDefaultCommand,
} from './command-line/named-command.ts'
import { refuseSwallowedFlags } from './command-line/npm-flags.ts'
import type { CommonFlags } from './command-line/options.ts'
import { buildProgram } from './command-line/program.ts'
import { reportError } from './command-line/report-error.ts'
import type { StartedAs } from './command-line/started-as.ts'
import { Terminal } from './command-line/terminal.ts'
import { refuseUnknownCommand } from './command-line/unknown-command.ts'
import { COMMANDS } from './command-table.ts'
import { createCommand } from './create.ts'
import { chooseCommand } from './menu/choose-command.ts'
import { FLEET_FILE } from './repositories/fleet-file.ts'
import { findFolderWith } from './repositories/open-fleet.ts'

/**
 * Runs the command line.
 * @param words what was typed after the program's name
 * @param name that the program was started by
 * @returns the exit code
 */
export async function main(words: readonly string[], name?: StartedAs): Promise<number> {
  let flags: CommonFlags = {}
  let typed = withDefaultCommand(words, COMMANDS)
  const ours = () => knownFlags(meant(typed))
  try {
    typed = await withChosenCommand(words, typed, name)
    refuseSwallowedFlags(process.env, words, ours, (word) => mostWords(word, COMMANDS))
    refuseUnknownTopic(words, COMMANDS)
    const program = buildProgram(
      COMMANDS,
      commandsToKnow(typed, COMMANDS),
      async (runnable, given, parsed) => {
        flags = parsed
        await runnable.run(given, parsed, terminalFor(parsed))
      },
    )
    await program.parseAsync(typed, { from: 'user' })
    return EXIT.done
  } catch (error) {
    return reportError(error, {
      terminal: terminalFor(flags),
      json: flags.json === true || words.includes('--json'),
      debug: flags.debug === true || words.includes('--debug'),
      flags: () => ours().keys(),
    })
  }
}

/**
 * What was typed, where it is wrong to take a line without a command for the making of a fleet: inside of one a person
 * chooses, and a word that was meant as a command is refused.
 * @throws Failure
 */
async function withChosenCommand(
  words: readonly string[],
  typed: string[],
  name: StartedAs,
): Promise<string[]> {
  const isNamed = typed[0] !== createCommand.name || words[0] === createCommand.name
  if (isNamed || words.includes('--help') || words.includes('-h')) return typed
  const cwd = flagValue(words, '--cwd') ?? process.cwd()
  const around = findFolderWith([FLEET_FILE], resolve(cwd))
  const rest = withoutFlag(typed.slice(1), '--cwd')
  refuseUnknownCommand(
    rest,
    COMMANDS.map((command) => command.name),
    {
      startedAs: name,
      fleetAround: around,
      isDirectory: (word) => existsSync(join(cwd, word)),
    },
  )
  const isBare = rest.every((word) => word.startsWith('-')) && flagValue(words, '--from') === undefined
  if (!isBare || around === undefined || flagValue(words, '--name') !== undefined) return typed
  const chosen = await chooseCommand(around, COMMANDS, {
    yes: rest.includes('--yes') || rest.includes('-y'),
    json: rest.includes('--json'),
  })
  return [chosen, ...typed.slice(1)]
}

function withoutFlag(words: readonly string[], flag: string): string[] {
  const index = words.indexOf(flag)
  return words.filter(
    (word, at) => !(index >= 0 && (at === index || at === index + 1)) && !word.startsWith(`${flag}=`),
  )
}

/** The value of a flag that is looked at before flags are parsed. */
function flagValue(words: readonly string[], flag: string): string | undefined {
  const index = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
  if (index === -1) return undefined
  return words[index]!.includes('=') ? words[index]!.slice(flag.length + 1) : words[index + 1]
}

/**
 * The commands whose flags a line may have had. Where a fleet is made, flags that only mean something in one
 * were not meant: some are npm's own as well, such as `--tag`.
 */
function meant(typed: readonly string[]): readonly CommandDefinition[] {
  return namedCommand(typed, COMMANDS) === createCommand
    ? COMMANDS.filter(({ needs }) => needs === 'nothing')
    : COMMANDS
}

function terminalFor(flags: CommonFlags): Terminal {
  // Prompts are loaded later and look at the environment only.
  if (flags.color === false) process.env.NO_COLOR = '1'
  return new Terminal({ color: Terminal.wantsColor(flags.color, process.env), quiet: flags.quiet === true })
}
