import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
const NEEDED_BYTES = 2 ** 30

/**
 * A file system in memory where tests may make their folders, or undefined: it is large enough, and programs
 * can be started from it (containers often forbid that). The tests make many thousands of small files, which
 * a disk takes several times as long for.
 */
export function memoryFolder(): string | undefined {
  let scratch: string | undefined
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    if (bavail * bsize < NEEDED_BYTES) return undefined
    scratch = mkdtempSync(join(MEMORY, 'flux-fleet-test-'))
    const program = join(scratch, 'program')
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 })
    execFileSync(program)
    return MEMORY
  } catch {
    return undefined
  } finally {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true })
  }
}
