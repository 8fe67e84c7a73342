import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import { migratedFiles } from '../../render/file-migrations.ts'
import type { RenderedRepository } from '../../render/render.ts'
import type { Disk } from '../../tree/disk.ts'
import type { Outdated } from '../../tree/file-state.ts'
import { contentHash } from '../../tree/hash.ts'
import type { Lock } from '../../tree/lock.ts'
import { isAsMade, type LockedFile } from '../../tree/locked-file.ts'
import { pathOnDisk } from '../../tree/other-names.ts'
import type { TreeFile } from '../../tree/tree.ts'
import { FLEET_FILE } from '../repositories/fleet-file.ts'
import { kustomizationNames } from '../repositories/kustomization-names.ts'

/** A file that templates and catalog of today make otherwise than it was made. */
export interface OutdatedFile {
  repository: FleetRepository
  /** Its path in the repository. */
  path: string
  /** The same from the root. */
  full: string
  /** The path that it had when it was made, where that is another one, and what moved it. */
  moved?: { from: string; name: string }
  state: Outdated
  locked: LockedFile | undefined
  rendered: TreeFile | undefined
  /** Whether there is nothing to do: it was deleted, or is on the disk as it would be made now. */
  isSettled: boolean
}

/** The path of a file when it was made, in its repository. */
export function madeAt({ path, moved }: Pick<OutdatedFile, 'path' | 'moved'>): string {
  return moved?.from ?? path
}

/**
 * Finds what templates and catalog of today make otherwise than the locks say. A seed and what another program fills
 * are only looked for where the lock does not know them: they are nobody's to change. Neither is what the fleet adopted.
 * @param made what is rendered today
 * @param locks of the repositories, by folder
 */
export function outdatedFiles(
  made: readonly RenderedRepository[],
  locks: ReadonlyMap<string, Lock>,
  disk: Disk,
): OutdatedFile[] {
  return made.flatMap((one) => {
    const lock = one.repository.kind === 'team' ? undefined : locks.get(one.repository.folder)
    return lock === undefined ? [] : outdatedIn(one, lock, disk)
  })
}

function outdatedIn({ repository, tree }: RenderedRepository, lock: Lock, disk: Disk): OutdatedFile[] {
  const migrated = migratedFiles(lock.files.keys(), (path) => tree.has(path))
  const movedTo = new Map(migrated.map(({ to, ...moved }) => [to, moved]))
  const gone = new Set(migrated.map(({ from }) => from))
  const paths = new Set([...lock.files.keys(), ...tree.paths()])
  return [...paths].sort().flatMap((path): OutdatedFile[] => {
    if (path === FLEET_FILE || gone.has(path)) return []
    const moved = movedTo.get(path)
    const [locked, rendered] = [lock.files.get(moved?.from ?? path), tree.get(path)]
    const state = stateOf(locked, rendered, moved !== undefined)
    if (state === undefined) return []
    const there = textOn(disk, pathIn(repository, moved?.from ?? path))
    const isSettled =
      state === 'new' && rendered!.kind !== 'managed'
        ? there !== undefined
        : state === 'new'
          ? isSame(there, rendered)
          : there === undefined || (moved === undefined && isSame(there, rendered))
    return [
      {
        repository,
        path,
        full: pathIn(repository, path),
        ...(moved === undefined ? {} : { moved }),
        state,
        locked,
        rendered,
        isSettled,
      },
    ]
  })
}

function stateOf(
  locked: LockedFile | undefined,
  rendered: TreeFile | undefined,
  isMoved: boolean,
): Outdated | undefined {
  if (locked === undefined) return 'new'
  if (locked.by === 'adopted' || (rendered ?? locked).kind !== 'managed') return undefined
  if (rendered === undefined) return 'no longer made'
  return isAsMade(locked, rendered.content) && !isMoved ? undefined : 'made otherwise'
}

/** What lies at a path, under whichever of its names; undefined where no file does. */
export function textOn(disk: Disk, path: string): string | undefined {
  const found = disk.look(pathOnDisk(path, disk, kustomizationNames))
  return found.type === 'file' ? found.bytes.toString('utf8') : undefined
}

function isSame(there: string | undefined, rendered: TreeFile | undefined): boolean {
  return there !== undefined && rendered !== undefined && contentHash(there) === contentHash(rendered.content)
}
