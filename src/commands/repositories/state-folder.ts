import { homedir, userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'
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
  return join(named ?? join(home(), '.local', 'state'), 'flux-fleet')
}

function home(): string {
  const told = homedir()
  return isAbsolute(told) ? told : userInfo().homedir
}
