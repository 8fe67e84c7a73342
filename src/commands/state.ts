import { homedir } from 'node:os'
import { join } from 'node:path'
import { findRepository, gitStateDirectory } from '../tools/git.ts'

/**
 * Where journal and locks of runs on a folder lie: in Git's own directory, or in the user's state folder where there is no
 * repository; never in the tree.
 */
export async function stateDirectory(root: string, environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  const repository = findRepository(root)
  if (repository !== undefined) return gitStateDirectory(repository)
  const base =
    environment['XDG_STATE_HOME'] ??
    (process.platform === 'win32' ? environment['LOCALAPPDATA'] : undefined) ??
    join(homedir(), '.local', 'state')
  return join(base, 'flux-fleet')
}
