import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import type { RenderedRepository } from '../../render/render.ts'
import { Disk } from '../../tree/disk.ts'
import { contentHash } from '../../tree/hash.ts'
import type { Lock } from '../../tree/lock.ts'
import { FLEET_FILE, LOCK_FILE } from './fleet-file.ts'
import { readLock } from './lock-file.ts'
import type { OpenFleet } from './open-fleet.ts'
import { renderPlaced } from './repository-places.ts'

/** A file that is not as the generator would write it now. */
export interface Differing {
  path: string
  /**
   * In the words of the report: changed or deleted by hand; written by older templates, new, or no longer
   * made.
   */
  state: string
  before?: string
  after?: string
}

/**
 * Compares the files of the fleet as it was last applied with its locks and with what would be written now.
 */
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
