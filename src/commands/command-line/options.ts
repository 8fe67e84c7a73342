import { Option } from 'commander'
import type { Generator } from '../../../generators/generator.ts'
import { flagOf, type Question } from '../../fleet/questions/question.ts'

/** What the flags of every command that writes mean. */
export interface CommonFlags {
  yes?: boolean
  dryRun?: boolean
  diff?: boolean
  json?: boolean
  quiet?: boolean
  color?: boolean
  cwd?: string
  onConflict?: 'ask' | 'keep' | 'replace' | 'fail'
  commit?: boolean
  /** The message of the commit, in place of ours. */
  message?: string
  /** Repositories of the fleet that do not lie beside its own: a name and a directory each. */
  checkout?: string[]
  debug?: boolean
  /** Folder that private keys are kept in, in place of `.age`. */
  keysDir?: string
}

/** A flag for each question of a generator. */
export function questionFlags({ questions }: Generator): Option[] {
  return questions.flatMap(questionOptions)
}

/**
 * The questions of an entry that have a flag of their own in `add`: those whose flag says one thing only.
 */
export function entryQuestions({ questions }: Generator): Question[] {
  const isPlain = ({ field }: Question) => !field.includes('.')
  return questions.filter((question) => {
    const same = questions.filter((other) => flagOf(other) === flagOf(question))
    return (
      question.field !== 'name' &&
      (same.length === 1 || (isPlain(question) && same.filter(isPlain).length === 1))
    )
  })
}

/** A flag for each question of an entry that has one; those of lists can be given several times. */
export function entryFlags(generator: Generator): Option[] {
  return entryQuestions(generator).flatMap((question) =>
    questionOptions(question.type === 'list' ? { ...question, repeatable: true } : question),
  )
}

function questionOptions(question: Question): Option[] {
  const flag = flagOf(question)
  const help = question.help ?? question.message
  if (question.type === 'confirm')
    return [new Option(`--${flag}`, help), new Option(`--no-${flag}`).hideHelp()]
  const option = new Option(`--${flag} <${question.value ?? flag}>`, help)
  return [question.repeatable === true ? repeatable(option) : option]
}

/** The same flag, whose values come as a list. */
export function repeatable(option: Option): Option {
  return option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
}

/** How a command runs that changes a fleet. */
export function changeFlags(): Option[] {
  return [...writeFlags(), conflictFlag(), ...commitFlags(), ...readerFlags()]
}

/** How a command runs that takes back a run: there is no conflict that could be resolved. */
export function undoFlags(): Option[] {
  return [...writeFlags(), ...commitFlags(), ...reportFlags()]
}

/** How a command runs that makes files. */
export function commonFlags(): Option[] {
  return [...writeFlags(), conflictFlag(), ...reportFlags()]
}

/** How a command runs that reads all repositories of a fleet. */
export function readerFlags(): Option[] {
  return [checkoutFlag(), ...reportFlags()]
}

/** Where a command runs and how it reports. */
export function reportFlags(): Option[] {
  return [
    new Option('--json', 'Report as JSON on standard output'),
    new Option('--cwd <directory>', 'Run as if started in this directory'),
    new Option('--quiet', 'Report errors only'),
    new Option('--no-color', 'Do not color the output'),
    new Option('--debug', 'Show where in the program an error came from'),
  ]
}

function writeFlags(): Option[] {
  return [
    new Option('-y, --yes', 'Take the default of whatever was not answered, and do not ask'),
    new Option('--dry-run', 'Show what would be written, write nothing'),
    new Option('--diff', 'Show the content of what is written'),
  ]
}

/** Where a command puts private keys that it makes. */
export function keysFlag(): Option {
  return new Option(
    '--keys-dir <folder>',
    'Keep private keys in this folder outside of the repository, which remembers it; by default in .age',
  )
}

function conflictFlag(): Option {
  return new Option('--on-conflict <how>', 'What to do with files in the way').choices([
    'ask',
    'keep',
    'replace',
    'fail',
  ])
}

function commitFlags(): Option[] {
  return [
    new Option('--commit', 'Commit in Git what is written, and nothing else'),
    new Option('--message <text>', 'The message of that commit'),
  ]
}

function checkoutFlag(): Option {
  return repeatable(
    new Option(
      '--checkout <name=directory>',
      'A repository of the fleet that does not lie beside this one: its name and where it is',
    ),
  )
}
