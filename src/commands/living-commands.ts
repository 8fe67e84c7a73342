import type { Command } from 'commander'
import { suggestion } from '../fleet/issue.ts'
import { type AddFlags, add } from './add.ts'
import { apply } from './apply.ts'
import { diff } from './diff.ts'
import { explain } from './explain.ts'
import { EXIT, Failure } from './failure.ts'
import { LISTED, list } from './list.ts'
import { addChangeFlags, addEntryFlags, addReportFlags, addUndoFlags, type CommonFlags } from './options.ts'
import { remove } from './remove.ts'
import { type RenameFlags, rename } from './rename.ts'
import type { Terminal } from './terminal.ts'
import { type Thing, THINGS } from './things.ts'
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
  addAdd(program, running)
  addRemove(program, running)
  addRename(program, running)
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
  addReportFlags(
    program
      .command('diff')
      .usage('[flags]')
      .description(
        'Tell what was not applied (exit code 3), what was edited by hand, and what older templates made.',
      )
      .action(run(diff)),
  ).option('--diff', 'Show the content of what differs')
  addReportFlags(
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

function addAdd(program: Command, { remember, terminalFor }: Running): void {
  const run = async (thing: Thing | undefined, words: readonly string[], flags: AddFlags) => {
    remember(flags)
    await add(thing, words, flags, terminalFor(flags))
  }
  const command = program
    .command('add')
    // Else it would take for itself the flags that stand behind the thing.
    .enablePositionalOptions()
    .usage('[thing] [name…] [flags]')
    .description(
      `Add to a fleet: ${THINGS.map(({ name }) => name).join(', ')}. Without words, choose from lists.`,
    )
    .argument('[thing]', 'what to add')
    .argument('[names...]', 'which')
    .action(async (word: string | undefined, _names: string[], flags: AddFlags) => {
      if (word !== undefined) throw unknownThing('add', word)
      await run(undefined, [], flags)
    })
  addChangeFlags(command)
  for (const thing of THINGS) {
    const one = command
      .command(thing.name)
      .usage('[name…] [flags]')
      .description(`Add to a fleet: ${thing.generator.description.replace(/^A/, 'a')}.`)
      .argument('[names...]', `${thing.question.value}, such as ${thing.example}`)
      .action((words: string[], flags: AddFlags) => run(thing, words, flags))
    addEntryFlags(one, thing.generator)
    if (thing.name === 'cluster') one.option('--like <cluster>', "Take another cluster's choices")
    addChangeFlags(one)
  }
}

function addRemove(program: Command, { remember, terminalFor }: Running): void {
  const run = async (thing: Thing | undefined, words: readonly string[], flags: CommonFlags) => {
    remember(flags)
    await remove(thing, words, flags, terminalFor(flags))
  }
  const command = program
    .command('remove')
    .enablePositionalOptions()
    .usage('[thing] [name…] [flags]')
    .description(
      `Remove from a fleet: ${THINGS.map(({ name }) => name).join(', ')}. Says what Flux will delete, and refuses while something depends on it.`,
    )
    .argument('[thing]', 'what to remove')
    .argument('[names...]', 'which')
    .action(async (word: string | undefined, _names: string[], flags: CommonFlags) => {
      if (word !== undefined) throw unknownThing('remove', word)
      await run(undefined, [], flags)
    })
  addChangeFlags(command)
  for (const thing of THINGS) {
    const one = command
      .command(thing.name)
      .usage('[name…] [flags]')
      .description(`Remove from a fleet: ${thing.generator.description.replace(/^A/, 'a')}.`)
      .argument('[names...]', 'what is removed; without names, choose from a list')
      .action((words: string[], flags: CommonFlags) => run(thing, words, flags))
    addChangeFlags(one)
  }
}

function addRename(program: Command, { remember, terminalFor }: Running): void {
  const run = async (thing: Thing | undefined, words: readonly string[], flags: RenameFlags) => {
    remember(flags)
    await rename(thing, words, flags, terminalFor(flags))
  }
  const command = program
    .command('rename')
    .enablePositionalOptions()
    .usage('[thing] [old] [new] [flags]')
    .description(
      `Give another name to a ${THINGS.map(({ name }) => name).join(', ')} of a fleet. Folders and files follow; what runs on the clusters stays.`,
    )
    .argument('[thing]', 'what to rename')
    .argument('[old]', 'its name')
    .argument('[new]', 'its new name')
    .action(async (word: string | undefined, _old: string, _new: string, flags: RenameFlags) => {
      if (word !== undefined) throw unknownThing('rename', word)
      await run(undefined, [], flags)
    })
  addChangeFlags(command)
  for (const thing of THINGS) {
    const one = command
      .command(thing.name)
      .usage('[old] [new] [flags]')
      .description(`Give another name to ${thing.generator.description.replace(/^A/, 'a')}.`)
      .argument('[old]', 'its name; without it, choose from a list')
      .argument('[new]', 'its new name')
      .action((old: string | undefined, fresh: string | undefined, flags: RenameFlags) =>
        run(
          thing,
          [old, fresh].filter((word) => word !== undefined),
          flags,
        ),
      )
    if (thing.name === 'cluster')
      one.option('--move', 'Give its folders the new name too, and tell how Flux on the cluster finds them')
    addChangeFlags(one)
  }
}

function unknownThing(command: string, word: string): Failure {
  const names = THINGS.map(({ name }) => name)
  return new Failure(
    EXIT.usage,
    `${command} ${word}: there is nothing called "${word}" to ${command}${suggestion(word, names) || `: ${names.join(', ')}`}`,
  )
}
