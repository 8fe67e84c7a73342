import { existsSync, readdirSync, rmdirSync, rmSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Disk } from '../../tree/disk.ts'
import { realFiles } from '../../tree/files.ts'
import type { IntoJournal, Journal } from '../../tree/journal-form.ts'
import type { LastRun } from '../../tree/plan-undo.ts'
import { isUnborn } from '../../tree/unborn-repository.ts'
import { wholeOf } from '../../tree/whole-root.ts'
import type { Asker } from '../answers/asker.ts'

/**
 * What a run did, file by file; undefined where that is not known, as of a fleet that an older generator made.
 */
export function filesOfRun({ root, record }: Pick<LastRun, 'root' | 'record'>): IntoJournal | undefined {
  if (record.mode === 'into') return record
  if (record.files === undefined) return undefined
  const whole = wholeOf(record)
  const repositories = whole.folders.filter((folder) => existsSync(join(root, folder, '.git')))
  return { ...whole, git: existsSync(join(root, '.git')), repositories }
}

/** Of the Git repositories that a run made, those in which nothing is yet, so that they go with the rest. */
export function emptyRepositories(
  { root, record }: Pick<LastRun, 'root' | 'record'>,
  repositories: readonly string[],
): string[] {
  return record.mode === 'fresh'
    ? repositories.filter((folder) => isUnborn(join(root, folder, '.git'), realFiles))
    : []
}

/** Asks whether the private keys that were made with a fleet go with it. */
export async function wantsKeysDeleted(
  { mode }: Journal,
  keys: readonly string[],
  asker: Asker | undefined,
): Promise<boolean> {
  if (mode !== 'fresh' || asker === undefined || keys.length === 0) return false
  return asker.confirm(
    `Delete the private keys, too (${keys.join(', ')})? Nothing that is encrypted to them can be read then.`,
    false,
  )
}

/**
 * Removes what is left of a fleet that was taken back: repositories without a commit, keys, and folders in which nothing is
 * left. Keys that are not as they were made stay.
 * @param current the folder that the command runs in, which stays
 */
export function removeRest(
  { root, record }: Pick<LastRun, 'root' | 'record'>,
  {
    repositories,
    deletesKeys,
    current,
  }: { repositories: readonly string[]; deletesKeys: boolean; current: string },
): void {
  if (record.mode !== 'fresh') return
  for (const folder of repositories) rmSync(join(root, folder, '.git'), { recursive: true, force: true })
  const disk = new Disk(root)
  const privateFiles = deletesKeys ? (record.files ?? []).filter(({ kind }) => kind === undefined) : []
  for (const { path, hash } of privateFiles) {
    const found = disk.look(path)
    if (found.type === 'file' && found.fingerprint.hash === hash) unlinkSync(join(root, path))
  }
  const folders = new Set(privateFiles.flatMap(({ path }) => foldersAbove(path)))
  for (const folder of [...[...folders].sort().reverse(), ...repositories, '.'])
    removeIfEmpty(join(root, folder), current)
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path)
  return folder === '.' ? [] : [folder, ...foldersAbove(folder)]
}

function removeIfEmpty(folder: string, current: string): void {
  if (existsSync(folder) && folder !== current && readdirSync(folder).length === 0) rmdirSync(folder)
}
