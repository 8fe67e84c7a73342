import { suggestion } from '../../text/suggestion.ts'
import { type CommandDefinition, flagsOf } from './command-definition.ts'
import { EXIT, Failure } from './failure.ts'

/** Commander's own command, which takes the name of another. */
const HELP = { name: 'help', words: 2 }

/**
 * What was typed, with the command that is meant. Both bins read alike: without a command, or with a
 * directory first, it is the first of the table, `create`.
 */
export function withDefaultCommand(
  typed: readonly string[],
  commands: readonly CommandDefinition[],
): string[] {
  // npm takes the "--" away; npx and other package managers hand it on.
  const separator = typed.indexOf('--')
  const words = typed.filter((_, index) => index !== separator || !typed[index + 1]?.startsWith('-'))
  const command = namedCommand(words, commands)
  const asksVersion = words.some((word) => word === '--version' || word === '-V')
  // Of a component that is added it is the version of the component.
  if (asksVersion && !(command !== undefined && takesVersion(command))) return ['--version']
  if (command !== undefined || words[0] === HELP.name) return words
  return [commands[0]!.name, ...words]
}

/** The command that a line begins with, or undefined. */
export function namedCommand(
  [first]: readonly string[],
  commands: readonly CommandDefinition[],
): CommandDefinition | undefined {
  return commands.find(({ name }) => name === first)
}

/** The commands that a line is about: the one that it begins with, or what help is asked about. */
export function commandsToKnow(
  words: readonly string[],
  commands: readonly CommandDefinition[],
): readonly CommandDefinition[] {
  const isHelp = words[0] === HELP.name
  const one = namedCommand(isHelp ? words.slice(1) : words, commands)
  if (one !== undefined) return [one]
  return isHelp ? commands : []
}

/** How many words the command called so takes at most, itself included; undefined for what is no command. */
export function mostWords(name: string, commands: readonly CommandDefinition[]): number | undefined {
  if (name === HELP.name) return HELP.words
  const command = namedCommand([name], commands)
  if (command === undefined) return undefined
  const isEndless = command.words.some(([syntax]) => syntax.includes('...'))
  return isEndless ? Number.POSITIVE_INFINITY : 1 + command.words.length
}

/**
 * Refuses help about what is no command: commander would print the whole help as if it were an error, and no
 * word about what is wrong.
 * @throws Failure that names what there is
 */
export function refuseUnknownTopic(
  [first, topic]: readonly string[],
  commands: readonly CommandDefinition[],
): void {
  const names = [...commands.map(({ name }) => name), HELP.name]
  if (first !== HELP.name || topic === undefined || topic.startsWith('-') || names.includes(topic)) return
  throw new Failure(
    EXIT.usage,
    `help ${topic}: there is no command "${topic}"${suggestion(topic, names) || `: ${names.join(', ')}`}`,
  )
}

function takesVersion(command: CommandDefinition): boolean {
  return flagsOf(command).some(({ long }) => long === '--version')
}
