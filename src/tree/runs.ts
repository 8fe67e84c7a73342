import { randomBytes } from 'node:crypto'

// What runs in this process. A process id alone does not tell them apart, and after a restart of a container
// it may be the id of the run that was killed.
const here = new Set<string>()

/**
 * Begins a run and gives its id, `<pid>-<random>`, which is in the name of everything it leaves for a while.
 */
export function startRun(): string {
  const run = `${process.pid}-${randomBytes(6).toString('hex')}`
  here.add(run)
  return run
}

/** Ends a run: what still bears its id is stale from now on. */
export function endRun(run: string): void {
  here.delete(run)
}

/** The process id in the id of a run, or undefined for any other text. */
export function pidOf(run: string): number | undefined {
  const match = /^([1-9]\d*)-[0-9a-f]{12}$/.exec(run)
  return match ? Number(match[1]) : undefined
}

/** Whether the process of a run still goes on. False for a text that is no id of a run. */
export function isAlive(run: string): boolean {
  const pid = pidOf(run)
  if (pid === undefined) return false
  if (pid === process.pid) return here.has(run)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
