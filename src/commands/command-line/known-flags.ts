import { type CommandDefinition, flagsOf } from './command-definition.ts'

/** What npm could have taken for itself: a flag of ours, by its name without `--`. */
export interface KnownFlag {
  takesValue: boolean
  /** Whether `--no-<flag>` is a flag as well. */
  negatable: boolean
  /** Whether each time that it is given adds a value. */
  repeatable: boolean
}

/** The flags of commands, without `--`. */
export function knownFlags(commands: readonly CommandDefinition[]): Map<string, KnownFlag> {
  const options = commands.flatMap(flagsOf).filter((option) => option.long !== undefined)
  const names = new Set(options.map((option) => option.long))
  return new Map(
    options
      .filter((option) => !option.negate)
      .map((option) => [
        option.long!.slice(2),
        {
          takesValue: option.required,
          negatable: names.has(`--no-${option.long!.slice(2)}`),
          // Choices have a parser as well.
          repeatable: option.parseArg !== undefined && option.argChoices === undefined,
        },
      ]),
  )
}
