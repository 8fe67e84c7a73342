import { posixLine } from '../../text/commands/posix-shell.ts'
import { drawTree, listChanges } from '../../tree/plan-list.ts'
import { typedCommand } from '../command-line/own-command.ts'
import type { Terminal } from '../command-line/terminal.ts'
import type { Committed } from './commit.ts'
import type { Writing } from './writing.ts'

/**
 * Says what was written, what to know of it, and what to type next.
 * @param notes those that were not said before
 */
export async function reportHuman(
  writing: Writing,
  notes: readonly string[],
  terminal: Terminal,
  target: string,
  commits: readonly Committed[],
): Promise<void> {
  const { plan, depth = 0 } = writing
  const { changes } = plan
  const done = changes.filter(
    ({ action, to }) => action !== 'unchanged' && action !== 'keep' && to === undefined,
  )
  const count = done.length
  const shown = terminal.style('bold', writing.shownTarget === '.' ? target : writing.shownTarget)
  const moved = done.filter(({ from }) => from !== undefined).length
  const deleted = done.filter(({ action }) => action === 'delete').length
  const also = [
    ...(moved === 0 ? [] : [`moved ${files(moved)}`]),
    ...(deleted === 0 ? [] : [`deleted ${files(deleted)}`]),
  ]
  const wrote = `Wrote ${files(count - moved - deleted)}`
  const said = also.length === 0 ? `${wrote} to` : `${[wrote, ...also].join(', ')} in`
  terminal.result(
    count === 0
      ? `${writing.shownTarget} is as it should be: nothing to do.`
      : `${terminal.style('green', '✓')} ${said} ${shown}`,
  )
  if (count > 0)
    for (const line of drawTree(listChanges(changes), { depth: 1 + depth })) terminal.result(line)
  for (const { repository, commit } of commits)
    if (commit !== undefined)
      terminal.result(
        `${terminal.style('green', '✓')} Committed ${commit.slice(0, 10)}${repository === '.' ? '' : ` in ${repository}`}: ${writing.message}`,
      )
  if (notes.length > 0) terminal.result()
  for (const note of notes) terminal.result(`${terminal.style('yellow', '!')} ${note}`)
  if (count === 0) return
  terminal.result(`\n${terminal.style('bold', 'Next:')}`)
  for (const { command, why } of writing.next) {
    terminal.result(terminal.style('dim', `\n  # ${why}`))
    terminal.result(`  ${posixLine(command)}`)
  }
  terminal.result(
    `\n${terminal.style('dim', 'The same without questions:')}\n  ${posixLine(typedCommand(await writing.command()))}`,
  )
}

function files(count: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}`
}

/** The same as JSON. */
export async function reportJson(
  writing: Writing,
  terminal: Terminal,
  dryRun: boolean,
  commits: readonly Committed[],
): Promise<void> {
  const { plan, target, notes, next } = writing
  const report = {
    directory: target,
    dryRun,
    ...plan.toJSON(),
    ...writing.report,
    notes,
    ...(commits.length === 0 ? {} : { commits }),
    next: next.map(({ command }) => posixLine(command)),
    command: posixLine(typedCommand(await writing.command())),
  }
  terminal.json(report)
}
