import { type FleetRepository, pathIn } from '../fleet/repositories.ts'
import { plainFleet } from '../fleet/save.ts'
import type { Fleet } from '../fleet/schema.ts'
import { contentHash } from '../tree/hash.ts'
import { formatLock, type Lock, type LockedFile } from '../tree/lock.ts'
import type { Change } from '../tree/plan.ts'
import type { Tree } from '../tree/tree.ts'
import { FLEET_FILE } from './fleet-file.ts'
import { GENERATOR_VERSION } from './version.ts'

/** What the lock of a repository is made of. */
export interface Locked {
  repository: FleetRepository
  /** What is rendered for all repositories, before and after. */
  base: Tree
  theirs: Tree
  changes: readonly Change[]
  /** The lock so far; undefined for a repository that is new. */
  old: Lock | undefined
  /** The fleet and the text of its `flux-fleet.yaml`, for the repository that holds them. */
  model?: { fleet: Fleet; text: string; show: (text: string) => string }
}

/**
 * The text of a lock after a change. A file that the change is not about keeps its line, whichever version once rendered it, so that
 * it is still known which files are stale.
 */
export function lockAfter({ repository, base, theirs, changes, old, model }: Locked): string {
  const inside = (path: string) => repository.folder === '' || path.startsWith(`${repository.folder}/`)
  const short = (path: string) => (repository.folder === '' ? path : path.slice(repository.folder.length + 1))
  const changeOf = new Map(changes.map((change) => [change.path, change]))
  const files = new Map<string, LockedFile>()
  for (const [path, line] of old?.files ?? []) {
    const full = pathIn(repository, path)
    // Of what was rendered once and is in neither tree, only the lock still knows.
    if (!base.has(full) && !theirs.has(full) && path !== FLEET_FILE) files.set(path, line)
  }
  for (const [path, { content, kind }] of theirs) {
    if (!inside(path) || path === pathIn(repository, FLEET_FILE)) continue
    const known = old?.files.get(short(path))
    const was = base.get(path)
    if (was !== undefined && (was.content === content || kind !== 'managed')) {
      if (known !== undefined) files.set(short(path), known)
      continue
    }
    const rendered = { hash: contentHash(content), kind, generator: GENERATOR_VERSION }
    const isStale = known !== undefined && was !== undefined && known.hash !== contentHash(was.content)
    files.set(short(path), isStale ? stale(known, changeOf.get(path), rendered) : rendered)
  }
  if (model !== undefined) files.set(FLEET_FILE, fleetFile(model.text, old?.files.get(FLEET_FILE)))
  return formatLock({
    model: model === undefined ? '' : model.show(JSON.stringify(plainFleet(model.fleet), null, 2)),
    generator: GENERATOR_VERSION,
    files,
  })
}

/** A file that older templates made and that is merged stays stale: what is recorded is what it has become. */
function stale(known: LockedFile, change: Change | undefined, rendered: LockedFile): LockedFile {
  if (change?.action === 'update' || change?.action === 'create') return rendered
  const isUntouched = change?.before !== undefined && contentHash(change.before) === known.hash
  return change?.action === 'merge' && isUntouched && change.after !== undefined
    ? { ...known, hash: contentHash(change.after) }
    : known
}

function fleetFile(text: string, known: LockedFile | undefined): LockedFile {
  const hash = contentHash(text)
  return known?.hash === hash ? known : { hash, kind: 'managed', generator: GENERATOR_VERSION }
}
