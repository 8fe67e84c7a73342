import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlannedChange } from '../../../src/commands/change/plan-fleet-change.ts'
import { Failure } from '../../../src/commands/command-line/failure.ts'
import { FLEET_FILE, LOCK_FILE } from '../../../src/commands/repositories/fleet-file.ts'
import { renderRepositories } from '../../../src/features/render-fleet.ts'
import { fleetTexts, isSameFleet } from '../../../src/fleet/file/fleet-texts.ts'
import { loadFleet } from '../../../src/fleet/file/load-fleet.ts'
import { saveFleet } from '../../../src/fleet/file/save-fleet.ts'
import { InvalidFleetError } from '../../../src/fleet/issue.ts'
import { pathIn } from '../../../src/fleet/resolve/repositories.ts'
import type { Fleet } from '../../../src/fleet/schema/fleet-schema.ts'
import type { Library } from '../../../src/render/templates/library.ts'
import { isOnlyReformatted } from '../../../src/tree/merge/reformatted.ts'
import type { MergeInput, MergeResult } from '../../../src/tree/merge/types.ts'
import { Tree } from '../../../src/tree/tree.ts'
import { isOnlyMoved } from '../../../src/tree/updaters/only-moved.ts'
import { inFleet, repositoriesOf } from '../../resolved.ts'
import { mergeData } from '../../tree/merge/oracle/merge-data.ts'
import { isReordered } from '../../tree/merge/oracle/reordered.ts'
import type { Draw } from '../../tree/merge/trial/draw.ts'
import { judge } from '../../tree/merge/trial/trial.ts'
import { type Change, randomChange } from './changes.ts'
import { editFiles } from './file-edits.ts'
import { linesOfYaml } from './lines.ts'
import { identify } from './list-identity.ts'
import { dataOf } from './places.ts'
import { Repository } from './repository.ts'
import { judgeText, type LineEdit } from './text-edits.ts'
import { editYaml, type Hand } from './yaml-edits.ts'

/** A file of which both sides have something to say, and how its merge is judged. */
export interface Case extends MergeInput {
  judge(result: MergeResult): Judgment
}

/** What came of the merge of one file. */
export interface Judgment {
  falseConflict: boolean
  missedConflict: boolean
  wrongValue: boolean
  /** Lines that the change is not about, and how many of them are as they were. */
  untouched: number
  kept: number
  /** What else is wrong, in words. */
  faults: string[]
}

/** A fleet that was edited by hand, and then changed by a command. */
export interface FleetTrial {
  /** What was done, for whoever reads a failure. */
  story: string
  cases: { file: Case; result: MergeResult }[]
  /** What is wrong with the plan as a whole. */
  faults: string[]
  /** Files that were edited, and that the change is not about. */
  elsewhere: number
}

/**
 * Edits a fleet in a new folder by hand and plans a change of it. Gives undefined where the commands refuse
 * every change.
 */
export async function makeFleetTrial(
  fleet: Fleet,
  draw: Draw,
  library: Library,
  folder: string,
): Promise<FleetTrial | undefined> {
  const hand = handOf(draw)
  const text = editFleetFile(hand, fleet)
  const before = fleetOf(text)
  const drawn = randomChange(draw, before, library.catalog)
  if (drawn === undefined) return undefined
  const wanted = drawn.verb === 'edit' ? editFleetFile(hand, drawn.after) : text
  const change = drawn.verb === 'edit' ? { ...drawn, after: fleetOf(wanted) } : drawn
  const [base, theirs] = [rendered(fleet, library), renderedAfter(change.after, library)]
  if (theirs === undefined) return undefined
  const repository = Repository.create(fleet, library, folder)
  try {
    return await runTrial({ fleet: before, text: wanted, change, base, theirs, repository, hand })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Setting {
  /** As `flux-fleet.yaml` has it, whose form may have been edited, and its text. */
  fleet: Fleet
  text: string
  change: Change
  base: Tree
  theirs: Tree
  repository: Repository
  hand: Hand
}

function handOf(draw: Draw): Hand {
  let count = 0
  const next = () => {
    count += 1
    return count
  }
  return { draw, next, onlyForm: false }
}

function editFleetFile(hand: Hand, fleet: Fleet): string {
  const text = saveFleet(fleet)
  const edited = hand.draw.oneIn(2) ? editYaml({ ...hand, onlyForm: true }, text, undefined) : text
  // Of some lists the order counts: the first of a tenant's namespaces is where its accounts are.
  return isSameFleet(fleetOf(edited), fleet) ? edited : text
}

function fleetOf(text: string): Fleet {
  const loaded = loadFleet(text)
  if ('issues' in loaded) throw new Error(`${JSON.stringify(loaded.issues)}\n${text}`)
  return loaded.fleet
}

/** All files but those of teams, which are theirs. */
function rendered(fleet: Fleet, library: Library): Tree {
  const all = new Tree()
  for (const { repository, tree } of renderRepositories(fleet, library))
    if (repository.kind !== 'team')
      for (const [path, file] of tree) all.add(pathIn(repository, path), file.content, file)
  return all
}

function renderedAfter(fleet: Fleet, library: Library): Tree | undefined {
  try {
    return rendered(fleet, library)
  } catch (error) {
    if (error instanceof InvalidFleetError) return undefined
    throw error
  }
}

async function runTrial(setting: Setting): Promise<FleetTrial> {
  const { fleet, text, change, base: made, theirs: wanted, repository, hand } = setting
  const edited = editFiles(hand, setting)
  const fleetPath = inFleet(fleet, FLEET_FILE)
  writeFileSync(join(repository.root, fleetPath), text)
  const story = `${fleet.layout}: ${change.text}; edited ${[...edited.keys()].join(', ')}`
  const trial: FleetTrial = { story, cases: [], faults: [], elsewhere: 0 }
  const planned = await planOrFault(setting, trial)
  if (planned === undefined) return trial
  const changes = new Map(planned.plan.changes.map((one) => [one.path, one]))
  const conflicts = new Map(planned.plan.conflicts.map((one) => [one.path, one.reason]))
  for (const [path, reason] of conflicts)
    if (!edited.has(path)) trial.faults.push(`${path}: a conflict without an edit: ${reason}`)
  // Where updaters moved nothing, it is known beforehand what both sides are.
  const hasMoved = planned.versions.moved.length > 0
  const base = hasMoved ? planned.base : made
  const theirs = hasMoved ? planned.theirs : wanted

  for (const [path, { ours, edits }] of edited) {
    const [was, is] = [base.get(path), theirs.get(path)]
    const done = changes.get(path)
    const fault = (what: string) => trial.faults.push(`${path}: ${what}`)
    if (was?.content === is?.content) {
      trial.elsewhere += 1
      if (done !== undefined || conflicts.has(path)) fault('the change is not about it')
    } else if (ours === undefined) {
      if (done !== undefined || conflicts.has(path)) fault('was deleted, and comes back')
    } else if (is === undefined) {
      // A formatter, too, leaves empty lines behind and takes some away: that is no hand edit.
      const isSame = [was!.content, made.get(path)!.content].some(
        (content) => isOnlyReformatted(path, content, ours) || isOnlyMoved(path, content, ours),
      )
      if (isSame === conflicts.has(path))
        fault(isSame ? 'a conflict without an edit' : 'an edited file would be deleted')
    } else {
      const input = { path, base: was!.content, theirs: is.content, ours }
      const result: MergeResult = conflicts.has(path)
        ? { conflicts: [{ path: '', line: 1, column: 1, reason: conflicts.get(path)! }] }
        : { text: String(done?.after ?? ours), leftOut: [] }
      const file = caseOf(input, edits)
      if (file !== undefined) trial.cases.push({ file, result })
    }
  }
  // What nobody edited is as it is rendered.
  for (const { path, after, kind } of planned.plan.changes) {
    if (edited.has(path) || path === fleetPath || path.endsWith(LOCK_FILE) || kind !== 'managed') continue
    const isTeam = repositoriesOf(change.after).some(
      (one) => one.kind === 'team' && path.startsWith(`${one.folder}/`),
    )
    if (!isTeam && after !== theirs.get(path)?.content) trial.faults.push(`${path}: is not as it is rendered`)
  }
  judgeFleetFile(
    hasMoved
      ? { from: change.verb === 'edit' ? change.after : fleet, to: planned.after, isApplied: false }
      : { from: fleet, to: change.after, isApplied: change.verb === 'edit' },
    {
      text,
      path: fleetPath,
      after: changes.get(fleetPath)?.after?.toString(),
      isConflict: conflicts.has(fleetPath),
    },
    trial,
  )
  return trial
}

async function planOrFault(
  { change, fleet, repository }: Setting,
  trial: FleetTrial,
): Promise<PlannedChange | undefined> {
  try {
    const { applied, file } = repository.open()
    return await repository.plan(
      change.verb === 'edit'
        ? { before: applied, after: file.fleet }
        : { before: fleet, after: change.after },
    )
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    trial.faults.push(error.message)
    return undefined
  }
}

function caseOf(input: MergeInput, edits: readonly LineEdit[]): Case | undefined {
  if (!/\.ya?ml$/.test(input.path)) {
    return {
      ...input,
      judge: (result) => ({
        ...judgeText(input.base, input.theirs, edits, result),
        wrongValue: false,
        faults: formFaults(input.ours, result),
      }),
    }
  }
  const [was, wanted, is] = [input.base, input.theirs, input.ours].map(dataOf)
  if (!was || !wanted || !is || isReordered(was, wanted, identify)) return undefined
  const expected = mergeData(was, wanted, is, identify)
  const lines = linesOfYaml(input.ours, input.theirs, expected.identities)
  return {
    ...input,
    judge: (result) => {
      const { strange, falseConflict, missedConflict, wrongValue, untouched, kept } = judge(
        { ...input, lines, expected },
        () => result,
      )
      const faults = [...strange.map((line) => `a strange line: ${line}`), ...formFaults(input.ours, result)]
      return { falseConflict, missedConflict, wrongValue, untouched, kept, faults }
    },
  }
}

/**
 * What is wrong with the bytes: line ends, a byte order mark, the last line end, and comments that got lost.
 */
function formFaults(ours: string, result: MergeResult): string[] {
  if ('conflicts' in result) return []
  const { text } = result
  const faults: string[] = []
  const isCrlf = ours.includes('\r\n')
  if (isCrlf ? /[^\r]\n/.test(text) : text.includes('\r')) faults.push('other line ends')
  if (ours.startsWith('\uFEFF') !== text.startsWith('\uFEFF')) faults.push('another byte order mark')
  // An empty line of a person's that becomes the last one looks like the end of the line before.
  const mayEndEmpty = !ours.endsWith('\n') && /\n\r?\n/.test(ours)
  // Where the last entry went, what ends the file now may be a text that has to have its line end.
  const [last, now] = [ours, text].map((one) => one.trimEnd().split('\n').at(-1))
  if (ours.endsWith('\n') !== text.endsWith('\n') && !mayEndEmpty && last === now)
    faults.push('another end of the last line')
  for (const comment of ours.match(/# (- )?mine \d+/g) ?? [])
    if (!text.includes(comment)) faults.push(`lost ${comment}`)
  return faults
}

function judgeFleetFile(
  { from, to, isApplied }: { from: Fleet; to: Fleet; isApplied: boolean },
  {
    text,
    path,
    after,
    isConflict,
  }: { text: string; path: string; after: string | undefined; isConflict: boolean },
  trial: FleetTrial,
): void {
  if (isConflict) {
    trial.faults.push(`${path}: a conflict with nothing but its form edited`)
    return
  }
  if (isApplied) {
    if (after !== undefined && after !== text) trial.faults.push(`${path}: changed by apply`)
    return
  }
  const data = dataOf(text)![0] as Record<string, unknown>
  const texts = fleetTexts({ data, written: data }, from, to)
  if (texts === undefined) return
  if (after === undefined) {
    trial.faults.push(`${path}: was not changed`)
    return
  }
  const file = caseOf({ path, ...texts, ours: text }, [])
  if (file !== undefined) trial.cases.push({ file, result: { text: after, leftOut: [] } })
}
