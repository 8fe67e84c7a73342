import type { Option } from 'commander'
import { ENTRY_KINDS, type EntryKind } from '../../../generators/index.ts'
import { suggestion } from '../../text/suggestion.ts'
import type { CommandDefinition, Runnable, Word } from '../command-line/command-definition.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { type CommonFlags, changeFlags } from '../command-line/options.ts'
import type { Terminal } from '../command-line/terminal.ts'

/** A command that is about entries of one kind, and has a subcommand for each, such as `add cluster`. */
interface EntryCommand<Flags extends CommonFlags>
  extends Pick<CommandDefinition<Flags>, 'name' | 'usage' | 'description' | 'words'> {
  summary: NonNullable<CommandDefinition['summary']>
  /** What the subcommand of a kind says, and its flags besides those of every change. */
  forEntry(kind: EntryKind): { description: string; words: readonly Word[]; flags?(): Option[] }
  /** @param kind undefined where none was typed */
  run(kind: EntryKind | undefined, words: readonly string[], flags: Flags, terminal: Terminal): Promise<void>
}

/** The kinds of entries, as a list in words. */
export const ENTRY_NAMES = ENTRY_KINDS.map(({ name }) => name).join(', ')

/** What entries of a kind are, inside of a sentence. */
export function describeEntry({ generator }: EntryKind): string {
  return generator.description.replace(/^A/, 'a')
}

/** The definition of a command with a subcommand for each kind of entry. */
export function entryCommand<Flags extends CommonFlags>({
  name,
  usage,
  words,
  forEntry,
  run,
  ...command
}: EntryCommand<Flags>): CommandDefinition<Flags> & { subcommands: readonly Runnable<Flags>[] } {
  return {
    ...command,
    name,
    usage: `[thing] ${usage}`,
    needs: 'fleet',
    words: [['[thing]', `what to ${name}`], ...words],
    flags: changeFlags,
    run: async ([word], flags, terminal) => {
      if (word !== undefined) throw unknownKind(name, word)
      await run(undefined, [], flags, terminal)
    },
    subcommands: ENTRY_KINDS.map((kind) => {
      const { flags = () => [], ...texts } = forEntry(kind)
      return {
        ...texts,
        name: kind.name,
        usage,
        flags: () => [...flags(), ...changeFlags()],
        run: (typed, given, terminal) => run(kind, typed, given, terminal),
      }
    }),
  }
}

function unknownKind(command: string, word: string): Failure {
  const names = ENTRY_KINDS.map(({ name }) => name)
  return new Failure(
    EXIT.usage,
    `${command} ${word}: there is nothing called "${word}" to ${command}${suggestion(word, names) || `: ${names.join(', ')}`}`,
  )
}
