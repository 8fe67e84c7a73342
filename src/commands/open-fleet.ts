import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { parseFleet } from '../fleet/load.ts'
import { repositoryName } from '../fleet/repository-urls.ts'
import { fleetModel } from '../fleet/save.ts'
import type { Fleet } from '../fleet/schema.ts'
import type { Library } from '../render/library.ts'
import { LockFormatError } from '../tree/errors.ts'
import { type Lock, parseLock } from '../tree/lock.ts'
import { EXIT, Failure } from './failure.ts'
import { FLEET_FILE, type FleetFile, LOCK_FILE, readFleetFile } from './fleet-file.ts'
import type { CommonFlags } from './options.ts'
import { openLibrary } from './own-library.ts'
import type { Terminal } from './terminal.ts'
import { takeBackKilledRun } from './write.ts'

/** A fleet that lives in a repository, with what it was when it was last applied. */
export interface OpenFleet {
  /** Where the command runs. */
  cwd: string
  /** The folder that holds `flux-fleet.yaml`. */
  folder: string
  /** Where the paths of its Trees begin: the same folder, or the one that holds several repositories side by side. */
  root: string
  /** `flux-fleet.yaml` as it is now. */
  file: FleetFile
  lock: Lock
  /** The fleet as it was last applied. */
  applied: Fleet
  library: Library
}

/**
 * Finds the fleet that a command runs in, and reads it. A run that was killed is taken back or finished first, unless nothing may be
 * written.
 * @throws Failure where there is no fleet, or where its files can't be read
 */
export async function openFleet(flags: CommonFlags, terminal: Terminal): Promise<OpenFleet> {
  const cwd = resolve(flags.cwd ?? '.')
  const folder = findFolderWith([FLEET_FILE], cwd)
  if (folder === undefined) throw noFleet(cwd)
  const shown = relative(cwd, join(folder, FLEET_FILE))
  let file = readFleetFile(shown, cwd)
  const wasKilled = flags.dryRun !== true && (await takeBackKilledRun(rootOf(file.fleet, folder), terminal))
  if (wasKilled) file = readFleetFile(shown, cwd)
  const lock = readLock(join(folder, LOCK_FILE), relative(cwd, join(folder, LOCK_FILE)))
  const isApplied = lock.model === `${fleetModel(file.fleet)}\n`
  const applied = isApplied ? file.fleet : appliedFleet(lock, relative(cwd, join(folder, LOCK_FILE)))
  return {
    cwd,
    folder,
    root: rootOf(applied, folder),
    file,
    lock,
    applied,
    library: await openLibrary([folder]),
  }
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

/**
 * Reads a lock.
 * @param shown the path as the person would write it
 * @throws Failure for one that is missing or damaged, with what to do
 */
export function readLock(path: string, shown: string): Lock {
  const remedy = `Get it back from Git: git checkout HEAD -- ${LOCK_FILE}`
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const what = missing ? 'there is no such file' : (error as Error).message
    throw new Failure(
      EXIT.obstacle,
      `${shown}: ${what}, so it is not known what was last applied. ${remedy}; or make it anew for ${FLEET_FILE} as it is now: npm create flux-fleet@latest . -- --from ${FLEET_FILE} --on-conflict keep`,
      { cause: error },
    )
  }
  try {
    return parseLock(text)
  } catch (error) {
    if (!(error instanceof LockFormatError)) throw error
    throw new Failure(EXIT.obstacle, `${shown}: ${error.message}. ${remedy}`, { cause: error })
  }
}

function appliedFleet(lock: Lock, shown: string): Fleet {
  let value: unknown
  try {
    value = JSON.parse(lock.model)
  } catch {
    value = undefined
  }
  const parsed = parseFleet(value)
  if ('fleet' in parsed) return parsed.fleet
  throw new Failure(
    EXIT.obstacle,
    `${shown}: its model is no fleet that this version of create-flux-fleet knows. Get it back from Git: git checkout HEAD -- ${LOCK_FILE}`,
  )
}

function rootOf(fleet: Fleet, folder: string): string {
  if (fleet.layout !== 'multi-repo') return folder
  const name = repositoryName(fleet)
  if (basename(folder) === name) return dirname(folder)
  throw new Failure(
    EXIT.obstacle,
    `The repository of the fleet is called "${name}", and its folder "${basename(folder)}": the repositories of a fleet lie side by side, each in a folder of its name. Rename the folder: mv ${basename(folder)} ${name}`,
  )
}
