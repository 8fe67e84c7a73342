import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { NextCommand } from '../../features/command-contributor.ts'
import { mapWords } from '../../text/commands/map-words.ts'
import { setLocally } from '../../tools/git-settings.ts'
import type { PrivateFile } from '../../tree/plan.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { KEYS_SETTING, type KeysFolder, withKeyPlaces } from '../repositories/keys-folder.ts'

/** Private keys that are written outside of the repository, and what is remembered of it. */
export interface KeysOutside {
  /** By their absolute paths. */
  files: readonly PrivateFile[]
  keys(): KeysFolder
  /** The repository that remembers the folder, once it is there. */
  repository: string
}

/**
 * Writes private keys that lie outside of what is written all or nothing: before that, since what is encrypted for a
 * key that is lost can't be read. A run that is killed in between leaves keys that nobody uses, and the next one
 * takes them.
 * @returns takes them back
 * @throws Failure for one that is there, or can't be written
 */
export function writeKeysOutside(files: readonly PrivateFile[]): () => void {
  const there = files.filter(({ path }) => existsSync(path))
  if (there.length > 0)
    throw new Failure(
      EXIT.conflict,
      `${there.map(({ path }) => `${path}: it is there already and is never overwritten`).join('\n')}\nIt may be another fleet's: name a folder for each fleet with --keys-dir. Nothing was written.`,
    )
  const made: string[] = []
  const takeBack = () => {
    for (const path of made.splice(0)) rmSync(path, { force: true })
  }
  try {
    for (const { path, content } of files) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      // Nobody wrote it since, and nobody else may read it, not even for a moment.
      const file = openSync(path, 'wx', 0o600)
      made.push(path)
      writeSync(file, content)
      fsyncSync(file)
      closeSync(file)
    }
  } catch (error) {
    takeBack()
    const { message } = error as Error
    throw new Failure(EXIT.obstacle, `A private key can't be written: ${message}. Nothing was written.`, {
      cause: error,
    })
  }
  return takeBack
}

/** Has the repository remember the folder that a flag named. Gives a sentence where it could not. */
export function rememberKeysFolder({ keys, repository }: KeysOutside): string[] {
  const { outside, isNamed } = keys()
  if (outside === undefined || !isNamed) return []
  const problem = setLocally(repository, KEYS_SETTING, outside)
  return problem === undefined
    ? []
    : [
        `Nothing remembers ${outside}: give --keys-dir again next time, or set git config ${KEYS_SETTING} (${problem}).`,
      ]
}

/** Says of keys that were there already that they are used: another fleet may have the same folder. */
export function reusedNotes(files: readonly string[]): string[] {
  if (files.length === 0) return []
  const [was, is] = files.length === 1 ? ['was', 'is'] : ['were', 'are']
  return [
    `${files.join(', ')} ${was} there already and ${is} used again. If another fleet made ${files.length === 1 ? 'it' : 'them'}, take this back with "undo" and give each fleet a folder of its own.`,
  ]
}

/** A command to type with the private keys where they are. */
export function withKeysOf(keys: () => KeysFolder, { command, why }: NextCommand): NextCommand {
  const change = (text: string) => withKeyPlaces(keys, text)
  return { command: mapWords(command, change), why: change(why) }
}
