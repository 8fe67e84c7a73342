import type { Option } from 'commander'
import type { CommonFlags } from './options.ts'
import type { Terminal } from './terminal.ts'

/** A word behind the name of a command, as commander writes it (`<path>`, `[names...]`), with its meaning. */
export type Word = readonly [syntax: string, meaning: string]

/** What a person can run: a command, or a subcommand of one. */
export interface Runnable<Flags extends CommonFlags = CommonFlags> {
  name: string
  /** Its words as the first line of its help shows them; its flags stand behind them. */
  usage: string
  /** What its help begins with. */
  description: string
  words: readonly Word[]
  /** Its flags, made only when they are asked for: most runs need those of one command. */
  flags(): Option[]
  /** @param words those that were typed; what may be left out and was is not among them */
  run(words: readonly string[], flags: Flags, terminal: Terminal): Promise<void>
}

/** A command, as its file defines it. The program, its help, the build and the reference are made from it. */
export interface CommandDefinition<Flags extends CommonFlags = CommonFlags> extends Runnable<Flags> {
  /** Its line in the help of `create`, which has none itself. */
  summary?: {
    /** Its words there, where they are others than in its own help. */
    usage?: string
    text: string
  }
  /** Whether it runs in a fleet that is there. */
  needs: 'fleet' | 'nothing'
  /** What it does with one kind of entry each, such as `add cluster`. */
  subcommands?: readonly Runnable<Flags>[]
  /**
   * What its help ends with.
   * @param commands all that there are
   */
  helpEnd?(commands: readonly CommandDefinition[]): string
}

/** A command and its subcommands, each with the words that call it. */
export function runnablesOf(command: CommandDefinition): { line: string; runnable: Runnable }[] {
  return [
    { line: command.name, runnable: command },
    ...(command.subcommands ?? []).map((runnable) => ({
      line: `${command.name} ${runnable.name}`,
      runnable,
    })),
  ]
}

/** The flags of a command and its subcommands. */
export function flagsOf(command: CommandDefinition): Option[] {
  return runnablesOf(command).flatMap(({ runnable }) => runnable.flags())
}
