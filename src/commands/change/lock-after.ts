import { fleetModel } from '../../fleet/file/save-fleet.ts'
import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { fileState } from '../../tree/file-state.ts'
import { formatLock, type Lock } from '../../tree/lock.ts'
import { isAsMade, type LockedFile, lockedFile, type Maker } from '../../tree/locked-file.ts'
import { type Move, movedPath, movedTree } from '../../tree/moves.ts'
import type { Change } from '../../tree/plan.ts'
import type { Tree, TreeFile } from '../../tree/tree.ts'
import { FLEET_FILE } from '../repositories/fleet-file.ts'

/** What the lock of a repository is made of. */
export interface Locked {
  repository: FleetRepository
  /** What renders the files. */
  by: Maker
  /** What is rendered for all repositories, before and after. */
  base: Tree
  theirs: Tree
  changes: readonly Change[]
  /** The lock so far; undefined for a repository that is new. */
  old: Lock | undefined
  /** Folders and files of base that have another path in theirs. */
  moves?: readonly Move[]
  /** The fleet and the text of its `flux-fleet.yaml`, for the repository that holds them. */
  model?: { fleet: Fleet; text: string; show: (text: string) => string }
}

/**
 * The text of a lock after a change. A file that the change is not about keeps its line, whichever version
 * once rendered it, so that it is still known which files are stale.
 */
export function lockAfter({
  repository,
  by,
  base: unmoved,
  theirs,
  changes,
  old,
  moves = [],
  model,
}: Locked): string {
  const base = movedTree(unmoved, moves, theirs)
  const inside = (path: string) => repository.folder === '' || path.startsWith(`${repository.folder}/`)
  const short = (path: string) => (repository.folder === '' ? path : path.slice(repository.folder.length + 1))
  const changeOf = new Map(changes.map((change) => [change.path, change]))
  const files = new Map<string, LockedFile>()
  const oldFiles = new Map(
    [...(old?.files ?? [])].map(([path, line]) => [short(movedPath(pathIn(repository, path), moves)), line]),
  )
  for (const [path, line] of oldFiles) {
    const full = pathIn(repository, path)
    // Of what was rendered once and is in neither tree, only the lock still knows.
    if (!base.has(full) && !theirs.has(full) && path !== FLEET_FILE) files.set(path, line)
  }
  for (const [path, { content, kind }] of theirs) {
    if (!inside(path) || path === pathIn(repository, FLEET_FILE)) continue
    const known = oldFiles.get(short(path))
    const was = base.get(path)
    if (was !== undefined && (was.content === content || kind !== 'managed')) {
      if (known !== undefined) files.set(short(path), known)
      continue
    }
    const rendered = lockedFile(content, kind, by)
    const isOutdated = known !== undefined && was !== undefined && !isAsMade(known, was.content)
    files.set(short(path), isOutdated ? outdated(known, was, changeOf.get(path), rendered) : rendered)
  }
  if (model !== undefined) files.set(FLEET_FILE, fleetFile(model.text, old?.files.get(FLEET_FILE), by))
  return formatLock({
    model: model === undefined ? '' : model.show(fleetModel(model.fleet)),
    generator: by.generator,
    files,
  })
}

/**
 * A file that older templates made and that is merged stays stale: what is recorded is what it has become.
 */
function outdated(
  known: LockedFile,
  was: TreeFile,
  change: Change | undefined,
  rendered: LockedFile,
): LockedFile {
  const { action, from, before, after } = change ?? {}
  const isRendered = after !== undefined && isAsMade(rendered, after)
  if (action === 'update' || (action === 'create' && (from === undefined || isRendered))) return rendered
  const isMerged = action === 'merge' || from !== undefined
  if (!isMerged || before === undefined || after === undefined) return known
  const { name } = fileState({ locked: known, rendered: was, there: before.toString() })
  return name === 'stale' || name === 'adopted' ? lockedFile(after, known.kind, known.by) : known
}

function fleetFile(text: string, known: LockedFile | undefined, by: Maker): LockedFile {
  return known !== undefined && isAsMade(known, text) ? known : lockedFile(text, 'managed', by)
}
