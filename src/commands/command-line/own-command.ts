import { type Run, run, type Word } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import type { PrintedCommand } from '../../text/commands/printed-command.ts'

/** A command of ours: what it is called with, whatever it is started by. */
export interface OwnCommand {
  /** The command and what it is about; without any, it is `create`. */
  words: readonly Word[]
  /** Flags, with a word for each of their values. */
  flags: readonly Word[]
}

/** A command of ours with more flags. */
export function withFlags({ words, flags }: OwnCommand, more: readonly Word[]): OwnCommand {
  return { words, flags: [...flags, ...more] }
}

/**
 * A command of ours as a person types it: flags stand behind `--`, since npm keeps those before it for itself.
 * @param npm the command of npm that starts us
 */
export function typedCommand({ words, flags }: OwnCommand, npm: 'create' | 'exec' = 'create'): Run {
  return npm === 'create'
    ? run('npm', 'create', 'flux-fleet@latest', ...words, ...(flags.length === 0 ? [] : ['--', ...flags]))
    : run('npm', 'exec', 'create-flux-fleet@latest', '--', ...words, ...flags)
}

/** The line that a person types for a command of ours. */
export function ownLine(words: readonly Word[], flags: readonly Word[] = []): PrintedCommand {
  return posixLine(typedCommand({ words, flags }))
}
