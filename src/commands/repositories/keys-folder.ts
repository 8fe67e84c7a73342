import { lstatSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { findRepository } from '../../tools/git.ts'
import { ignoredPaths } from '../../tools/git-files.ts'
import { localSetting } from '../../tools/git-settings.ts'
import { EXIT, Failure } from '../command-line/failure.ts'

/** The folder of private keys in the repository of a fleet, where no other one is named. */
const IN_REPOSITORY = '.age/'

/** What a repository's own configuration calls the folder of private keys. */
export const KEYS_SETTING = 'flux-fleet.keysDir'

/** Where the private keys of a fleet are kept. */
export interface KeysFolder {
  /** The folder outside of the repository, absolute; undefined where it is `.age`. */
  outside: string | undefined
  /** Whether a flag named it, so that the repository is to remember it. */
  isNamed: boolean
}

/** Keys that lie in the repository. */
export const KEYS_INSIDE: KeysFolder = { outside: undefined, isNamed: false }

/**
 * The folder that a flag names.
 * @param cwd where relative paths begin
 * @throws Failure for one in which Git would take in keys, or which is no folder of the person's own
 */
export function namedKeysFolder(flag: string, cwd: string): KeysFolder {
  if (flag.trim() === '') throw new Failure(EXIT.usage, '--keys-dir: is empty. Name a folder.')
  // A shell leaves "~" alone behind "=".
  const isAtHome = /^~([/\\]|$)/.test(flag)
  const outside = isAtHome ? join(process.env.HOME ?? homedir(), flag.slice(1)) : resolve(cwd, flag)
  refuseUnsafe(outside, `--keys-dir ${flag}`)
  return { outside, isNamed: true }
}

/**
 * Refuses a folder of keys that would lie in a fleet which is to be made there, where Git would take them in.
 * @param target where the fleet is made
 * @throws Failure
 */
export function refuseKeysInside({ outside }: KeysFolder, target: string): void {
  if (outside === undefined || findRepository(target) !== undefined) return
  const [folder, top] = [withoutLinks(outside), withoutLinks(target)]
  if (folder !== top && !folder.startsWith(`${top}${sep}`)) return
  throw new Failure(
    EXIT.obstacle,
    `--keys-dir: ${outside} would lie in the fleet at ${target}, and Git would take in private keys. Name a folder outside of it, or leave out --keys-dir: .age in the fleet is ignored. Nothing was written.`,
  )
}

/**
 * The folder that a repository remembers.
 * @param folder of the fleet
 */
export function rememberedKeysFolder(folder: string): KeysFolder {
  if (findRepository(folder) === undefined) return KEYS_INSIDE
  const outside = localSetting(folder, KEYS_SETTING)
  return outside === undefined || !isAbsolute(outside) ? KEYS_INSIDE : { outside, isNamed: false }
}

/**
 * Looks at a folder that a repository remembers before a key is made there.
 * @throws Failure where it is not there any more, or not the person's own
 */
export function checkRemembered({ outside, isNamed }: KeysFolder): void {
  if (outside === undefined || isNamed) return
  if (statSync(outside, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Failure(
      EXIT.obstacle,
      `The folder of the private keys, ${outside}, is not there; the setting ${KEYS_SETTING} of this repository names it. Put it back, such as by mounting it, or name another one with --keys-dir. Nothing was written.`,
    )
  refuseUnsafe(outside, `The setting ${KEYS_SETTING} of this repository (${outside})`)
}

/** Where a private key is: a path of the repository, or the path outside of it. */
export function keyPlace({ outside }: KeysFolder, path: string): string {
  return outside === undefined || !path.startsWith(IN_REPOSITORY)
    ? path
    : join(outside, path.slice(IN_REPOSITORY.length)) + (path === IN_REPOSITORY ? sep : '')
}

/**
 * A text with the paths of private keys as they are.
 * @param keys asked where the text names one
 */
export function withKeyPlaces(keys: () => KeysFolder, text: string): string {
  return text.replaceAll(/(?<![\w./-])\.age\/[\w./-]*/g, (path) => keyPlace(keys(), path))
}

function refuseUnsafe(folder: string, named: string): void {
  const real = withoutLinks(folder)
  const stats = statSync(real, { throwIfNoEntry: false })
  if (stats !== undefined && !stats.isDirectory())
    throw new Failure(EXIT.usage, `${named}: it is no folder. Nothing was written.`)
  const own = process.getuid?.()
  if (stats !== undefined && own !== undefined && (stats.uid !== own || (stats.mode & 0o022) !== 0))
    throw new Failure(
      EXIT.obstacle,
      `${named}: ${stats.uid === own ? 'others may write into it (chmod go-w)' : 'it belongs to another user'}, who could exchange keys. Nothing was written.`,
    )
  const top = findRepository(real)
  if (top === undefined) return
  // Of a folder that keys may be put into with any name.
  const probe = relative(top, join(real, 'key')).split(sep).join('/')
  if (!probe.startsWith('.git/') && ignoredPaths(top, [probe]).length > 0) return
  throw new Failure(
    EXIT.obstacle,
    `${named}: it lies in the Git repository ${top}, which would take in private keys. Name a folder outside of it, or have Git ignore this one. Nothing was written.`,
  )
}

/** A path without links, as far as it is there. */
function withoutLinks(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync.native(path)
  return dirname(path) === path ? path : join(withoutLinks(dirname(path)), basename(path))
}
