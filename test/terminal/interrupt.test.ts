import { mkdirSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { workplace } from '../program.ts'
import { KEY, Session } from './session.ts'
import {
  contentsOf,
  countOperations,
  leftovers,
  startProgram,
  untilStaged,
  writeFleetFile,
} from './writing.ts'

// More files than are written between two looks at the signal.
const SIZE = { environments: 40, applications: 10 }

const TARGETS: Readonly<Record<string, (cwd: string) => void>> = {
  'a missing folder': () => {},
  'a folder with files': (cwd) => {
    mkdirSync(join(cwd, 'big'))
    writeFileSync(join(cwd, 'big', 'mine.txt'), 'mine\n')
  },
}

function place(target: string) {
  const here = workplace()
  TARGETS[target]!(here.cwd)
  return {
    here,
    before: contentsOf(here.cwd),
    words: ['create', 'big', '--from', writeFleetFile(here.home, SIZE)],
  }
}

describe.each(Object.keys(TARGETS))('while it writes into %s', (target) => {
  it('SIGINT, SIGTERM and SIGHUP leave everything or nothing', { timeout: 300_000 }, async () => {
    const undisturbed = place(target)
    const total = await countOperations(undisturbed.words, undisturbed.here)
    const whole = contentsOf(undisturbed.here.cwd)
    const codes = new Set<number | null>()
    const shares = [0.01, 0.2, 0.4, 0.9, 1]
    for (const [index, share] of shares.entries()) {
      const signal = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)[index % 3]!
      const { here, before, words } = place(target)
      const ending = await startProgram(words, here, { operation: Math.ceil(total * share), signal }).ending
      codes.add(ending.code)
      expect(ending.signal).toBe(null)
      expect(leftovers(here)).toEqual([])
      if (ending.code === 0) {
        expect(contentsOf(here.cwd)).toEqual(whole)
        expect(ending.stdout).toContain('Wrote')
      } else {
        expect(ending.code).toBe(130)
        expect(ending.stderr).toContain('Nothing was written')
        expect(contentsOf(here.cwd)).toEqual(before)
      }
    }
    expect([...codes].sort()).toEqual([0, 130])
  })

  it('Ctrl-C in a terminal leaves everything or nothing', async () => {
    const { here, before, words } = place(target)
    const session = new Session(words, here)
    let over = false
    const exit = session.exit.finally(() => {
      over = true
    })
    await untilStaged(here.cwd, 1, { isOver: () => over })
    session.type(KEY.interrupt)
    const { code, signal } = await exit
    // While Node shuts down, when all is written, Ctrl-C ends a process as it does by default.
    expect([0, constants.signals.SIGINT]).toContain(signal)
    expect(leftovers(here)).toEqual([])
    if (signal === 0 && code === 130) expect(contentsOf(here.cwd)).toEqual(before)
    else expect(Object.keys(contentsOf(here.cwd)).length).toBeGreaterThan(300)
  })
})
