import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Change, OnConflict, Resolution } from '../../tree/plan.ts'
import type { Asker } from '../answers/asker.ts'
import { Cancelled, EXIT, Failure } from '../command-line/failure.ts'
import type { CommonFlags } from '../command-line/options.ts'
import { FLEET_FILE } from '../repositories/fleet-file.ts'
import { findFluxFiles, fluxFilesNote } from './flux-files.ts'

/**
 * Looks at the folder that a fleet is to be made in: one that is there is not made anew by answers, and a person decides
 * about a folder in which Flux is at work.
 * @returns what is to be known of it
 * @throws Failure, Cancelled
 */
export async function lookAtFolder(
  target: string,
  { asker, flags }: { asker: Asker | undefined; flags: CommonFlags & { from?: string } },
): Promise<string[]> {
  if (isEmpty(target)) return []
  // The same file makes the same fleet, so that it may be made once more.
  if (existsSync(join(target, FLEET_FILE)) && flags.from === undefined && flags.onConflict === undefined)
    throw new Failure(
      EXIT.conflict,
      `There is a fleet in ${target} already. Change that with add, remove, rename or apply (flux-fleet --help), or make another one in another directory. Nothing was written.`,
    )
  const found = await findFluxFiles(target)
  if (found === undefined) return []
  const note = fluxFilesNote(found)
  if (asker !== undefined && !(await asker.confirm(`${note} Make one here?`, false))) throw new Cancelled()
  return [note]
}

function isEmpty(folder: string): boolean {
  if (!existsSync(folder)) return true
  try {
    return readdirSync(folder).every((name) => name === '.git')
  } catch {
    // What can't be looked into, or is no folder, is told by what would write there.
    return true
  }
}

/**
 * Asks about files in the way of a new fleet as soon as they are known.
 * @param found those that are in the way of a fleet as far as it is answered
 * @returns how conflicts are resolved from then on: as was answered here, else as `onConflict` says
 * @throws Cancelled
 */
export async function askEarly(found: readonly Change[], onConflict: OnConflict): Promise<OnConflict> {
  if (typeof onConflict !== 'function') return onConflict
  const answers = new Map<string, Resolution>()
  for (const change of found) {
    const resolution = await onConflict(change)
    if (resolution === 'fail') throw new Cancelled()
    answers.set(change.path, resolution)
  }
  return (change) => answers.get(change.path) ?? onConflict(change)
}
