import { execFileSync, spawnSync } from 'node:child_process'
import crypto, { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'
import fs, { existsSync, promises, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os, { EOL, hostname, tmpdir } from 'node:os'
import path, { join } from 'node:path'
import { performance as clock } from 'node:perf_hooks'
import process, { env, platform } from 'node:process'
import { setTimeout as timer } from 'node:timers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { renderFleet } from '../../src/features/render-fleet.ts'
import { addRequired } from '../../src/fleet/changes/add-required.ts'
import { loadFleet } from '../../src/fleet/file/load-fleet.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { copyData } from '../../src/yaml/kept-scalar.ts'
import { desk, fixtures, spawn } from '../commands/run.ts'
import { cli } from '../program.ts'
import { recipient } from '../properties/arbitraries.ts'
import { snapshot } from '../tree/helpers.ts'
import { watched } from './impurities.ts'

const require = createRequire(import.meta.url)
const required = {
  fs: require('node:fs') as typeof fs,
  os: require('node:os') as typeof os,
  crypto: require('node:crypto') as typeof crypto,
}

const NAMES = readdirSync(fixtures('valid'))
const textOf = (name: string) => readFileSync(join(fixtures('valid'), name), 'utf8')

/** The fleet that a text says, with what its components need. */
function fleetOf(text: string, library: Library): Fleet {
  const loaded = loadFleet(text)
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  return addRequired(loaded.fleet, library.catalog).fleet
}

/** The fleet of a fixture, with keys of nobody where `create` would make some. */
function keyedFleetOf(name: string, library: Library): Fleet {
  const fleet = fleetOf(textOf(name), library)
  if (fleet.secrets.provider === 'none') return fleet
  const keyed = <Entry extends { recipients?: string[] | undefined }>(
    entries: readonly Entry[],
    first: number,
  ) => entries.map((entry, index) => ({ recipients: [recipient(first + index)], ...entry }))
  return { ...fleet, clusters: keyed(fleet.clusters, 1), tenants: keyed(fleet.tenants, 101) }
}

const freshLibrary = async () => Library.create(await builtinFiles())

/** Everything that a tree says of its files. */
function rendered(fleet: Fleet, library: Library): [string, object][] {
  return [...renderFleet(fleet, library)].map(([path, file]) => [path, { ...file }])
}

test.each(NAMES)('the same fleet gives the same bytes, and stays as it was: %s', async (name) => {
  const library = await freshLibrary()
  const fleet = keyedFleetOf(name, library)
  const before = copyData(fleet)
  const first = rendered(fleet, library)
  expect(first.length).toBeGreaterThan(10)
  expect(rendered(fleet, library)).toEqual(first)
  expect(fleet).toEqual(before)
  const other = await freshLibrary()
  expect(rendered(keyedFleetOf(name, other), other)).toEqual(first)
})

test('what was rendered before does not matter', async () => {
  const shared = await freshLibrary()
  for (const name of NAMES) rendered(keyedFleetOf(name, shared), shared)
  for (const name of NAMES) {
    const fleet = keyedFleetOf(name, shared)
    expect(rendered(fleet, shared)).toEqual(rendered(fleet, await freshLibrary()))
  }
})

describe('nothing is asked of the machine and the moment', () => {
  test.each(NAMES)('by reading and rendering %s', async (name) => {
    const library = await freshLibrary()
    const text = textOf(name)
    const fleet = keyedFleetOf(name, library)
    expect(watched(() => fleetOf(text, library)).asked).toEqual([])
    // Templates are compiled when they are first rendered: that is looked at, too.
    // What follows from a fleet is remembered with it: of a copy nothing is.
    const copy = copyData(fleet)
    const { result, asked } = watched(() => rendered(copy, library))
    expect(asked).toEqual([])
    expect(result).toEqual(rendered(fleet, library))
  })

  const IMPURE: readonly [asked: string, step: () => unknown][] = [
    // The clock
    ['new Date()', () => new Date()],
    ['new Date()', () => new Date('2026-01-01 10:00')],
    ['new Date()', () => new Date(2026, 1, 1)],
    ['new Date()', () => Reflect.construct(globalThis.Date, [])],
    ['Date()', () => Date()],
    ['Date.now', () => Date.now()],
    ['Date.parse', () => Date.parse('1 January 2026')],
    ['performance', () => performance.now()],
    ['perf_hooks.performance', () => clock.now()],
    ['process', () => globalThis.process.hrtime.bigint()],
    ['process.hrtime', () => process.hrtime()],
    ['process.uptime', () => process.uptime()],
    // Time zone and language
    ['Date.prototype.getHours', () => new Date(0).getHours()],
    ['Date.prototype.getTimezoneOffset', () => new Date(0).getTimezoneOffset()],
    ['Date.prototype.toString', () => `${new Date(0)}`],
    ['Date.prototype.toLocaleDateString', () => new Date(0).toLocaleDateString()],
    ['localeCompare', () => ['b', 'ä'].sort((one, other) => one.localeCompare(other))],
    ['toLocaleString', () => (1234.5).toLocaleString()],
    ['toLocaleString', () => 1234n.toLocaleString()],
    ['toLocaleString', () => [1.5].toLocaleString()],
    ['toLocaleUpperCase', () => 'i'.toLocaleUpperCase()],
    ['toLocaleLowerCase', () => 'I'.toLocaleLowerCase()],
    ['Intl', () => ['b', 'ä'].sort(new Intl.Collator().compare)],
    ['Intl', () => Intl.DateTimeFormat().resolvedOptions().timeZone],
    // Chance
    ['Math.random', () => Math.random()],
    ['crypto', () => globalThis.crypto.randomUUID()],
    ['crypto.randomUUID', () => randomUUID()],
    ['crypto.randomBytes', () => randomBytes(4)],
    ['crypto.randomInt', () => randomInt(9)],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(4))],
    ['crypto.getRandomValues', () => crypto.webcrypto.getRandomValues(new Uint8Array(4))],
    ['crypto.randomUUID', () => required.crypto.randomUUID()],
    // The environment
    ['process', () => globalThis.process.env.HOME],
    ['process.env', () => process.env.HOME],
    ['process.env', () => env.HOME],
    ['process.env', () => 'HOME' in env],
    ['process.env', () => Object.keys(env)],
    ['process.platform', () => process.platform === 'win32'],
    ['process.platform', () => `${platform}`],
    ['process.argv', () => process.argv[2]],
    ['process.cwd', () => process.cwd()],
    ['process.cwd', () => path.resolve('x')],
    ['process.cwd', () => path.relative('x', '/')],
    ['process.version', () => process.version],
    ['process.pid', () => process.pid],
    ['process.stdout', () => process.stdout.isTTY],
    ['process.memoryUsage', () => process.memoryUsage()],
    ['os.hostname', () => hostname()],
    ['os.tmpdir', () => tmpdir()],
    ['os.EOL', () => os.EOL],
    ['os.EOL', () => `a${EOL}`],
    ['os.userInfo', () => required.os.userInfo()],
    ['console', () => console.log('x')],
    // The disk
    ['fs.readFileSync', () => readFileSync('/etc/hostname', 'utf8')],
    ['fs.readFileSync', () => fs.readFileSync('/etc/hostname', 'utf8')],
    ['fs.readFileSync', () => required.fs.readFileSync('/etc/hostname')],
    ['module._load', () => require('node:fs')],
    ['module._load', () => require('yaml')],
    ['fs.readFileSync', () => readFileSync(new URL('purity.test.ts', import.meta.url))],
    ['fs.existsSync', () => existsSync('/etc')],
    ['process.getBuiltinModule', () => process.getBuiltinModule('node:fs').existsSync('/etc')],
    ['fs.readdirSync', () => readdirSync('/')],
    ['fs.writeFileSync', () => writeFileSync('/dev/null', '')],
    ['fs.promises', () => fs.promises.readFile('/etc/hostname')],
    ['fs.promises', () => promises.readFile('/etc/hostname')],
    ['fs/promises.readFile', () => readFile('/etc/hostname')],
    // Processes, the network, timers, what goes on afterwards
    ['child_process.execFileSync', () => execFileSync('true')],
    ['child_process.spawnSync', () => spawnSync('true')],
    ['fetch', () => fetch('http://127.0.0.1:9')],
    ['setTimeout', () => setTimeout(() => {}, 0)],
    ['setInterval', () => setInterval(() => {}, 1)],
    ['setImmediate', () => setImmediate(() => {})],
    ['queueMicrotask', () => queueMicrotask(() => {})],
    ['timers.setTimeout', () => timer(() => {}, 0)],
    ['timers/promises.setTimeout', () => sleep(0)],
    ['process.nextTick', () => process.nextTick(() => {})],
    ['a promise', async () => 1],
    ['WeakRef', () => new WeakRef({}).deref()],
    // What is caught all the same
    [
      'process.env',
      () => {
        try {
          return env.HOME
        } catch {
          return 'nothing'
        }
      },
    ],
  ]

  test.each(IMPURE)('but it would be found: %s, by %s', (name, step) => {
    expect(watched(step).asked).toContain(name)
  })

  test('what is the same everywhere is no fault', () => {
    const { result, asked } = watched(() => [
      new Date(0).toISOString(),
      new Date(Date.UTC(2026, 0, 2)).getUTCDate(),
      [new Date(1) instanceof Date, Math.max(1, 2), ['b', 'a'].sort().join()],
      createHash('sha256').update('x').digest('hex').slice(0, 4),
      path.posix.join('a', '..', 'b'),
      structuredClone({ a: Buffer.from('x').toString('base64') }),
    ])
    expect(asked).toEqual([])
    expect(result).toEqual(['1970-01-01T00:00:00.000Z', 2, [true, 2, 'a,b'], '2d71', 'b', { a: 'eA==' }])
  })

  test('and everything is there again afterwards, whatever happened', () => {
    const own = (target: object) => Object.entries(Object.getOwnPropertyDescriptors(target))
    const state = () => [own(globalThis), own(process), own(fs), own(Date.prototype), own(String.prototype)]
    const before = state()
    const { env: environment, cwd } = process
    expect(() =>
      watched(() => {
        throw new Error('by itself')
      }),
    ).toThrow('by itself')
    watched(() => env.HOME)
    for (const [index, descriptors] of state().entries()) expect(descriptors).toStrictEqual(before[index])
    expect([env, process.env, process.cwd, readFileSync]).toEqual([
      environment,
      environment,
      cwd,
      fs.readFileSync,
    ])
    expect([typeof Date.now(), typeof Math.random(), existsSync(fixtures('valid'))]).toEqual([
      'number',
      'number',
      true,
    ])
  })
})

test('time zone, language and folder do not matter', async () => {
  const here = desk()
  const from = join(fixtures('valid'), 'whole-catalog.yaml')
  const trees = await Promise.all(
    [
      { TZ: 'UTC', LANG: 'C' },
      { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    ].map(async (more, index) => {
      const { code } = await spawn(
        here,
        process.execPath,
        [cli(), 'create', `${index}/fleet`, '--no-git-init', '--from', from],
        { more },
      )
      expect(code).toBe(0)
      return snapshot(join(here.cwd, `${index}/fleet`))
    }),
  )
  expect(trees[1]).toEqual(trees[0])
})
