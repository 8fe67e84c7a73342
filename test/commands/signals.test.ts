import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { reportError } from '../../src/commands/command-line/report-error.ts'
import { Terminal } from '../../src/commands/command-line/terminal.ts'
import { cli } from '../program.ts'
import { desk } from './run.ts'

describe('a signal while the program starts', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it without a trace', async (signal) => {
    const { cwd, environment } = desk()
    for (const delay of [0, 20, 60, 120]) {
      const words = [cli(), 'create', 'f', '--yes', '--owner=acme', '--dry-run']
      const child = spawn(process.execPath, words, {
        cwd,
        env: environment,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let said = ''
      child.stderr.on('data', (text) => {
        said += text
      })
      await wait(delay)
      child.kill(signal)
      const [code, by] = (await once(child, 'close')) as [number | null, string | null]
      // Before it is read at all, the system ends it.
      expect([0, 130, signal]).toContain(code ?? by)
      expect(said).not.toMatch(/\n\s+at |node:internal/)
      if (code === 130) expect(said).toContain('error: Cancelled. Nothing was written.\n')
    }
  })
})

test.each([
  ['EMFILE', 'allow it more (ulimit -n)'],
  ['ENFILE', 'The system has too many files open'],
  ['ENOSPC', 'The disk is full'],
])('%s is no fault of the program', (code, advice) => {
  const written: string[] = []
  class Quiet extends Terminal {
    override error(text: string): void {
      written.push(text)
    }
  }
  const error = Object.assign(new Error(`${code}: it failed, open 'a'`), { code, syscall: 'open' })
  const terminal = new Quiet({ color: false, quiet: true })
  expect(reportError(error, { terminal, json: false, debug: false, flags: () => [] })).toBe(4)
  expect(written.join()).toContain(advice)
  expect(written.join()).not.toContain('fault of ours')
})
