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
import { Terminal } from './command-line/terminal.ts'
import { COMMANDS } from './command-table.ts'
import { createCommand } from './create.ts'

/**
 * Runs the command line.
 * @param words what was typed after the program's name
 * @returns the exit code
 */
export async function main(words: readonly string[]): Promise<number> {
  let flags: CommonFlags = {}
  const typed = withDefaultCommand(words, COMMANDS)
  const ours = () => knownFlags(meant(typed))
  try {
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
