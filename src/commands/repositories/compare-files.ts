import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import type { RenderedRepository } from '../../render/render.ts'
import { Disk } from '../../tree/disk.ts'
import { type FileState, fileState } from '../../tree/file-state.ts'
import type { Lock } from '../../tree/lock.ts'
import type { LockedFile } from '../../tree/locked-file.ts'
import { FLEET_FILE } from './fleet-file.ts'
import { lockOf, type OpenFleet } from './open-fleet.ts'
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

/** What `diff` says of files that are not as they were made. */
const CHANGED: Readonly<Record<FileState['name'], string | undefined>> = {
  fresh: undefined,
  edited: 'changed',
  stale: undefined,
  'stale and edited': 'changed',
  'moved by an updater': 'moved by an updater',
  deleted: 'deleted',
  adopted: undefined,
  'handed over': undefined,
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
  const edited: Differing[] = []
  const stale: Differing[] = []
  const missing: string[] = []
  for (const made of renderPlaced(open, open.applied)) {
    const { repository, tree } = made
    if (repository.kind === 'team') continue
    const lock = lockOf(open, repository)
    if (lock === undefined) {
      missing.push(repository.folder)
      continue
    }
    const paths = new Set([...tree.paths(), ...lock.files.keys()])
    paths.delete(FLEET_FILE)
    for (const path of [...paths].sort()) {
      const { state, locked, rendered, there } = compareFile(path, made, lock, disk)
      const full = pathIn(repository, path)
      const changed = CHANGED[state.name]
      // The difference is the person's: from what would be written to what is there.
      if (changed !== undefined) edited.push({ path: full, state: changed, ...pair(rendered, there) })
      const outdated = outdatedWords(state, locked)
      if (outdated !== undefined) stale.push({ path: full, state: outdated, ...pair(there, rendered) })
    }
  }
  return { edited, stale, missing }
}

/**
 * The state of one file of the fleet as it was last applied; undefined where its repository is not there, or is
 * a team's.
 * @param path in the repository
 */
export function stateOfFile(open: OpenFleet, made: RenderedRepository, path: string): FileState | undefined {
  const lock = lockOf(open, made.repository)
  return lock && compareFile(path, made, lock, new Disk(open.root)).state
}

function compareFile(path: string, { repository, tree }: RenderedRepository, lock: Lock, disk: Disk) {
  const locked = lock.files.get(path)
  const rendered = tree.get(path)
  const there = (rendered ?? locked)?.kind === 'managed' ? textOf(disk, repository, path) : undefined
  return { state: fileState({ locked, rendered, there }), locked, rendered: rendered?.content, there }
}

/** Why a file would be written otherwise now, or undefined where it would not. */
function outdatedWords(state: FileState, locked: LockedFile | undefined): string | undefined {
  const outdated = 'outdated' in state ? state.outdated : undefined
  if (outdated !== 'made otherwise' || locked === undefined || locked.by === 'adopted') return outdated
  return `written by ${locked.by.generator}`
}

function textOf(disk: Disk, repository: FleetRepository, path: string): string | undefined {
  const found = disk.look(pathIn(repository, path))
  return found.type === 'file' ? found.bytes.toString('utf8') : undefined
}

function pair(before: string | undefined, after: string | undefined): { before?: string; after?: string } {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}
