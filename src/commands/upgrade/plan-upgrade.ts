import { isSameFleet } from '../../fleet/file/fleet-texts.ts'
import { pathIn } from '../../fleet/resolve/repositories.ts'
import { joinRepositories } from '../../render/render.ts'
import { run } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { type OnConflict, Plan } from '../../tree/plan.ts'
import { makeChangePlan } from '../../tree/plan-change.ts'
import { Tree } from '../../tree/tree.ts'
import { isOnlyMoved } from '../../tree/updaters/only-moved.ts'
import { FleetTextChange } from '../change/fleet-text-change.ts'
import type { KeyedFleet } from '../change/keys.ts'
import { type PlannedChange, touches } from '../change/plan-fleet-change.ts'
import { refuseMissing } from '../change/refuse-missing.ts'
import { SOPS_RULES } from '../change/sops-rules.ts'
import { FLEET_FILE, LOCK_FILE } from '../repositories/fleet-file.ts'
import { kustomizationNames } from '../repositories/kustomization-names.ts'
import type { Upgrade } from './find-upgrade.ts'
import { lockUpgraded } from './lock-upgraded.ts'
import { type OutdatedFile, textOn } from './outdated-files.ts'

/**
 * Plans an upgrade: of each file *base* is the text that it was made as, *theirs* what is rendered today, *ours* what is
 * on the disk. Files that are as they would be made now are not looked at.
 * @throws Failure for repositories that are not there
 */
export async function planUpgrade(upgrade: Upgrade, onConflict: OnConflict): Promise<PlannedChange> {
  const { open, after, followed, disk, locks, was, wanted, files } = upgrade
  const { base, theirs, withoutBase } = treesOf(upgrade)
  const keyed = withoutNewKeys(upgrade)
  const fleetFile = open.places.inFleet(FLEET_FILE)
  const text = new FleetTextChange(open.file, keyed)
  if (text.texts !== undefined) {
    base.add(fleetFile, text.texts.base)
    theirs.add(fleetFile, text.texts.theirs)
  }
  refuseMissing(
    wanted.filter(({ repository }) => repository.kind !== 'team'),
    { base, theirs, open },
  )
  const bases = new Map([...base].map(([path, { content }]) => [path, content]))
  const made = await makeChangePlan({
    base,
    theirs,
    disk,
    onConflict,
    isOnlyMoved: (path) => {
      const [before, there] = [bases.get(path), textOn(disk, path)]
      return before !== undefined && there !== undefined && isOnlyMoved(path, before, there)
    },
    withoutBase: (path) => withoutBase.get(path),
    rules: (path) => ({ ...SOPS_RULES, ...(path === fleetFile ? text.rules : {}) }),
    moves: files.flatMap(({ repository, moved, full }) =>
      moved === undefined ? [] : [{ from: pathIn(repository, moved.from), to: full }],
    ),
    otherNames: kustomizationNames,
  })
  const fleetText = made.plan.changes.find(({ path }) => path === fleetFile)?.after?.toString()
  if (fleetText !== undefined && made.plan.conflicts.length === 0) text.check(fleetText)
  const newLocks = new Tree()
  for (const { repository } of wanted) {
    const old = locks.get(repository.folder)
    if (repository.kind === 'team' || old === undefined) continue
    const own = files.filter((file) => file.repository.folder === repository.folder)
    const isModelNew = repository.kind === 'fleet' && !isSameFleet(open.applied, after)
    if (own.length === 0 && !isModelNew && !touches(repository, made.plan)) continue
    newLocks.add(
      pathIn(repository, LOCK_FILE),
      lockUpgraded(old, own, open.library, {
        ...(repository.kind === 'fleet'
          ? { model: { fleet: after, text: fleetText ?? open.file.text } }
          : {}),
      }),
    )
  }
  const own = await makeChangePlan({
    base: new Tree(),
    theirs: newLocks,
    disk,
    onConflict,
    isOwn: () => true,
  })
  const plan = new Plan({
    root: disk.root,
    rootExists: disk.rootExists,
    changes: [...made.plan.changes, ...own.plan.changes],
    seen: new Map([...made.plan.seen, ...own.plan.seen]),
  })
  return {
    before: open.applied,
    after,
    plan,
    leftOut: made.leftOut,
    keyed,
    versions: followed,
    base: joinRepositories(was.filter(({ repository }) => repository.kind !== 'team')),
    theirs: joinRepositories(wanted.filter(({ repository }) => repository.kind !== 'team')),
    touched: wanted.map(({ repository }) => repository).filter((repository) => touches(repository, plan)),
    leftAlone: [],
  }
}

/** What the files were made as and would be made as now, and why there is no text to merge with. */
function treesOf({ files, bases, disk }: Upgrade): {
  base: Tree
  theirs: Tree
  withoutBase: Map<string, string>
} {
  const [base, theirs] = [new Tree(), new Tree()]
  const withoutBase = new Map<string, string>()
  for (const file of files) {
    const { full, rendered, locked, state, repository, moved } = file
    if (rendered !== undefined) theirs.add(full, rendered.content, rendered)
    const text = bases.get(full)
    const at = moved === undefined ? full : pathIn(repository, moved.from)
    const kind = rendered ?? { kind: 'managed' as const }
    if (text !== undefined) base.add(at, text, kind)
    // It is asked about, whatever it was made as; or somebody deleted it, and it stays so.
    else if (
      state === 'no longer made' ||
      moved !== undefined ||
      (locked !== undefined && textOn(disk, at) === undefined)
    )
      base.add(at, '', kind)
    else if (state === 'made otherwise') withoutBase.set(full, missingBase(file, locked))
  }
  return { base, theirs, withoutBase }
}

function missingBase({ path }: OutdatedFile, locked: OutdatedFile['locked']): string {
  const version = locked === undefined || locked.by === 'adopted' ? '' : ` by ${locked.by.generator}`
  return `it was edited, and the text that it was made as${version} is found nowhere, not in Git either, so that ${path} can't be merged`
}

/** An upgrade changes no entries, so that none needs another key. */
function withoutNewKeys({ after }: Upgrade): KeyedFleet {
  return {
    fleet: after,
    privateFiles: [],
    outside: [],
    reused: [],
    made: [],
    paths: [],
    show: (text) => text,
  }
}

/** What can be done about files of which nobody knows what they were made as; nothing where there are none. */
export function wayOut({ files, bases, open }: Upgrade): string {
  const unknown = files.find(
    ({ full, state, isSettled }) => state === 'made otherwise' && !isSettled && !bases.has(full),
  )
  if (unknown?.locked === undefined || unknown.locked.by === 'adopted') return ''
  const { generator } = unknown.locked.by
  const history = posixLine(run('git', 'fetch', '--unshallow'))
  const folder = `../as-${generator}`
  const again = posixLine(
    run(
      'npm',
      'exec',
      `create-flux-fleet@${generator}`,
      '--',
      'create',
      folder,
      '--from',
      open.file.name,
      '--yes',
    ),
  )
  return `Where the text that a file was made as is not found, fetch the history (${history}), or make the fleet once more with the older version (${again}) and add --made-by ${folder}. `
}
