import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import type { RenderedRepository } from '../../render/render.ts'
import { Disk } from '../../tree/disk.ts'
import { type FileFacts, type FileState, fileState } from '../../tree/file-state.ts'
import type { Lock } from '../../tree/lock.ts'
import type { LockedFile } from '../../tree/locked-file.ts'
import { isOnlyReformatted } from '../../tree/merge/reformatted.ts'
import { pathOnDisk } from '../../tree/other-names.ts'
import { FLEET_FILE } from './fleet-file.ts'
import { kustomizationNames } from './kustomization-names.ts'
import { leftOutOf } from './left-out.ts'
import { findMovedFiles } from './moved-files.ts'
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

/** What `diff` says of files that a person changed since they were made. */
const CHANGED: Readonly<Record<FileState['name'], string | undefined>> = {
  fresh: undefined,
  edited: 'changed',
  stale: undefined,
  'stale and edited': 'changed',
  'moved by an updater': undefined,
  deleted: 'deleted',
  'not checked out': undefined,
  adopted: undefined,
  'handed over': undefined,
}

/** Files that are not as they would be written now, by whose doing that is. */
export interface Differences {
  edited: Differing[]
  /** Files in which updaters moved versions, and nothing else was changed. */
  moved: Differing[]
  stale: Differing[]
  /** Files that a sparse checkout leaves out. */
  leftOut: string[]
  /** Folders of repositories that are not there. */
  missing: string[]
}

/**
 * Compares the files of the fleet as it was last applied with its locks and with what would be written now.
 */
export async function compareFiles(open: OpenFleet): Promise<Differences> {
  const disk = new Disk(open.root)
  const found: Differences = { edited: [], moved: [], stale: [], leftOut: [], missing: [] }
  for (const made of renderPlaced(open, open.applied)) {
    const { repository, tree } = made
    if (repository.kind === 'team') continue
    const lock = lockOf(open, repository)
    if (lock === undefined) {
      found.missing.push(repository.folder)
      continue
    }
    const paths = new Set([...tree.paths(), ...lock.files.keys()])
    paths.delete(FLEET_FILE)
    for (const file of await compareAll([...paths].sort(), { root: open.root, made, lock, disk })) {
      const { path, state, locked, rendered, there } = file
      const full = pathIn(repository, path)
      const changed = CHANGED[state.name]
      // The difference is the person's, or the updater's: from what would be written to what is there.
      if (changed !== undefined) found.edited.push({ path: full, state: changed, ...pair(rendered, there) })
      if (state.name === 'moved by an updater')
        found.moved.push({ path: full, state: state.name, ...pair(rendered, there) })
      if (state.name === 'not checked out') found.leftOut.push(full)
      const outdated = outdatedWords(state, locked)
      if (outdated !== undefined) found.stale.push({ path: full, state: outdated, ...pair(there, rendered) })
    }
  }
  return found
}

/**
 * The state of one file of the fleet as it was last applied; undefined where its repository is not there, or is
 * a team's.
 * @param path in the repository
 */
export async function stateOfFile(
  open: OpenFleet,
  made: RenderedRepository,
  path: string,
): Promise<FileState | undefined> {
  const lock = lockOf(open, made.repository)
  if (lock === undefined) return undefined
  const [file] = await compareAll([path], { root: open.root, made, lock, disk: new Disk(open.root) })
  return file!.state
}

interface Compared extends Omit<FileFacts, 'rendered'> {
  path: string
  state: FileState
  rendered: string | undefined
}

async function compareAll(
  paths: readonly string[],
  { root, made, lock, disk }: { root: string; made: RenderedRepository; lock: Lock; disk: Disk },
): Promise<Compared[]> {
  const { repository, tree } = made
  const files = paths.map((path) => {
    const locked = lock.files.get(path)
    const rendered = tree.get(path)
    const there = (rendered ?? locked)?.kind === 'managed' ? textOf(disk, repository, path) : undefined
    return { path, locked, rendered, there }
  })
  const absent = files.filter(
    ({ locked, there, rendered }) => locked && (rendered ?? locked).kind === 'managed' && there === undefined,
  )
  const leftOut = await leftOutOf(
    root,
    absent.map(({ path }) => pathIn(repository, path)),
  )
  const texts = new Map<string, string>()
  const changed = new Map<string, LockedFile>()
  for (const { path, locked, rendered, there } of files) {
    const { name } = fileState({ locked, rendered, there, ...reformatted(path, rendered, there) })
    if ((name !== 'edited' && name !== 'stale and edited') || locked === undefined) continue
    changed.set(path, locked)
    texts.set(path, there!)
  }
  const moved = await findMovedFiles({ root, repository, tree }, changed, (path) => texts.get(path))
  return files.map(({ path, rendered, ...facts }) => {
    const state = fileState({
      ...facts,
      rendered,
      isOnlyMoved: () => moved.has(path),
      isLeftOut: () => leftOut.has(pathIn(repository, path)),
      ...reformatted(path, rendered, facts.there),
    })
    return { path, ...facts, state, rendered: rendered?.content }
  })
}

/** Whether a formatter left a file as it is. */
function reformatted(
  path: string,
  rendered: FileFacts['rendered'],
  there: string | undefined,
): Pick<FileFacts, 'isOnlyReformatted'> {
  return {
    isOnlyReformatted: () =>
      rendered !== undefined && there !== undefined && isOnlyReformatted(path, rendered.content, there),
  }
}

/** Why a file would be written otherwise now, or undefined where it would not. */
function outdatedWords(state: FileState, locked: LockedFile | undefined): string | undefined {
  const outdated = 'outdated' in state ? state.outdated : undefined
  if (outdated !== 'made otherwise' || locked === undefined || locked.by === 'adopted') return outdated
  return `written by ${locked.by.generator}`
}

function textOf(disk: Disk, repository: FleetRepository, path: string): string | undefined {
  const found = disk.look(pathOnDisk(pathIn(repository, path), disk, kustomizationNames))
  return found.type === 'file' ? found.bytes.toString('utf8') : undefined
}

function pair(before: string | undefined, after: string | undefined): { before?: string; after?: string } {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}
