import leven from 'leven'
import { nearestWord } from '../../text/suggestion.ts'
import { EXIT, Failure } from './failure.ts'
import type { StartedAs } from './started-as.ts'

/** What people call our commands who know others, and what they get with us. */
const CALLED_OTHERWISE: Readonly<Record<string, string>> = {
  init: 'create',
  new: 'create',
  update: 'upgrade',
  sync: 'apply',
  reconcile: 'apply',
  delete: 'remove',
  rm: 'remove',
  uninstall: 'remove',
  install: 'add',
  mv: 'rename',
  ls: 'list',
  get: 'list',
  show: 'list',
  status: 'diff',
  doctor: 'diff',
  check: 'diff',
  revert: 'undo',
  rollback: 'undo',
  version: '--version',
}

/** What is known of where a line was typed. */
export interface TypedWhere {
  startedAs: StartedAs
  /** The file of a fleet that is around; undefined where there is none. */
  fleetAround: string | undefined
  isDirectory(word: string): boolean
}

/**
 * Refuses to make a fleet in a folder called like a misspelled command. A word may stand for `create` and a directory
 * where it can be nothing else: a path, or any word behind the name `create-flux-fleet` that is not near a command.
 * @param words what was typed, none of it a command
 * @param names of the commands that there are
 * @throws Failure that names the nearest command
 */
export function refuseUnknownCommand(
  [word, ...rest]: readonly string[],
  names: readonly string[],
  { startedAs, fleetAround, isDirectory }: TypedWhere,
): void {
  if (word === undefined || word === '' || word.startsWith('-') || isPath(word)) return
  const meant =
    names.includes(CALLED_OTHERWISE[word] ?? '') || word === 'version'
      ? CALLED_OTHERWISE[word]
      : near(word, names)
  const isOurs = startedAs === 'flux-fleet'
  if (meant === undefined && fleetAround === undefined && (!isOurs || isDirectory(word))) return
  const advice = meant === undefined ? `The commands are: ${names.join(', ')}.` : `Did you mean "${meant}"?`
  // Behind a command there are names, which create takes none of.
  const create =
    rest[0] === undefined || rest[0].startsWith('-')
      ? `\nTo make a fleet in a folder called that: ${['flux-fleet', 'create', word, ...rest].join(' ')}`
      : ''
  const around = fleetAround === undefined || meant !== undefined ? '' : ` ${fleetAround} is a fleet already.`
  throw new Failure(
    EXIT.usage,
    `${word}: there is no such command.${around} ${advice}${create}\nNothing was written.`,
  )
}

/** Whether a word can only be a directory. */
function isPath(word: string): boolean {
  return /[/\\]|^\.|^~/.test(word)
}

/** Of short words one letter may be wrong, of longer ones two: many a folder is called nearly like a command. */
function near(word: string, names: readonly string[]): string | undefined {
  const lower = word.toLowerCase()
  const found = nearestWord(lower, names, leven)
  return found !== undefined && leven(lower, found) <= (word.length < 6 ? 1 : 2) ? found : undefined
}
