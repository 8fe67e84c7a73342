import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { resolveFleet } from '../../features/resolve-fleet.ts'
import { addRequired } from '../../fleet/changes/add-required.ts'
import { parseFleet } from '../../fleet/file/load-fleet.ts'
import { migrateModel } from '../../fleet/file/model-migrations.ts'
import { fleetModel } from '../../fleet/file/save-fleet.ts'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { RenderedRepository } from '../../render/render.ts'
import type { Library } from '../../render/templates/library.ts'
import { run } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { GitError } from '../../tools/git.ts'
import type { Lock } from '../../tree/lock.ts'
import { reviveKeptScalar } from '../../yaml/kept-scalar.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import type { CommonFlags } from '../command-line/options.ts'
import type { Terminal } from '../command-line/terminal.ts'
import { workingDirectory } from '../command-line/working-directory.ts'
import { FLEET_FILE, type FleetFile, LOCK_FILE, readFleetFile } from './fleet-file.ts'
import { type KeysFolder, namedKeysFolder, rememberedKeysFolder } from './keys-folder.ts'
import { takeBackKilledRuns } from './killed-runs.ts'
import { readLock } from './lock-file.ts'
import { openLibrary } from './own-library.ts'
import { type Places, placesOf } from './repository-places.ts'
import { refuseRoot } from './root-check.ts'

/** A fleet that lives in a repository, with what it was when it was last applied. */
export interface OpenFleet {
  /** Where the command runs. */
  cwd: string
  /** The folder that holds `flux-fleet.yaml`. */
  folder: string
  /** Where the paths of its Trees begin: the same folder, or the one that holds all of its repositories. */
  root: string
  places: Places
  /** `flux-fleet.yaml` as it is now. */
  file: FleetFile
  lock: Lock
  /** The fleet as it was last applied. */
  applied: Fleet
  library: Library
  /** Where its private keys are kept. */
  keys(): KeysFolder
}

/** What a command is about: the fleet alone, all of its repositories, or changing them. */
export type Purpose = 'fleet' | 'repositories' | 'change'

/**
 * Finds the fleet that a command runs in, and reads it. A run that was killed is taken back or finished
 * first, unless nothing may be written.
 * @throws Failure where there is no fleet, where its files can't be read, and for what `--checkout` can't
 * mean
 */
export async function openFleet(
  flags: CommonFlags,
  terminal: Terminal,
  purpose: Purpose = 'change',
): Promise<OpenFleet> {
  const { checkout: checkouts = [] } = flags
  const cwd = checkouts.length === 0 ? workingDirectory(flags) : withoutLinks(workingDirectory(flags))
  const find = () => findFolderWith([FLEET_FILE], cwd)
  if (flags.dryRun !== true) await takeBack(find() ?? cwd, terminal, purpose)
  const folder = find()
  if (folder === undefined) throw noFleet(cwd)
  const shown = relative(cwd, join(folder, FLEET_FILE))
  const file = readFleetFile(shown, cwd, shown)
  const shownLock = relative(cwd, join(folder, LOCK_FILE))
  const lock = readLock(join(folder, LOCK_FILE), shownLock)
  const isApplied = lock.model === `${fleetModel(file.fleet)}\n`
  const applied = isApplied ? file.fleet : appliedFleet(lock, shownLock)
  const library = await openLibrary([folder])
  // Read at most once, and only where it matters.
  let keys = flags.keysDir === undefined ? undefined : namedKeysFolder(flags.keysDir, cwd)
  const places = placesOf(resolveFleet(applied, library.catalog), {
    folder,
    cwd,
    checkouts,
    needsOthers: purpose !== 'fleet',
  })
  if (purpose === 'change' && checkouts.length > 0)
    refuseRoot(
      places.root,
      places.folders.filter((path) => existsSync(path)),
    )
  return {
    cwd,
    folder,
    root: places.root,
    places,
    file,
    lock,
    applied,
    library,
    keys: () => (keys ??= rememberedKeysFolder(folder)),
  }
}

/**
 * Where Git does not want to look at a repository, since it is another user's or its `.git` leads nowhere, what
 * only reads can do without it.
 */
async function takeBack(folder: string, terminal: Terminal, purpose: Purpose): Promise<void> {
  try {
    await takeBackKilledRuns(folder, terminal)
  } catch (error) {
    if (purpose === 'change' || !(error instanceof GitError)) throw error
  }
}

/**
 * The lock of one of a fleet's repositories; undefined for one that is not there, or whose files are a team's.
 * @throws Failure for a lock that is missing or damaged
 */
export function lockOf({ root, cwd, lock }: OpenFleet, { kind, folder }: FleetRepository): Lock | undefined {
  if (kind === 'fleet') return lock
  if (kind === 'team' || !existsSync(join(root, folder))) return undefined
  const path = join(root, folder, LOCK_FILE)
  return readLock(path, relative(cwd, path))
}

/** The locks of the repositories that are there and whose files are ours to keep up to date, by folder. */
export function readLocks(open: OpenFleet, made: readonly RenderedRepository[]): ReadonlyMap<string, Lock> {
  const locks = new Map<string, Lock>()
  for (const { repository } of made) {
    if (locks.has(repository.folder)) continue
    const lock = lockOf(open, repository)
    if (lock !== undefined) locks.set(repository.folder, lock)
  }
  return locks
}

/** The fleet of `flux-fleet.yaml` as it is now, with what its components need. */
export function wantedFleet(file: FleetFile, { catalog }: Library): ReturnType<typeof addRequired> {
  return addRequired(file.fleet, catalog)
}

/** Below a folder that holds several repositories no link is followed. */
function withoutLinks(path: string): string {
  return existsSync(path) ? realpathSync.native(path) : path
}

/** What to say where a command finds no fleet. */
export function noFleet(cwd: string): Failure {
  return new Failure(
    EXIT.obstacle,
    `There is no fleet in ${cwd} or above it: no ${FLEET_FILE}. Go to one, name it with --cwd, or make one with "create".`,
  )
}

/** The nearest folder from here upward that holds something of one of the names, or undefined. */
export function findFolderWith(names: readonly string[], from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (names.some((name) => existsSync(join(folder, name)))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

function appliedFleet(lock: Lock, shown: string): Fleet {
  let value: unknown
  try {
    value = JSON.parse(lock.model, reviveKeptScalar)
  } catch {
    value = undefined
  }
  const migrated = migrateModel(value)
  if ('issues' in migrated)
    throw new Failure(
      EXIT.obstacle,
      migrated.issues.map(({ message }) => `${shown}: the version of its model ${message}.`).join('\n'),
    )
  const parsed = parseFleet(migrated.data)
  if ('fleet' in parsed) return parsed.fleet
  throw new Failure(
    EXIT.obstacle,
    `${shown}: its model is no fleet that this version of create-flux-fleet knows. Get it back from Git: ${posixLine(run('git', 'checkout', 'HEAD', '--', LOCK_FILE))}`,
  )
}
