import { EXIT, Reported } from '../command-line/failure.ts'
import { ownLine } from '../command-line/own-command.ts'
import type { Terminal } from '../command-line/terminal.ts'
import type { Upgrade } from './find-upgrade.ts'
import { olderModel } from './upgrade-notes.ts'
import { scopeFlags, type UpgradeFlags } from './upgrade-scope.ts'

/**
 * Tells what an upgrade would be about, and writes nothing.
 * @throws Reported with the exit code of drift where something is newer
 */
export function reportNewer(upgrade: Upgrade, flags: UpgradeFlags, terminal: Terminal): void {
  const { open, reasons, locks, was } = upgrade
  const files = upgrade.files.filter(({ isSettled }) => !isSettled)
  const missing = was
    .filter(({ repository }) => repository.kind !== 'team' && !locks.has(repository.folder))
    .map(({ repository }) => repository.folder)
  const older = olderModel(upgrade)
  if (flags.json === true)
    terminal.json({
      directory: open.root,
      newer: files.map((file) => ({ path: file.full, state: file.state, reasons: reasons(file) })),
      model: older,
      missing,
    })
  else {
    for (const file of files) {
      terminal.result(`${terminal.style('bold', file.full)} (${file.state})`)
      for (const { why, alters } of reasons(file))
        terminal.result(`  ${[why, alters ?? ''].join(' ').trimEnd()}`)
    }
    if (older.length > 0) terminal.result(terminal.style('bold', open.file.name))
    for (const name of older) terminal.result(`  ${name}.`)
    for (const folder of missing) terminal.result(`repository ${folder} is not there`)
    if (files.length + older.length === 0) terminal.result('Nothing is newer than these files.')
  }
  if (files.length + older.length === 0) return
  const count = files.length + (older.length > 0 ? 1 : 0)
  const line = ownLine(['upgrade'], [...scopeFlags(flags), ...open.places.checkoutFlags])
  throw new Reported(
    EXIT.conflict,
    `${count} ${count === 1 ? 'file' : 'files'} would be made otherwise now: run "${line}".`,
  )
}
