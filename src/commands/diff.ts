import { join, relative } from 'node:path'
import { Option } from 'commander'
import { describeChange, isSameFleet } from '../fleet/file/fleet-texts.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import type { Change } from '../tree/plan.ts'
import { drawTree, listChanges } from '../tree/plan-list.ts'
import { unifiedDiff } from '../tree/unified-diff.ts'
import { planFleetChange } from './change/plan-fleet-change.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { EXIT, Reported } from './command-line/failure.ts'
import { type CommonFlags, readerFlags } from './command-line/options.ts'
import { ownLine } from './command-line/own-command.ts'
import type { Terminal } from './command-line/terminal.ts'
import { compareFiles, type Differing } from './repositories/compare-files.ts'
import { explainFile, FLEET_FILE } from './repositories/fleet-file.ts'
import { type OpenFleet, openFleet, wantedFleet } from './repositories/open-fleet.ts'

/**
 * Tells what the generator would change now: what `flux-fleet.yaml` says and was not applied, what was edited
 * by hand, where an updater moved versions, and what older templates made.
 */
export const diffCommand: CommandDefinition = {
  name: 'diff',
  usage: '',
  description:
    'Tell what was not applied (exit code 3), what was edited by hand or moved by an updater, and what older templates made.',
  summary: { text: 'tell what was not applied, edited by hand, or made by older templates' },
  needs: 'fleet',
  words: [],
  flags: () => [...readerFlags(), new Option('--diff', 'Show the content of what differs')],
  run: (_, flags, terminal) => diff(flags, terminal),
}

/** @throws Reported with the exit code of drift where something is not applied */
async function diff(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const open = await openFleet({ ...flags, dryRun: true }, terminal, 'repositories')
  const { fleet } = wantedFleet(open.file, open.library)
  const isDrift = !isSameFleet(open.applied, fleet)
  const drift = isDrift ? describeChange(open.applied, fleet) : []
  const pending = isDrift ? await pendingChanges(open, fleet) : []
  const { edited, moved, stale, leftOut, missing } = await explainFile(open.file, () => compareFiles(open))
  if (flags.json === true) {
    const short = (files: readonly Differing[]) => files.map(({ path, state }) => ({ path, state }))
    terminal.json({
      directory: open.root,
      drift,
      changes: pending.map(({ path, kind, action, reason }) => ({
        path,
        kind,
        action,
        ...(reason === undefined ? {} : { reason }),
      })),
      edited: short(edited),
      moved: short(moved),
      stale: short(stale),
      notCheckedOut: leftOut,
      missing,
    })
  } else {
    const say = terminal.result.bind(terminal)
    const section = (title: string, lines: readonly string[]) => {
      if (lines.length === 0) return
      say(terminal.style('bold', title))
      for (const line of lines) say(`  ${line}`)
    }
    section(`Not applied of ${open.file.name}`, drift)
    section('Files that this changes', isDrift ? drawTree(listChanges(pending), { depth: 3 }) : [])
    section('Edited by hand', edited.map(describeFile))
    section(
      'Moved by an updater',
      moved.map(({ path }) => path),
    )
    section('Stale: this generator and these templates would write them otherwise', stale.map(describeFile))
    if (stale.length > 0) say(`To move them along: ${ownLine(['upgrade'], open.places.checkoutFlags)}`)
    section('Not checked out: the sparse checkout leaves these out', byFolder(leftOut))
    section(
      'Not there',
      missing.map((folder) => `repository ${folder}`),
    )
    if (flags.diff === true)
      for (const change of [...pending, ...edited, ...moved, ...stale]) {
        const text = (await unifiedDiff(change)).trimEnd()
        if (text !== '') say(text)
      }
    if (!isDrift && edited.length + moved.length + stale.length === 0)
      say(`Every file${leftOut.length > 0 ? ' that is checked out' : ''} is as it would be written now.`)
  }
  if (isDrift)
    throw new Reported(
      EXIT.conflict,
      `${relative(open.cwd, join(open.folder, FLEET_FILE))} says what was not applied: run "${ownLine(['apply'], open.places.checkoutFlags)}".`,
    )
}

/** What applying `flux-fleet.yaml` as it is now would change. */
async function pendingChanges(open: OpenFleet, after: Fleet): Promise<Change[]> {
  const { plan } = await explainFile(open.file, () =>
    planFleetChange(open, { before: open.applied, after }, { onConflict: 'fail', dryRun: true }),
  )
  return plan.changes.filter(({ action }) => action !== 'unchanged' && action !== 'keep')
}

/** A line for each folder that files lie in, with how many. */
function byFolder(paths: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const path of paths) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1) || './'
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].map(([folder, count]) => `${folder} (${count} ${count === 1 ? 'file' : 'files'})`)
}

function describeFile({ path, state }: Differing): string {
  return `${path} (${state})`
}
