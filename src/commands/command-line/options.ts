import { type Command, Option } from 'commander'
import { flagOf, type Generator, type Question } from '../../../generators/question.ts'

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
  /** Repositories of the fleet that do not lie beside its own: a name and a directory each. */
  checkout?: string[]
  debug?: boolean
}

/** Adds a flag for each question of a generator. */
export function addQuestionFlags(command: Command, generator: Generator): void {
  for (const question of generator.questions) {
    command.addOption(questionOption(question))
    if (question.type === 'confirm') command.addOption(new Option(`--no-${flagOf(question)}`).hideHelp())
  }
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

/** Adds a flag for each question of an entry that has one; those of lists can be given several times. */
export function addEntryFlags(command: Command, generator: Generator): void {
  for (const question of entryQuestions(generator)) {
    command.addOption(questionOption(question.type === 'list' ? { ...question, repeatable: true } : question))
    if (question.type === 'confirm') command.addOption(new Option(`--no-${flagOf(question)}`).hideHelp())
  }
}

function questionOption(question: Question): Option {
  const flag = flagOf(question)
  if (question.type === 'confirm') return new Option(`--${flag}`, question.help ?? question.message)
  const option = new Option(`--${flag} <${question.value ?? flag}>`, question.help ?? question.message)
  return question.repeatable === true
    ? option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
    : option
}

/** Adds the flags that say how a command runs that changes a fleet. */
export function addChangeFlags(command: Command): void {
  addWriteFlags(command)
  addConflictFlag(command)
  addCommitFlag(command)
  addCheckoutFlag(command)
  addReportFlags(command)
}

/** Adds the flag that says where a repository of the fleet is. */
export function addCheckoutFlag(command: Command): Command {
  return command.option(
    '--checkout <name=directory>',
    'A repository of the fleet that does not lie beside this one: its name and where it is',
    (value: string, before: string[] | undefined) => [...(before ?? []), value],
  )
}

/**
 * Adds the flags that say how a command runs that takes back a run: there is no conflict that could be
 * resolved.
 */
export function addUndoFlags(command: Command): void {
  addWriteFlags(command)
  addCommitFlag(command)
  addReportFlags(command)
}

/** Adds the flags that say how a command runs. */
export function addCommonFlags(command: Command): void {
  addWriteFlags(command)
  addConflictFlag(command)
  addReportFlags(command)
}

function addWriteFlags(command: Command): void {
  command
    .option('-y, --yes', 'Take the default of whatever was not answered, and do not ask')
    .option('--dry-run', 'Show what would be written, write nothing')
    .option('--diff', 'Show the content of what is written')
}

function addConflictFlag(command: Command): void {
  command.addOption(
    new Option('--on-conflict <how>', 'What to do with files in the way').choices([
      'ask',
      'keep',
      'replace',
      'fail',
    ]),
  )
}

function addCommitFlag(command: Command): void {
  command.option('--commit', 'Commit in Git what is written, and nothing else')
}

/** Adds the flags that say where a command runs and how it reports. */
export function addReportFlags(command: Command): Command {
  return command
    .option('--json', 'Report as JSON on standard output')
    .option('--cwd <directory>', 'Run as if started in this directory')
    .option('--quiet', 'Report errors only')
    .option('--no-color', 'Do not color the output')
    .option('--debug', 'Show where in the program an error came from')
}
