import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/tree/apply-plan.ts'
import { recover } from '../../src/tree/recover.ts'
import { RootBusyError } from '../../src/tree/tree-error.ts'
import { filesWith } from '../tree/faulty-files.ts'
import { planOf, rejection, snapshot, temporaryFolder, unfinished, write } from '../tree/helpers.ts'
import { scenarios } from '../tree/scenarios.ts'

let scriptFolder: string
let script: string

// Bundled once: a process is started for every operation, and compiling would take most of the time.
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, '../tree/child.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  })
  scriptFolder = mkdtempSync(join(tmpdir(), 'flux-fleet-child-'))
  script = join(scriptFolder, 'child.mjs')
  writeFileSync(script, outputFiles[0]!.text)
})

afterAll(() => rmSync(scriptFolder, { recursive: true, force: true }))

/**
 * Failing at each operation is tested without processes. Sevens are whole and half operations in turn; the
 * last one is beyond the end.
 */
function operationsOf(total: number): number[] {
  const all = Array.from({ length: total + 1 }, (_, index) => index + 1)
  return all.filter((operation) => operation % 7 === 1 || operation > total - 14)
}

async function killedAt(operation: number, scenario: string, folder: string): Promise<boolean> {
  const half = operation % 2 === 0 ? 'half' : ''
  const child = spawn(process.execPath, [script, scenario, folder, String(operation), half], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  if (signal === 'SIGKILL') return true
  expect(code).toBe(0)
  return false
}

describe.each(Object.keys(scenarios))('a process killed with SIGKILL, %s', (name) => {
  it('leaves what recover brings to all or nothing, at every seventh operation and at each of the last', {
    timeout: 300_000,
  }, async () => {
    const scenario = scenarios[name]!
    const whole = temporaryFolder()
    await scenario.setUp(whole)
    const before = snapshot(join(whole, 'work'))
    const { fs, count } = filesWith(() => {})
    await scenario.run(whole, { fs })
    const after = snapshot(join(whole, 'work'))

    const outcomes = new Set<string>()
    let isDone = false
    for (const operation of operationsOf(count())) {
      const folder = temporaryFolder()
      await scenario.setUp(folder)
      expect(await killedAt(operation, name, folder)).toBe(operation <= count())
      const place = { root: scenario.root(folder), stateDirectory: join(folder, 'state') }
      const { outcome } = await recover(place)
      const now = snapshot(join(folder, 'work'))
      // Without a journal the run was killed before it put anything in place, or after it was done.
      isDone ||= outcome === 'finished' || (outcome === 'nothing' && isDeepStrictEqual(now, after))
      expect(now, `killed at operation ${operation}`).toEqual(isDone ? after : before)
      if (isDone) expect(outcome).not.toBe('undone')
      expect(await recover(place)).toEqual({ outcome: 'nothing', removed: [], left: [] })
      outcomes.add(`${outcome} ${isDone ? 'after' : 'before'}`)
    }
    expect(count()).toBeGreaterThan(30)
    expect([...outcomes]).toEqual(
      expect.arrayContaining(['nothing before', 'undone before', 'finished after', 'nothing after']),
    )
  })
})

describe('two processes at one root', () => {
  async function waiting(folder: string, scenario: string): Promise<ChildProcess> {
    const child = fork(script, [scenario, folder, 'wait'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    expect(await once(child, 'message')).toEqual(['waiting', undefined])
    return child
  }

  it.each(['fresh', 'existing'])('exclude each other: %s', async (name) => {
    const folder = temporaryFolder()
    const scenario = scenarios[name]!
    await scenario.setUp(folder)
    const child = await waiting(folder, name)
    const place = { root: scenario.root(folder), stateDirectory: join(folder, 'state') }

    const error = await rejection(scenario.run(folder, {}))
    expect(error).toBeInstanceOf(RootBusyError)
    expect(error).toMatchObject({ code: 'ROOT_BUSY', pid: child.pid })
    expect(error.message).toContain(`Process ${child.pid} is writing to ${place.root}`)

    expect(await recover(place).catch((busy: unknown) => busy)).toBeInstanceOf(RootBusyError)

    child.send('go on')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(snapshot(place.root)['README.md']).toMatch(/# Fleet/)
    expect(unfinished(place.stateDirectory)).toEqual([])
  })

  it('do not mind the lock of a dead one', async () => {
    const folder = temporaryFolder()
    await scenarios.existing!.setUp(folder)
    const child = await waiting(folder, 'existing')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const place = { root: join(folder, 'work'), stateDirectory: join(folder, 'state') }
    expect(readdirSync(place.stateDirectory)).toHaveLength(1)

    const { removed } = await recover(place)
    expect(removed).toHaveLength(1)
    expect(removed[0]).toMatch(new RegExp(`/\\.flux-fleet-staging-${child.pid}-[0-9a-f]{12}$`))
    await scenarios.existing!.run(folder, {})
    expect(unfinished(place.stateDirectory)).toEqual([])
  })

  it('leave roots beside each other alone', async () => {
    const folder = temporaryFolder()
    await scenarios.fresh!.setUp(folder)
    const child = await waiting(folder, 'fresh')
    mkdirSync(join(folder, 'other'))
    write(join(folder, 'other'), { 'mine.txt': 'mine\n' })
    const root = join(folder, 'other')
    const plan = await planOf(root, { 'a.yaml': 'a: 1\n' })
    await applyPlan(plan, { root, stateDirectory: join(folder, 'state') })
    expect(Object.keys(snapshot(root))).toEqual(['/', 'a.yaml', 'mine.txt'])
    child.send('go on')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
