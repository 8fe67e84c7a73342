import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describeChange, isSameFleet } from '../fleet/edit.ts'
import { pathIn, type FleetRepository } from '../fleet/repositories.ts'
import type { Fleet } from '../fleet/schema.ts'
import type { RenderedRepository } from '../render/render.ts'
import { unifiedDiff } from '../tree/diff.ts'
import { Disk } from '../tree/disk.ts'
import { contentHash } from '../tree/hash.ts'
import { drawTree, listChanges } from '../tree/list.ts'
import type { Lock } from '../tree/lock.ts'
import type { Change } from '../tree/plan.ts'
import { explainFile, wantedFleet } from './apply.ts'
import { EXIT, Reported } from './failure.ts'
import { FLEET_FILE, LOCK_FILE } from './fleet-file.ts'
import { readLock } from './lock-file.ts'
import { type OpenFleet, openFleet } from './open-fleet.ts'
import type { CommonFlags } from './options.ts'
import { renderPlaced } from './places.ts'
import { planFleetChange } from './plan-fleet-change.ts'
import type { Terminal } from './terminal.ts'

/** A file that is not as the generator would write it now. */
export interface Differing {
  path: string
  /** In the words of the report: changed or deleted by hand; written by older templates, new, or no longer made. */
  state: string
  before?: string
  after?: string
}

/**
 * Tells what the generator would change now: what `flux-fleet.yaml` says and was not applied, what was edited by hand, and what older
 * templates made.
 * @throws Reported with the exit code of drift where something is not applied
 */
export async function diff(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const open = await openFleet({ ...flags, dryRun: true }, terminal, 'repositories')
  const { fleet } = wantedFleet(open.file, open.library)
  const isDrift = !isSameFleet(open.applied, fleet)
  const drift = isDrift ? describeChange(open.applied, fleet) : []
  const pending = isDrift ? await pendingChanges(open, fleet) : []
  const { edited, stale, missing } = await explainFile(open.file, async () => compareFiles(open))
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
      stale: short(stale),
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
    section('Stale: this generator and these templates would write them otherwise', stale.map(describeFile))
    section(
      'Not there',
      missing.map((folder) => `repository ${folder}`),
    )
    if (flags.diff === true)
      for (const change of [...pending, ...edited, ...stale]) {
        const text = (await unifiedDiff(change)).trimEnd()
        if (text !== '') say(text)
      }
    if (!isDrift && edited.length + stale.length === 0) say('Every file is as it would be written now.')
  }
  if (isDrift)
    throw new Reported(
      EXIT.conflict,
      `${relative(open.cwd, join(open.folder, FLEET_FILE))} says what was not applied: run "npm create flux-fleet@latest apply${open.places.words === '' ? '' : ` --${open.places.words}`}".`,
    )
}

/** What applying `flux-fleet.yaml` as it is now would change. */
async function pendingChanges(open: OpenFleet, after: Fleet): Promise<Change[]> {
  const { plan } = await explainFile(open.file, () =>
    planFleetChange(open, { before: open.applied, after }, { onConflict: 'fail', dryRun: true }),
  )
  return plan.changes.filter(({ action }) => action !== 'unchanged' && action !== 'keep')
}

/** Compares the files of the fleet as it was last applied with its locks and with what would be written now. */
export function compareFiles(open: OpenFleet): {
  edited: Differing[]
  stale: Differing[]
  missing: string[]
} {
  const disk = new Disk(open.root)
  const [edited, stale, missing]: [Differing[], Differing[], string[]] = [[], [], []]
  for (const made of renderPlaced(open, open.applied)) {
    const { repository } = made
    if (repository.kind === 'team') continue
    const folder = join(open.root, repository.folder)
    if (!existsSync(folder)) {
      missing.push(repository.folder)
      continue
    }
    const path = join(folder, LOCK_FILE)
    const lock = repository.kind === 'fleet' ? open.lock : readLock(path, relative(open.cwd, path))
    compareRepository(made, lock, disk, { edited, stale })
  }
  return { edited, stale, missing }
}

function compareRepository(
  { repository, tree }: RenderedRepository,
  lock: Lock,
  disk: Disk,
  { edited, stale }: { edited: Differing[]; stale: Differing[] },
): void {
  const paths = new Set([...tree.paths(), ...lock.files.keys()])
  paths.delete(FLEET_FILE)
  for (const path of [...paths].sort()) {
    const rendered = tree.get(path)
    const locked = lock.files.get(path)
    if ((rendered ?? locked)!.kind !== 'managed') continue
    const found = textOf(disk, repository, path)
    const now = rendered === undefined ? undefined : contentHash(rendered.content)
    const there = found === undefined ? undefined : contentHash(found)
    const full = { path: pathIn(repository, path), ...pair(found, rendered?.content) }
    if (there !== locked?.hash && there !== now && locked !== undefined)
      edited.push({
        ...full,
        // The difference is the person's: from what would be written to what is there.
        ...pair(rendered?.content, found),
        state: there === undefined ? 'deleted' : 'changed',
      })
    if (now === locked?.hash || there === now) continue
    if (there === undefined && locked !== undefined) continue
    stale.push({
      ...full,
      state:
        now === undefined
          ? 'no longer made'
          : locked === undefined
            ? 'new'
            : `written by ${locked.generator}`,
    })
  }
}

function textOf(disk: Disk, repository: FleetRepository, path: string): string | undefined {
  const found = disk.look(pathIn(repository, path))
  return found.type === 'file' ? found.bytes.toString('utf8') : undefined
}

function pair(before: string | undefined, after: string | undefined): { before?: string; after?: string } {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

function describeFile({ path, state }: Differing): string {
  return `${path} (${state})`
}
