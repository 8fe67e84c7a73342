import { withAsker } from '../answers/open-asker.ts'
import type { CommandDefinition } from '../command-line/command-definition.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import type { CommonFlags } from '../command-line/options.ts'

/**
 * Asks what to do in a fleet that is there, where nothing was named.
 * @param folder of the fleet
 * @returns the name of the command
 * @throws Failure that lists the commands where nobody can be asked
 */
export async function chooseCommand(
  folder: string,
  commands: readonly CommandDefinition[],
  flags: CommonFlags,
): Promise<string> {
  const offered = commands.flatMap(({ name, summary }) =>
    // What needs words of its own can't be chosen by name alone.
    summary === undefined || name === 'explain' ? [] : [{ value: name, title: name, hint: summary.text }],
  )
  return withAsker(flags, async (asker) => {
    if (asker === undefined) {
      const width = Math.max(...offered.map(({ value }) => value.length))
      const lines = offered.map(({ value, hint }) => `  ${value.padEnd(width)}  ${hint}`)
      throw new Failure(
        EXIT.usage,
        `${folder} is a fleet already. Name what to do there:\n${lines.join('\n')}\nor make another fleet elsewhere: flux-fleet create <directory>. Nothing was written.`,
      )
    }
    return asker.choose(`What to do in the fleet ${folder}`, offered, undefined)
  })
}
