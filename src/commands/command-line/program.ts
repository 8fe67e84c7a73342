import { Command } from 'commander'
import type { CommandDefinition, Runnable } from './command-definition.ts'
import type { CommonFlags } from './options.ts'
import { GENERATOR_VERSION } from './version.ts'

/** Runs what was typed. */
export type Start = (runnable: Runnable, words: readonly string[], flags: CommonFlags) => Promise<void>

/**
 * Commander's program.
 * @param commands all that there are
 * @param known those of them that it is to know: making the flags of all takes as long as some commands run
 */
export function buildProgram(
  commands: readonly CommandDefinition[],
  known: readonly CommandDefinition[],
  start: Start,
): Command {
  const program = new Command('flux-fleet')
    .description('Starts and grows Git repositories that Flux reconciles.')
    .version(GENERATOR_VERSION)
    .exitOverride()
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({ outputError: () => {} })
  for (const definition of known) {
    const command = addRunnable(program, definition, (words, flags) => start(definition, words, flags))
    if (definition.helpEnd !== undefined) command.addHelpText('after', definition.helpEnd(commands))
    if (definition.subcommands === undefined) continue
    // Else it would take for itself the flags that stand behind the subcommand.
    command.enablePositionalOptions()
    for (const subcommand of definition.subcommands)
      addRunnable(command, subcommand, (words, flags) =>
        start(subcommand, words, withFlagsBefore(command.opts(), flags)),
      )
  }
  return program
}

function addRunnable(
  parent: Command,
  { name, usage, description, words, flags }: Runnable,
  run: (words: readonly string[], flags: CommonFlags) => Promise<void>,
): Command {
  const command = parent.command(name).usage(`${usage} [flags]`.trimStart()).description(description)
  for (const [syntax, meaning] of words) command.argument(syntax, meaning)
  for (const flag of flags()) command.addOption(flag)
  // Commander gives the words, one or several each, then the flags and the command.
  return command.action((...given: unknown[]) => {
    const typed = given.slice(0, -2).flat() as (string | undefined)[]
    return run(
      typed.filter((word) => word !== undefined),
      given.at(-2) as CommonFlags,
    )
  })
}

/** Flags may also stand before a subcommand, where commander takes them for those of the command itself. */
function withFlagsBefore(before: CommonFlags, flags: CommonFlags): CommonFlags {
  const checkout = [...(before.checkout ?? []), ...(flags.checkout ?? [])]
  return {
    ...before,
    ...flags,
    // On unless it was said otherwise.
    color: before.color !== false && flags.color !== false,
    ...(checkout.length === 0 ? {} : { checkout }),
  }
}
