import type { Command } from 'commander'
import { suggestion } from '../text/suggestion.ts'
import { type AddFlags, add } from './add.ts'
import { apply } from './apply.ts'
import { THINGS, type Thing } from './change/things.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import {
  addChangeFlags,
  addCheckoutFlag,
  addEntryFlags,
  addReportFlags,
  addUndoFlags,
  type CommonFlags,
} from './command-line/options.ts'
import type { Terminal } from './command-line/terminal.ts'
import { diff } from './diff.ts'
import { explain } from './explain.ts'
import { LISTED, list } from './list.ts'
import { remove } from './remove.ts'
import { type RenameFlags, rename } from './rename.ts'
import { undo } from './undo.ts'

/** What a command is run with. */
export interface Running {
  /** Takes note of the flags, for the report of an error. */
  remember(flags: CommonFlags): void
  terminalFor(flags: CommonFlags): Terminal
}

/** Adds the commands for a fleet that is there already. */
export function addLivingCommands(program: Command, running: Running): void {
  const run =
    (step: (flags: CommonFlags, terminal: Terminal) => Promise<void>) => async (flags: CommonFlags) => {
      running.remember(flags)
      await step(flags, running.terminalFor(flags))
    }
  addThingCommand(program, running, ADD)
  addThingCommand(program, running, REMOVE)
  addThingCommand(program, running, RENAME)
  addChangeFlags(
    program
      .command('apply')
      .usage('[flags]')
      .description('After flux-fleet.yaml was edited: change the files accordingly. Hand edits stay.')
      .action(run(apply)),
  )
  addUndoFlags(
    program
      .command('undo')
      .usage('[flags]')
      .description('Take back the last run, if nothing that it touched was changed since.')
      .action(run(undo)),
  )
  addReaderFlags(
    program
      .command('diff')
      .usage('[flags]')
      .description(
        'Tell what was not applied (exit code 3), what was edited by hand, and what older templates made.',
      )
      .action(run(diff)),
  ).option('--diff', 'Show the content of what differs')
  addReaderFlags(
    program
      .command('explain')
      .usage('<path> [flags]')
      .description('Tell what made a file, and whether it was changed since.')
      .argument('<path>', 'a file of the fleet')
      .action((path: string, flags: CommonFlags) =>
        run((given, terminal) => explain(path, given, terminal))(flags),
      ),
  )
  addReportFlags(
    program
      .command('list')
      .usage('[what] [flags]')
      .description(`List what is in the fleet: ${LISTED.join(', ')}.`)
      .argument('[what]', `one of ${LISTED.join(', ')}; by default all of the fleet`)
      .action((what: string | undefined, flags: CommonFlags) =>
        run((given, terminal) => list(what, given, terminal))(flags),
      ),
  )
}

/** What a command takes that reads all repositories of a fleet. */
function addReaderFlags(command: Command): Command {
  return addReportFlags(addCheckoutFlag(command))
}

/** A command that is about one kind of entry: `add`, which has a command of its own for each. */
interface ThingCommand<Flags extends CommonFlags> {
  name: string
  usage: string
  description: string
  /** The words behind the name of the thing, with what they mean. */
  words: readonly (readonly [name: string, meaning: string])[]
  run(thing: Thing | undefined, words: string[], flags: Flags, terminal: Terminal): Promise<void>
  /** What the command says of one thing. */
  describe(thing: Thing): { usage: string; description: string; words: ThingCommand<Flags>['words'] }
  addFlags?(command: Command, thing: Thing): void
}

function addThingCommand<Flags extends CommonFlags>(
  program: Command,
  { remember, terminalFor }: Running,
  { name, usage, description, words, run, describe, addFlags }: ThingCommand<Flags>,
): void {
  const start = async (thing: Thing | undefined, typed: readonly unknown[], flags: Flags) => {
    remember(flags)
    const given = typed.flat().filter((word) => word !== undefined)
    await run(thing, given as string[], flags, terminalFor(flags))
  }
  const command = program
    .command(name)
    // Else it would take for itself the flags that stand behind the thing.
    .enablePositionalOptions()
    .usage(`[thing] ${usage} [flags]`)
    .description(description)
    .argument('[thing]', `what to ${name}`)
    .action(async (word: string | undefined, ...more: unknown[]) => {
      if (word !== undefined) throw unknownThing(name, word)
      await start(undefined, [], more.at(-2) as Flags)
    })
  for (const [word, meaning] of words) command.argument(word, meaning)
  addChangeFlags(command)
  for (const thing of THINGS) {
    const shown = describe(thing)
    const one = command
      .command(thing.name)
      .usage(`${shown.usage} [flags]`)
      .description(shown.description)
      .action((...given: unknown[]) =>
        start(thing, given.slice(0, -2), withFlagsBefore(command.opts(), given.at(-2) as Flags)),
      )
    for (const [word, meaning] of shown.words) one.argument(word, meaning)
    addFlags?.(one, thing)
    addChangeFlags(one)
  }
}

/** Flags may also stand before the thing, where commander takes them for those of the command without one. */
function withFlagsBefore<Flags extends CommonFlags>(before: CommonFlags, flags: Flags): Flags {
  const checkout = [...(before.checkout ?? []), ...(flags.checkout ?? [])]
  return {
    ...before,
    ...flags,
    // On unless it was said otherwise.
    color: before.color !== false && flags.color !== false,
    ...(checkout.length === 0 ? {} : { checkout }),
  }
}

const NAMES = THINGS.map(({ name }) => name).join(', ')

function aThing({ generator }: Thing): string {
  return generator.description.replace(/^A/, 'a')
}

const ADD: ThingCommand<AddFlags> = {
  name: 'add',
  usage: '[name…]',
  description: `Add to a fleet: ${NAMES}. Without words, choose from lists.`,
  words: [['[names...]', 'which']],
  run: add,
  describe: (thing) => ({
    usage: '[name…]',
    description: `Add to a fleet: ${aThing(thing)}.`,
    words: [['[names...]', `${thing.question.value}, such as ${thing.example}`]],
  }),
  addFlags: (command, thing) => {
    addEntryFlags(command, thing.generator)
    if (thing.name === 'cluster') command.option('--like <cluster>', "Take another cluster's choices")
  },
}

const REMOVE: ThingCommand<CommonFlags> = {
  name: 'remove',
  usage: '[name…]',
  description: `Remove from a fleet: ${NAMES}. Says what Flux will delete, and refuses while something depends on it.`,
  words: [['[names...]', 'which']],
  run: remove,
  describe: (thing) => ({
    usage: '[name…]',
    description: `Remove from a fleet: ${aThing(thing)}.`,
    words: [['[names...]', 'what is removed; without names, choose from a list']],
  }),
}

const RENAME: ThingCommand<RenameFlags> = {
  name: 'rename',
  usage: '[old] [new]',
  description: `Give another name to a ${NAMES} of a fleet. Folders and files follow; what runs on the clusters stays.`,
  words: [
    ['[old]', 'its name'],
    ['[new]', 'its new name'],
  ],
  run: rename,
  describe: (thing) => ({
    usage: '[old] [new]',
    description: `Give another name to ${aThing(thing)}.`,
    words: [
      ['[old]', 'its name; without it, choose from a list'],
      ['[new]', 'its new name'],
    ],
  }),
  addFlags: (command, thing) => {
    if (thing.name === 'cluster')
      command.option(
        '--move',
        'Give its folders the new name too, and tell how Flux on the cluster finds them',
      )
  },
}

function unknownThing(command: string, word: string): Failure {
  const names = THINGS.map(({ name }) => name)
  return new Failure(
    EXIT.usage,
    `${command} ${word}: there is nothing called "${word}" to ${command}${suggestion(word, names) || `: ${names.join(', ')}`}`,
  )
}
