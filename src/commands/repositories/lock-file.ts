import { readFileSync } from 'node:fs'
import { run } from '../../text/commands/command.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import { type Lock, parseLock } from '../../tree/lock.ts'
import { LockFormatError, NewerLockError } from '../../tree/tree-error.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { ownLine } from '../command-line/own-command.ts'
import { FLEET_FILE, LOCK_FILE } from './fleet-file.ts'

/**
 * Reads a lock.
 * @param shown the path as the person would write it
 * @throws Failure for one that is missing or damaged, with what to do
 */
export function readLock(path: string, shown: string): Lock {
  const remedy = `Get it back from Git: ${posixLine(run('git', 'checkout', 'HEAD', '--', LOCK_FILE))}`
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const what = missing ? 'there is no such file' : (error as Error).message
    throw new Failure(
      EXIT.obstacle,
      `${shown}: ${what}, so it is not known what was last applied. ${remedy}; or make it anew for ${FLEET_FILE} as it is now: ${ownLine(['.'], ['--from', FLEET_FILE, '--on-conflict', 'keep'])}`,
      { cause: error },
    )
  }
  try {
    return parseLock(text)
  } catch (error) {
    if (error instanceof NewerLockError)
      throw new Failure(
        EXIT.obstacle,
        `${shown}: ${error.message} ${error.generator === '' ? 'A newer version' : `Version ${error.generator}`} of create-flux-fleet wrote it: run the command with npm create flux-fleet@latest.`,
        { cause: error },
      )
    if (!(error instanceof LockFormatError)) throw error
    throw new Failure(EXIT.obstacle, `${shown}: ${error.message} ${remedy}`, { cause: error })
  }
}
