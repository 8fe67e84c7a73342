import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { resolveFleet } from '../../features/resolve-fleet.ts'
import { isSameFleet } from '../../fleet/file/fleet-texts.ts'
import { InvalidFleetError } from '../../fleet/issue.ts'
import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { Renamed } from '../../fleet/sections/section.ts'
import { joinRepositories, type RenderedRepository } from '../../render/render.ts'
import { Disk } from '../../tree/disk.ts'
import type { MergeRules } from '../../tree/merge/types.ts'
import { type Move, movesOf } from '../../tree/moves.ts'
import { findPrivateConflicts, type OnConflict, Plan } from '../../tree/plan.ts'
import { type ChangePlan, makeChangePlan } from '../../tree/plan-change.ts'
import { Tree } from '../../tree/tree.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { describe, FLEET_FILE, LOCK_FILE } from '../repositories/fleet-file.ts'
import { kustomizationNames } from '../repositories/kustomization-names.ts'
import { type OpenFleet, readLocks } from '../repositories/open-fleet.ts'
import { explainLibrary, makerOf } from '../repositories/own-library.ts'
import { renderPlaced } from '../repositories/repository-places.ts'
import { textAt } from '../repositories/utf8-file.ts'
import { FleetTextChange } from './fleet-text-change.ts'
import { followedSeeds } from './followed-seeds.ts'
import { type KeyedFleet, makeMissingKeys } from './keys.ts'
import { type Locked, lockAfter } from './lock-after.ts'
import { movedAmongRemoved } from './moved-among-removed.ts'
import { findMovedVersions } from './moved-versions.ts'
import { refuseMissing } from './refuse-missing.ts'
import { SOPS_RULES } from './sops-rules.ts'
import { type Followed, takeOverVersions } from './take-over-versions.ts'
import { uneditedIn } from './unedited.ts'
import { variablesByHand } from './variables-by-hand.ts'

/** What is to become of a fleet. */
export interface FleetChange {
  /** As its files are. */
  before: Fleet
  /** As they are to be. */
  after: Fleet
  /** The entry that is called otherwise, and where its folders and files go, by the path below the root. */
  renamed?: Renamed & { moves: readonly Move[] }
  /** New environments that begin with all versions that another one of their kind says. */
  likeSiblings?: readonly string[]
}

/** A change that is known down to the byte, and not made yet. */
export interface PlannedChange extends FleetChange, Pick<ChangePlan, 'plan' | 'leftOut'> {
  keyed: KeyedFleet
  /** What updaters moved, and what new environments have of it. */
  versions: Pick<Followed, 'moved' | 'taken'>
  /** What is rendered for the fleet as its files are, with what updaters moved, by the path below the root. */
  base: Tree
  /** What is rendered for the fleet as it is to be, by the path below the root. */
  theirs: Tree
  /** Repositories that get changes, in the order in which they are pushed. */
  touched: FleetRepository[]
  /** Repositories of teams that are new to the fleet and are there already. */
  leftAlone: FleetRepository[]
}

/**
 * Plans a change of a living fleet: what differs between the renderings of the fleet before and after is
 * merged into the files. `flux-fleet.yaml` gets what the fleet has and the file has not; each repository's
 * lock says what was rendered.
 * @throws Failure for a fleet that breaks a rule, and for repositories that are needed and not there
 */
export async function planFleetChange(
  open: OpenFleet,
  change: FleetChange,
  { onConflict, dryRun }: { onConflict: OnConflict; dryRun: boolean },
): Promise<PlannedChange> {
  refuseMoves(change, open)
  const { before } = change
  const was = renderBefore(before, open)
  const disk = new Disk(open.root)
  const moved = await findMovedVersions(open, before, was, readLocks(open, was), disk)
  const versions = takeOverVersions(change, moved, open.library.catalog)
  const keyed = await makeMissingKeys(resolveFleet(versions.after, open.library.catalog), dryRun, {
    read: (path) => textAt(resolve(open.folder, path)),
    place: open.places.inFleet,
    keys: open.keys,
  })
  const after = keyed.fleet
  const wanted = renderAfter(after, open)
  const isNewTeam = ({ repository: { kind, folder } }: RenderedRepository) =>
    kind === 'team' && !was.some(({ repository }) => repository.folder === folder)
  const isThere = ({ repository: { folder } }: RenderedRepository) => existsSync(join(open.root, folder))
  // What a team has is the team's from the first day.
  const written = wanted.filter(
    (made) => made.repository.kind !== 'team' || (isNewTeam(made) && !isThere(made)),
  )
  const made = joinRepositories(was.filter(({ repository }) => repository.kind !== 'team'))
  const base = versions.moved.length === 0 ? made : withMovedFiles(made, versions, open)
  const theirs = joinRepositories(written)
  theirs.rewrite(keyed.show)
  const fleetFile = open.places.inFleet(FLEET_FILE)
  const text = new FleetTextChange(open.file, keyed, change.renamed)
  if (text.texts !== undefined) {
    base.add(fleetFile, text.texts.base)
    theirs.add(fleetFile, text.texts.theirs)
  }
  refuseMissing(
    written.filter((made) => made.repository.kind !== 'team'),
    { base, theirs, open },
  )

  const elsewhere = change.renamed === undefined ? SOPS_RULES : renaming(change.renamed)
  const oldLocks = readLocks(open, [...was, ...written])
  const {
    plan: files,
    leftOut,
    writtenAs,
  } = await makeChangePlan({
    base,
    theirs,
    disk,
    onConflict,
    isUnedited: uneditedIn(oldLocks, base),
    isOnlyMoved: await movedAmongRemoved(open.root, was, theirs, oldLocks, disk),
    rules: (path) => ({ ...elsewhere, ...(path === fleetFile ? text.rules : {}) }),
    moves: change.renamed?.moves ?? [],
    followed: followedSeeds(open, before, after),
    otherNames: kustomizationNames,
  })
  const fleetText = files.changes.find(({ path }) => path === fleetFile)?.after?.toString()
  // A name that stays as it is in the file, to resolve a conflict, must not move anything either.
  const isToSay = fleetText !== undefined || change.renamed !== undefined
  if (isToSay && files.conflicts.length === 0) text.check(fleetText ?? open.file.text)
  const locks = new Tree()
  const moves = movesOf(made, change.renamed?.moves ?? [])
  const by = makerOf(open.library)
  for (const { repository } of written) {
    const old = oldLocks.get(repository.folder)
    const changes = files.changes.map((one) => ({ ...one, path: writtenAs(one.path) }))
    const locked: Locked = { repository, by, base: made, theirs, changes, old, moves }
    if (repository.kind === 'fleet') {
      const model = { fleet: after, text: fleetText ?? open.file.text, show: keyed.show }
      if (!isSameFleet(open.applied, after) || touches(repository, files))
        locks.add(pathIn(repository, LOCK_FILE), lockAfter({ ...locked, model }))
    } else if (
      touches(repository, files) ||
      versions.moved.some(({ paths }) => paths.some((path) => isIn(repository, path)))
    )
      locks.add(pathIn(repository, LOCK_FILE), lockAfter(locked))
  }
  const own = await makeChangePlan({ base: new Tree(), theirs: locks, disk, onConflict, isOwn: () => true })
  const plan = new Plan({
    root: disk.root,
    rootExists: disk.rootExists,
    changes: [...files.changes, ...own.plan.changes],
    privateFiles: keyed.privateFiles,
    seen: new Map([...files.seen, ...own.plan.seen]),
    privateConflicts: findPrivateConflicts(keyed.privateFiles, theirs, disk),
  })
  return {
    before,
    after,
    plan,
    leftOut,
    keyed,
    versions,
    base,
    theirs,
    touched: written.map(({ repository }) => repository).filter((repository) => touches(repository, plan)),
    leftAlone: wanted.filter((made) => isNewTeam(made) && isThere(made)).map(({ repository }) => repository),
  }
}

/**
 * Renders what the files are by now. A rule that came with a newer version, and that the fleet breaks, is no
 * reason not to: it is what the fleet is to be that has to keep it.
 */
export function renderBefore(fleet: Fleet, open: OpenFleet): RenderedRepository[] {
  try {
    return renderPlaced(open, fleet, { checks: false })
  } catch (unchecked) {
    try {
      return renderPlaced(open, fleet)
    } catch (error) {
      if (!(error instanceof InvalidFleetError)) throw explainLibrary(unchecked)
      throw new Failure(
        EXIT.obstacle,
        `The fleet as it was last applied breaks a rule of this version of create-flux-fleet, or of the fleet's own templates:\n${error.message}`,
        { cause: error },
      )
    }
  }
}

/** Renders what the files are to be. */
export function renderAfter(fleet: Fleet, open: OpenFleet): RenderedRepository[] {
  try {
    return renderPlaced(open, fleet, { checks: true, setByHand: variablesByHand(open) })
  } catch (error) {
    throw explainLibrary(error)
  }
}

/** Whatever is told apart by a name that changes is still the same. */
function renaming({ from, to }: Renamed): MergeRules {
  return { ...SOPS_RULES, renamed: { from, to } }
}

/** What can't be changed in place: where files lie would change for all of them. */
function refuseMoves({ before, after }: FleetChange, { file, library }: OpenFleet): void {
  if (before.layout !== after.layout) {
    const message = `is "${after.layout}", and the fleet was made as "${before.layout}": the layout of a living fleet is not changed in place. Put it back, or make a new fleet with "create --from"`
    throw new Failure(
      EXIT.usage,
      `${describe({ path: ['layout'], message }, file.name, file.locate(['layout']))}.`,
    )
  }
  if (before.granularity !== after.granularity) {
    const message = `is "${after.granularity}", and the fleet was made as "${before.granularity}": in a living fleet Flux would delete what the old Kustomizations applied, before the new ones apply it again. Put it back`
    const place = describe({ path: ['granularity'], message }, file.name, file.locate(['granularity']))
    throw new Failure(EXIT.usage, `${place}.`)
  }
  const [were, are] = [before, after].map((fleet) => resolveFleet(fleet, library.catalog).repositories)
  for (const old of were!) {
    const now = are!.find(({ kind }) => kind === old.kind)
    if (old.kind === 'team' || now === undefined || now.folder === old.folder) continue
    throw new Failure(
      EXIT.usage,
      `${file.name}: the repository "${old.folder}" would be called "${now.folder}": that is not changed in place. Put the name back.`,
    )
  }
}

/** Whether a plan changes something in a repository. */
export function touches({ folder }: FleetRepository, { changes }: Pick<Plan, 'changes'>): boolean {
  return changes.some(
    ({ path, action }) => action !== 'unchanged' && action !== 'keep' && isIn({ folder }, path),
  )
}

function isIn({ folder }: Pick<FleetRepository, 'folder'>, path: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`)
}

/**
 * What the files are of in which updaters moved versions: these are in them already, in whatever words, so that nothing
 * of them is to be merged. Documents are as they were, and follow.
 */
function withMovedFiles(made: Tree, { before, moved }: Followed, open: OpenFleet): Tree {
  const now = joinRepositories(renderBefore(before, open))
  const paths = new Set(moved.flatMap((one) => one.paths))
  const tree = new Tree()
  for (const [path, file] of made)
    tree.add(path, (paths.has(path) ? now.get(path) : undefined)?.content ?? file.content, file)
  return tree
}
