import { existsSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { findRepository, GitError } from '../../tools/git.ts'
import { isBegun, recover } from '../../tree/recover.ts'
import type { Terminal } from '../command-line/terminal.ts'
import { stateDirectories, userStateDirectory } from './state-folder.ts'

/**
 * Folders in which the paths of runs on a fleet may begin: its own and all above it, since its repositories
 * may lie anywhere. Which of them it was need not be known by the next start.
 */
export function rootsOf(folder: string): string[] {
  const real = existsSync(folder) ? realpathSync.native(folder) : folder
  return [...new Set([folder, dirname(folder), ...foldersUp(real)])]
}

/**
 * Where runs on each of some folders may have left something. A repository of somebody else's, far above,
 * that git does not want to look at, holds nothing of ours.
 */
export async function stateOfRoots(
  roots: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ root: string; directories: string[] }[]> {
  const known = new Map<string | undefined, Promise<string[]>>()
  const found: { root: string; directories: string[] }[] = []
  for (const [index, root] of roots.entries()) {
    const repository = findRepository(root)
    const directories = known.get(repository) ?? stateDirectories(root, environment)
    known.set(repository, directories)
    try {
      found.push({ root, directories: await directories })
    } catch (error) {
      if (index === 0 || !(error instanceof GitError)) throw error
      found.push({ root, directories: [userStateDirectory(environment)] })
    }
  }
  return found
}

/**
 * Takes back, or finishes, what killed runs on a fleet left behind, whichever of its repositories they were
 * about, and says so. Above the fleet's folder only journals and locks are looked for.
 */
export async function takeBackKilledRuns(folder: string, terminal: Terminal): Promise<void> {
  for (const { root, directories } of await stateOfRoots(rootsOf(folder), process.env))
    for (const directory of directories)
      if (root === folder || isBegun({ root, stateDirectory: directory }))
        await takeBackIn(root, directory, terminal)
}

/** Takes back, or finishes, what a run on one folder that was killed left behind, and says so. */
export async function takeBackKilledRun(target: string, terminal: Terminal): Promise<void> {
  for (const directory of await stateDirectories(target, process.env))
    await takeBackIn(target, directory, terminal)
}

async function takeBackIn(root: string, directory: string, terminal: Terminal): Promise<void> {
  const { outcome, left, originals } = await recover({ root, stateDirectory: directory })
  if (outcome === 'undone')
    terminal.progress('An earlier run was killed while it wrote; what it had written was taken back.')
  if (outcome === 'finished')
    terminal.progress('An earlier run was killed when everything was written; it was finished.')
  for (const path of left)
    terminal.progress(
      `${path} was changed since and left alone${originals === undefined ? '' : `; its original is in ${originals}`}.`,
    )
}

function foldersUp(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...foldersUp(dirname(folder))]
}
