import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/** A program takes pipes of two ends each, one to tell whether it started, and what Node waits for all of them with. */
const FOR_A_PROGRAM = 14

/**
 * Makes sure that a program can be started: where the process has too few file handles left, Node fails halfway,
 * in a place where nobody can catch it.
 * @throws Error of the system with `EMFILE` or `ENFILE`
 */
export function assertHandles(): void {
  const open: number[] = []
  try {
    for (let count = 0; count < FOR_A_PROGRAM; count += 1) open.push(openSync(devNull, 'r'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw Object.assign(new Error(`${code}: there are too few file handles left to start a program`), {
      code,
    })
  } finally {
    for (const handle of open) closeSync(handle)
  }
}
