import { Option } from 'commander'
import { choicesAt } from '../fleet/questions/choices.ts'
import { withAsker } from './answers/open-asker.ts'
import { conflictsOf, writeChange } from './change/change-fleet.ts'
import { refuseDrift } from './change/refuse-drift.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { type CommonFlags, changeFlags, repeatable } from './command-line/options.ts'
import type { Terminal } from './command-line/terminal.ts'
import { GENERATOR_VERSION } from './command-line/version.ts'
import { workingDirectory } from './command-line/working-directory.ts'
import { explainFile } from './repositories/fleet-file.ts'
import { openFleet } from './repositories/open-fleet.ts'
import { alterationsOf, decideAlterations } from './upgrade/alterations.ts'
import { reportNewer } from './upgrade/check-upgrade.ts'
import { findUpgrade } from './upgrade/find-upgrade.ts'
import { upgradeFlux } from './upgrade/flux-upgrade.ts'
import { planUpgrade, wayOut } from './upgrade/plan-upgrade.ts'
import { olderFleet } from './upgrade/upgrade-bases.ts'
import { upgradeNotes, upgradeReport } from './upgrade/upgrade-notes.ts'
import { refuseUnknownFiles, scopeFlags, type UpgradeFlags, upgradeScope } from './upgrade/upgrade-scope.ts'

/** Moves the files of a fleet to the templates and the catalog of this version. */
export const upgradeCommand: CommandDefinition = {
  name: 'upgrade',
  usage: '',
  description:
    'Move files to the templates and chart versions of this version, or of what the fleet has of its own. Hand edits stay.',
  summary: { text: 'move files to newer templates and chart versions' },
  needs: 'fleet',
  words: [],
  flags: () => [
    repeatable(new Option('--component <name>', 'Only the files of this component, with its version')),
    repeatable(
      new Option('--files <pattern>', 'Only these files: a path, a folder, or either with * and **'),
    ),
    new Option('--flux-version <version>', 'Only what depends on the version of Flux, for this one').choices(
      choicesAt('flux', 'version').map(({ value }) => value),
    ),
    new Option('--behavior <how>', 'What to do about files that alter something on clusters').choices([
      'take',
      'leave',
    ]),
    new Option(
      '--made-by <folder>',
      'The fleet as an older version made it: where Git has no text to merge with',
    ),
    new Option('--check', 'Tell what is newer (exit code 3), write nothing'),
    ...changeFlags(),
  ],
  run: (_, flags, terminal) => upgrade(flags, terminal),
}

/** @throws Failure where something is in the way, and Reported where `--check` finds something newer */
async function upgrade(flags: UpgradeFlags, terminal: Terminal): Promise<void> {
  const isCheck = flags.check === true
  const reads: CommonFlags = isCheck ? { ...flags, dryRun: true } : flags
  const open = await openFleet(reads, terminal, isCheck ? 'repositories' : 'change')
  refuseDrift(open)
  const scope = upgradeScope(flags, open)
  const madeBy = flags.madeBy === undefined ? undefined : olderFleet(flags.madeBy, workingDirectory(flags))
  const find = (leave: boolean) =>
    explainFile(open.file, () =>
      findUpgrade(open, { scope, leave, ...(madeBy === undefined ? {} : { madeBy }) }),
    )
  if (isCheck) {
    const newer = await find(flags.behavior === 'leave')
    refuseUnknownFiles(flags, newer)
    reportNewer(newer, flags, terminal)
    return
  }
  await withAsker(flags, async (asker) => {
    const by = { flags, terminal, asker }
    if (flags.fluxVersion !== undefined) {
      await explainFile(open.file, () => upgradeFlux(open, flags.fluxVersion!, by))
      return
    }
    const all = await find(flags.behavior === 'leave')
    refuseUnknownFiles(flags, all)
    const how = await decideAlterations(alterationsOf(all), by, true)
    const found = how === 'leave' && flags.behavior === undefined ? await find(true) : all
    const planned = await planUpgrade(found, conflictsOf(by))
    const count = found.files.filter(({ isSettled }) => !isSettled).length
    const asked = scopeFlags(how === 'leave' ? { ...flags, behavior: how } : flags)
    await writeChange(
      open,
      planned,
      {
        question: `Upgrade ${count} ${count === 1 ? 'file' : 'files'}?`,
        commit: `Upgrade ${[...(flags.component ?? []), 'with'].join(' ')} create-flux-fleet ${GENERATOR_VERSION}`,
        notesFirst: true,
        notes: () => upgradeNotes(found, planned),
        advice: wayOut(found),
        report: upgradeReport(found, planned),
        next: () => [],
        command: { words: ['upgrade'], flags: [...asked, '--yes'] },
      },
      by,
    )
  })
}
