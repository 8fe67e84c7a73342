import type { Command } from 'commander'
import { apply } from './apply.ts'
import { diff } from './diff.ts'
import { LISTED, list } from './list.ts'
import { addCommonFlags, addReportFlags, type CommonFlags } from './options.ts'
import type { Terminal } from './terminal.ts'

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
  addCommonFlags(
    program
      .command('apply')
      .usage('[flags]')
      .description('After flux-fleet.yaml was edited: change the files accordingly. Hand edits stay.')
      .action(run(apply)),
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
      .command('list')
      .usage('[what] [flags]')
      .description(`List what is in the fleet: ${LISTED.join(', ')}.`)
      .argument('[what]', `one of ${LISTED.join(', ')}; by default all of the fleet`)
      .action((what: string | undefined, flags: CommonFlags) =>
        run((given, terminal) => list(what, given, terminal))(flags),
      ),
  )
}
