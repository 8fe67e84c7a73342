import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { realFiles } from '../../src/tree/files.ts'
import { lockRoot } from '../../src/tree/root-lock.ts'
import { endRun, startRun } from '../../src/tree/runs.ts'
import { stateOf } from '../../src/tree/state.ts'
import { systemError } from '../tree/faulty-files.ts'
import { unfinished } from '../tree/helpers.ts'
import { disturbed } from './disturbed.ts'
import { type Living, living, livingIn, livingInSeveral } from './living.ts'
import { desk, type Run } from './run.ts'

const FLAGS = ['--secrets=none', '--no-git-init', '--component=podinfo', '--component=traefik']
const LAYOUTS: Readonly<Record<string, () => Promise<Living>>> = {
  monorepo: () => living(...FLAGS),
  'multi-repo': () => livingInSeveral(...FLAGS),
}

/** A command to be disturbed: what brings the fleet to where it starts, and back there when it was done. */
interface Scenario {
  words: string[]
  back: string[]
  setUp?(fleet: Living): Promise<unknown>
}

const ADD = ['add', 'component', 'metrics-server']
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  add: { words: ADD, back: ['undo'] },
  remove: { words: ['remove', 'component', 'podinfo', '--on-conflict=replace'], back: ['undo'] },
  apply: {
    words: ['apply'],
    back: ['undo'],
    setUp: async (fleet) =>
      fleet.edit('flux-fleet.yaml', 'components:\n', 'components:\n  - name: metrics-server\n'),
  },
  undo: { words: ['undo'], back: ADD, setUp: (fleet) => fleet.done(...ADD) },
}

/** Comments of a person's own, in files that the commands are about. */
function editByHand(fleet: Living): void {
  fleet.write('flux-fleet.yaml', `# Ours.\n${fleet.read('flux-fleet.yaml')}`)
  const edited = Object.keys(fleet.files()).filter((path) =>
    /(infrastructure\/controllers|apps)\/staging\/kustomization\.yaml$/.test(path),
  )
  expect(edited.length).toBeGreaterThan(1)
  const up = fleet.folder.endsWith('fleet-main') ? '../' : ''
  for (const path of edited) fleet.write(up + path, `${fleet.read(up + path)}# Mine.\n`)
}

/** Where it matters most: from putting things in place to the end; and some before. */
function operationsOf(total: number): number[] {
  const last = [14, 8, 5, 4, 2].map((before) => total - before)
  return [...new Set([1, total >> 1, ...last])]
}

/** Git does not know of folders, and one that is empty and could not be removed is nobody's trouble. */
function filesOf(fleet: Living): Record<string, string> {
  return Object.fromEntries(Object.entries(fleet.files()).filter(([path]) => !path.endsWith('/')))
}

// A full disk, a folder that may not be written to, a disk that is gone for good.
const FAULTS = [
  { code: 'ENOSPC', forGood: false },
  { code: 'EACCES', forGood: false },
  { code: 'EIO', forGood: true },
] as const

describe.each(Object.entries(LAYOUTS))('%s: when an operation fails', (_layout, make) => {
  test.each(Object.entries(SCENARIOS))('%s leaves the old or the new state', async (_, {
    words,
    back,
    setUp,
  }) => {
    const fleet = await make()
    editByHand(fleet)
    await setUp?.(fleet)
    const before = filesOf(fleet)
    const { total } = await disturbed(
      () => {},
      () => fleet.done(...words),
    )
    const after = filesOf(fleet)
    expect(after).not.toEqual(before)
    await fleet.done(...back)
    expect(filesOf(fleet)).toEqual(before)

    let [failed, recovered] = [0, 0]
    for (const [index, operation] of operationsOf(total).entries()) {
      const { code, forGood } = FAULTS[index % FAULTS.length]!
      const { result } = await disturbed(
        (number, half) => {
          if (forGood ? number < operation : number !== operation) return
          if (number === operation && code !== 'EACCES') half()
          throw systemError(code)
        },
        () => fleet.run(...words),
      )
      const where = `${code} at operation ${operation} of ${total}`
      const isRecovered = forGood && (await nextStart(fleet))
      if (isRecovered) recovered++
      if (result.code !== 0) {
        failed++
        expect(result, where).toMatchObject({ code: 4, stderr: expect.stringContaining(code) })
        if (!forGood) expect(result.stderr, where).toContain('Everything is as it was before.')
      }
      const now = filesOf(fleet)
      // What failed for good when all was in place is finished at the next start.
      const isDone = result.code === 0 || (isRecovered && isDeepStrictEqual(now, after))
      expect(now, where).toEqual(isDone ? after : before)
      const left = unfinished(`${fleet.here.home}/state/flux-fleet`)
      expect(
        left.filter((name) => !name.endsWith('.lock')),
        where,
      ).toEqual([])
      if (isDone) await fleet.done(...back)
      expect(filesOf(fleet), where).toEqual(before)
    }
    expect(failed).toBeGreaterThan(3)
    expect(recovered).toBeGreaterThan(0)
  })
})

/** Runs a command that only reads, and gives whether it had to recover first. */
async function nextStart(fleet: Living): Promise<boolean> {
  const { code, stderr } = await fleet.run('list')
  expect(code).toBe(0)
  if (stderr === '') return false
  expect(stderr).toMatch(/^An earlier run was killed .*(taken back|it was finished)\.\n$/)
  return true
}

describe('what else may happen to a run', () => {
  async function start(words: readonly string[]): Promise<Living> {
    const fleet = await LAYOUTS.monorepo!()
    if (words === SCENARIOS.undo!.words) await fleet.done(...ADD)
    return fleet
  }
  const both = test.each([
    ['add', ADD],
    ['undo', SCENARIOS.undo!.words],
  ])

  both(
    'a file that is changed between plan and apply is left alone, and nothing is written: %s',
    async (_, words) => {
      const fleet = await start(words)
      const before = fleet.files()
      const { result } = await disturbed(
        (number) => {
          if (number === 3) fleet.write('flux-fleet.yaml', 'mine\n')
        },
        () => fleet.run(...words),
      )
      expect(result.code).toBe(4)
      expect(result.stderr).toContain(
        'flux-fleet.yaml has changed since it was read. Nothing was written; run',
      )
      expect(fleet.files()).toEqual({ ...before, 'flux-fleet.yaml': 'file 644 mine\n' })
    },
  )

  both('a run that is going on keeps another one out, which says why: %s', async (_, words) => {
    const fleet = await start(words)
    const before = fleet.files()
    const run = startRun()
    const state = stateOf(`${fleet.here.home}/state/flux-fleet`, fleet.folder)
    const unlock = lockRoot(state, fleet.folder, run, realFiles)
    const { code, stderr }: Run = await fleet.run(...words)
    unlock()
    endRun(run)
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringContaining(
        `Process ${process.pid} is writing to ${fleet.folder}. Wait for it to end.`,
      ),
    })
    expect(fleet.files()).toEqual(before)
    await fleet.done(...words)
  })

  test('an undo that failed when flux-fleet.yaml was gone is recovered by the next one', async () => {
    const here = desk()
    mkdirSync(join(here.cwd, 'fleet'))
    const fleet = await livingIn(here, 'fleet', ['--yes', '--owner=acme', '--secrets=none', '--no-git-init'])
    const file = join(fleet.folder, 'flux-fleet.yaml')
    const { result } = await disturbed(
      () => {
        if (!existsSync(file)) throw systemError('EIO')
      },
      () => fleet.run('undo'),
    )
    expect(result).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('run the command again to recover'),
    })
    expect(existsSync(file)).toBe(false)
    const { code, stderr } = await fleet.run('undo')
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('it had written was taken back'),
    })
    expect(fleet.files()).toEqual({ '/': 'folder 755' })
  })
})
