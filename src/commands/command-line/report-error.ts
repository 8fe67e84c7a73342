import { CommanderError } from 'commander'
import { suggestion } from '../../text/suggestion.ts'
import { visible } from '../../text/visible.ts'
import { GitError } from '../../tools/git.ts'
import { TreeError } from '../../tree/tree-error.ts'
import { EXIT, Failure, Reported } from './failure.ts'
import type { Terminal } from './terminal.ts'

/** Exit codes of the errors that `src/tree` throws, by their code. */
const TREE_EXITS: Readonly<Record<string, number>> = {
  CONFLICT: EXIT.conflict,
  CANCELLED: EXIT.cancelled,
}

/** How an error is told. */
export interface Telling {
  terminal: Terminal
  /** Whether a program asked for the report. */
  json: boolean
  /** Whether to show where in the program it came from. */
  debug: boolean
  /** The flags that may have been meant, without `--`. */
  flags(): Iterable<string>
}

/**
 * Tells what ended a command.
 * @returns the exit code
 */
export function reportError(error: unknown, { terminal, json, debug, flags }: Telling): number {
  // Commander ends help and version with an error.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
  const code = exitCodeOf(error)
  const message = visible(withoutPrivateKeys(messageOf(error, code, flags)))
  if (json && !(error instanceof Reported)) terminal.json({ error: { exitCode: code, message } })
  terminal.error(message)
  if (debug && error instanceof Error) process.stderr.write(`${withoutPrivateKeys(error.stack ?? '')}\n`)
  return code
}

/** A message repeats what was typed: a private key typed by mistake must not end up in a log. */
function withoutPrivateKeys(text: string): string {
  return text.replaceAll(/AGE-SECRET-KEY-[0-9A-Z-]+/gi, 'AGE-SECRET-KEY-…')
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Failure) return error.exitCode
  if (error instanceof CommanderError) return EXIT.usage
  if (error instanceof GitError) return EXIT.obstacle
  if (error instanceof TreeError) return TREE_EXITS[error.code] ?? EXIT.obstacle
  return EXIT.fault
}

function messageOf(error: unknown, code: number, known: () => Iterable<string>): string {
  if (error instanceof CommanderError)
    return `${withNeighbor(error.message.replace(/^error: /, ''), known)}\nflux-fleet --help shows what there is.`
  const message = error instanceof Error ? error.message : String(error)
  return code === EXIT.fault
    ? `${message}\nThis is a fault of ours: please report it, with what --debug shows.`
    : message
}

/** Commander finds the neighbor of a misspelled flag only when its value is a word of its own. */
function withNeighbor(message: string, known: () => Iterable<string>): string {
  const flag = /^unknown option '(--[^'=]+)=[^\n]*$/.exec(message)?.[1]
  return flag === undefined
    ? message
    : message +
        suggestion(
          flag,
          [...known()].map((name) => `--${name}`),
        )
}
