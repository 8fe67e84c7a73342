import { accessSync, constants, existsSync, lstatSync, statSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { findRepository, gitStateDirectory } from '../../tools/git.ts'

/**
 * Where journal and locks of runs on a folder lie: in Git's own directory, or in the user's state folder
 * where there is no repository; never in the tree.
 */
async function stateDirectory(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const repository = findRepository(root)
  if (repository !== undefined) return gitStateDirectory(repository)
  return userStateDirectory(environment)
}

/**
 * Where a killed run on a folder may have left its journal. A run that makes the repository itself began when
 * there was none, so its journal lies in the user's state folder even if Git's directory is there by now.
 */
export async function stateDirectories(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  return [...new Set([await stateDirectory(root, environment), userStateDirectory(environment)])]
}

/** The folder of the user's own for what lies in no repository. */
export function userStateDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  // A relative path would lie in whatever folder this runs in; the XDG specification has it ignored.
  const named = [
    environment.XDG_STATE_HOME,
    process.platform === 'win32' ? environment.LOCALAPPDATA : undefined,
  ].find((path) => path !== undefined && isAbsolute(path))
  const own = join(named ?? join(home(), '.local', 'state'), 'flux-fleet')
  // One that is there may hold what a killed run left: it is told that it can't be read or written.
  return existsSync(own) || canBeMade(own) ? own : (inTemporaryFolder(environment.TMPDIR || tmpdir()) ?? own)
}

/** Whether a folder is there and may be written to, or can be made. */
function canBeMade(folder: string): boolean {
  try {
    const stats = statSync(folder, { throwIfNoEntry: false })
    if (stats === undefined) return dirname(folder) !== folder && canBeMade(dirname(folder))
    accessSync(folder, constants.W_OK | constants.X_OK)
    return stats.isDirectory()
  } catch {
    return false
  }
}

/**
 * A folder of the user's own where the home can't be written to, as in many containers; undefined where
 * somebody else has it.
 */
function inTemporaryFolder(temporary: string): string | undefined {
  const own = process.geteuid?.()
  const folder = join(temporary, `flux-fleet-${own ?? userInfo().username}`)
  const stats = lstatSync(folder, { throwIfNoEntry: false })
  const isOurs = stats === undefined || (stats.isDirectory() && (own === undefined || stats.uid === own))
  return isOurs && canBeMade(folder) ? folder : undefined
}

function home(): string {
  const told = homedir()
  return isAbsolute(told) ? told : userInfo().homedir
}
