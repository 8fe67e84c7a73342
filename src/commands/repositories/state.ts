import { homedir } from 'node:os'
import { join } from 'node:path'
import { findRepository, gitStateDirectory } from '../../tools/git.ts'

/**
 * Where journal and locks of runs on a folder lie: in Git's own directory, or in the user's state folder where there is no
 * repository; never in the tree.
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
 * Where a killed run on a folder may have left its journal. A run that makes the repository itself began when there was none,
 * so its journal lies in the user's state folder even if Git's directory is there by now.
 */
export async function stateDirectories(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  return [...new Set([await stateDirectory(root, environment), userStateDirectory(environment)])]
}

/** The folder of the user's own for what lies in no repository. */
export function userStateDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const base =
    environment.XDG_STATE_HOME ??
    (process.platform === 'win32' ? environment.LOCALAPPDATA : undefined) ??
    join(homedir(), '.local', 'state')
  return join(base, 'flux-fleet')
}
