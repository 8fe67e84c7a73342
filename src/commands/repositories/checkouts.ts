import { existsSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import { suggestion } from '../../text/suggestion.ts'
import type { Lock } from '../../tree/lock.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { LOCK_FILE } from './fleet-file.ts'
import { readLock } from './lock-file.ts'

/** What was typed of one repository. */
export interface Checkout {
  text: string
  /** Its folder, with links resolved: below the root none is followed. */
  path: string
}

/**
 * Reads what was typed with `--checkout`.
 * @param cwd where directories begin
 * @returns the checkouts by the name of their repository
 * @throws Failure for a name that is none, or is there twice, and for what is no folder
 */
export function parseCheckouts(
  checkouts: readonly string[],
  repositories: readonly FleetRepository[],
  cwd: string,
): Map<string, Checkout> {
  const typed = new Map<string, Checkout>()
  const names = repositories.filter(({ kind }) => kind !== 'team').map(({ name }) => name)
  for (const text of checkouts) {
    const equals = text.indexOf('=')
    const [name, directory] = [text.slice(0, Math.max(equals, 0)), text.slice(equals + 1)]
    if (name === '' || directory === '')
      refuseCheckout(
        text,
        `give the name of a repository and where it is, such as --checkout ${names[0]}=../${names[0]}.`,
      )
    if (repositories.some((repository) => repository.kind === 'team' && repository.name === name))
      refuseCheckout(text, `"${name}" is the repository of a team, which is left alone. Leave it out.`)
    if (!names.includes(name))
      refuseCheckout(
        text,
        `the fleet has no repository "${name}"${suggestion(name, names) || `: ${names.join(', ')}`}`,
      )
    const before = typed.get(name)
    if (before !== undefined)
      refuseCheckout(text, `"${name}" is named twice, first as --checkout ${before.text}. Name it once.`)
    typed.set(name, { text, path: folderAt(text, resolve(cwd, directory)) })
  }
  return typed
}

function folderAt(text: string, path: string): string {
  if (!existsSync(path)) refuseCheckout(text, `there is no folder ${path}.`)
  if (!statSync(path).isDirectory()) refuseCheckout(text, `${path} is no folder.`)
  return realpathSync.native(path)
}

/**
 * Refuses a folder that is also another repository's, or lies in it.
 * @throws Failure
 */
export function refuseOverlap({ text, path }: Checkout, other: string, name: string): void {
  const how =
    path === other
      ? 'is the folder'
      : isBelow(path, other)
        ? 'lies in that'
        : isBelow(other, path)
          ? 'holds that'
          : undefined
  if (how === undefined) return
  refuseCheckout(text, `${path} ${how} of "${name}" (${other}). Each repository has a folder of its own.`)
}

/**
 * Refuses a folder that holds another repository than the platform's, as far as its lock tells: what is
 * written would be merged into the wrong files.
 * @throws Failure
 */
export function refuseOther({ text, path }: Checkout, name: string, cwd: string): void {
  const place = join(path, LOCK_FILE)
  if (!existsSync(place))
    refuseCheckout(
      text,
      `there is no ${LOCK_FILE} in ${path}, so it is another repository than "${name}" of this fleet. Name the folder that was cloned of it.`,
    )
  if (!isOfPlatform(readLock(place, relative(cwd, place))))
    refuseCheckout(
      text,
      `${path} is another repository than "${name}" of this fleet, as its ${LOCK_FILE} tells. Name the folder that was cloned of it.`,
    )
}

/** A fleet's own repository has the model in its lock, and a team's has no layers. */
function isOfPlatform({ model, files }: Lock): boolean {
  return model === '' && [...files.keys()].some((path) => path.startsWith('infrastructure/'))
}

/** Whether a path lies in a folder, at any depth. */
export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** @throws Failure that says what is wrong with one `--checkout` */
export function refuseCheckout(text: string, problem: string): never {
  throw new Failure(EXIT.usage, `--checkout ${text}: ${problem}`)
}
