import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { EXIT, Failure } from './failure.ts'
import type { CommonFlags } from './options.ts'

/**
 * Where a command runs.
 * @throws Failure for a `--cwd` that is no folder, and where the folder of the shell is gone
 */
export function workingDirectory({ cwd }: CommonFlags): string {
  try {
    const path = resolve(process.cwd(), cwd ?? '.')
    if (cwd !== undefined && (cwd === '' || !statSync(path).isDirectory()))
      throw new Failure(EXIT.usage, `--cwd ${cwd}: this is no folder.`)
    return path
  } catch (error) {
    if (error instanceof Failure) throw error
    const { syscall, message } = error as NodeJS.ErrnoException
    if (syscall?.endsWith('cwd') === true)
      throw new Failure(EXIT.obstacle, 'The folder that this runs in is gone: go to another one.')
    throw new Failure(EXIT.usage, `--cwd ${cwd}: there is no such folder (${message}).`)
  }
}
