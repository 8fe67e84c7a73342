import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { reportError } from '../../src/commands/command-line/report-error.ts'
import { Terminal } from '../../src/commands/command-line/terminal.ts'
import { cli, filesBelow } from '../program.ts'
import { snapshot } from '../tree/helpers.ts'
import { type Desk, desk, run } from './run.ts'

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

describe.runIf(process.platform !== 'win32')('too few file handles', () => {
  /** Runs the program with so many handles, and gives how it ended. */
  async function withHandles(count: number, here: Desk, ...words: string[]) {
    const script = 'ulimit -n "$0" && exec "$@"'
    const line = ['-c', script, String(count), process.execPath, cli(), ...words]
    const child = spawn('bash', line, {
      cwd: here.cwd,
      env: here.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        said += text
      })
    const [code] = await once(child, 'close')
    return { code, said }
  }

  test.each([24, 28])('%i: a message, and nothing is left', async (count) => {
    const here = desk()
    const { code, said } = await withHandles(count, here, 'create', 'f', '--yes', '--owner=acme')
    expect(said).toContain('EMFILE: there are too few file handles left to start a program')
    expect(said).not.toMatch(/\n\s+at |node:internal|fault of ours/)
    expect(code).toBe(4)
    expect(filesBelow(here.cwd)).toEqual([])
  })

  test('where a living fleet is changed, nothing of it is', async () => {
    const here = desk()
    expect((await run(here, ['create', 'f', '--yes', '--owner=acme'])).code).toBe(0)
    const folder = { ...here, cwd: join(here.cwd, 'f') }
    const before = snapshot(folder.cwd)
    const { code, said } = await withHandles(26, folder, 'add', 'component', 'kyverno', '--yes')
    expect(said).toContain('allow it more (ulimit -n)')
    expect(code).toBe(4)
    expect(snapshot(folder.cwd)).toEqual(before)
    expect((await withHandles(256, folder, 'add', 'component', 'kyverno', '--yes')).code).toBe(0)
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
