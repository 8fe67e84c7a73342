import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cleanEnvironment, workplace } from '../program.ts'
import {
  contentsOf,
  countOperations,
  leftovers,
  startProgram,
  untilStaged,
  writeFleetFile,
} from '../terminal/writing.ts'

interface Place {
  cwd: string
  home: string
}

interface Scenario {
  target: string
  prepare(place: Place): void
  /** Whether one rename puts everything in place, so that there is no time in between. */
  atOnce: boolean
}

function gitInit(folder: string, home: string): void {
  mkdirSync(folder, { recursive: true })
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], {
    cwd: folder,
    env: cleanEnvironment(home),
  })
}

function writeMine(folder: string): void {
  mkdirSync(join(folder, 'docs'), { recursive: true })
  writeFileSync(join(folder, 'docs', 'mine.md'), '# Mine\n')
  writeFileSync(join(folder, '.editorconfig'), 'root = false\n')
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a missing folder': { target: 'fleets/big', prepare: () => {}, atOnce: true },
  'a folder with other files': {
    target: 'big',
    prepare: ({ cwd }) => writeMine(join(cwd, 'big')),
    atOnce: false,
  },
  'a Git repository': {
    target: 'big',
    prepare: ({ cwd, home }) => {
      gitInit(join(cwd, 'big'), home)
      writeMine(join(cwd, 'big'))
    },
    atOnce: false,
  },
}

/** The same numbers every time: a linear congruential generator. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
}

function place(scenario: Scenario, size: { environments: number; applications: number }) {
  const here = workplace()
  scenario.prepare(here)
  const before = contentsOf(here.cwd)
  const words = [
    'create',
    scenario.target,
    '--from',
    writeFleetFile(here.home, size),
    '--on-conflict=replace',
  ]
  return { here, before, words }
}

async function checkRecovery(
  scenario: Scenario,
  here: Place,
  words: readonly string[],
  before: Record<string, string>,
  whole: Record<string, string>,
) {
  if (scenario.atOnce) {
    const target = contentsOf(join(here.cwd, scenario.target))
    const done = Object.keys(target).length > 0
    if (done) expect(prefixed(target, scenario.target)).toEqual(only(whole, scenario.target))
    else expect(without(contentsOf(here.cwd), /flux-fleet-\d|^fleets\/$/)).toEqual(before)
  }
  const again = await startProgram(words, here).ending
  expect(again).toMatchObject({ code: 0, signal: null })
  expect(contentsOf(here.cwd)).toEqual(whole)
  expect(leftovers(here)).toEqual([])
  return again
}

const prefixed = (files: Record<string, string>, folder: string) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]))
const only = (files: Record<string, string>, folder: string) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith(`${folder}/`)))
const without = (files: Record<string, string>, pattern: RegExp) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !pattern.test(path)))

describe.each(Object.entries(SCENARIOS))('kill -9 while it writes into %s', (_, scenario) => {
  const size = { environments: 2, applications: 2 }

  it('leaves all or nothing, at operations here and there and at each of the last', {
    timeout: 300_000,
  }, async () => {
    const undisturbed = place(scenario, size)
    const total = await countOperations(undisturbed.words, undisturbed.here)
    const whole = contentsOf(undisturbed.here.cwd)
    expect(leftovers(undisturbed.here)).toEqual([])
    const next = numbers(total)
    const early = Array.from({ length: 2 }, () => 1 + Math.floor(next() * (total - 12)))
    const operations = [
      ...new Set([1, 2, ...early, ...Array.from({ length: 10 }, (_none, index) => total - index)]),
    ]
    const said = new Set<string>()
    for (const operation of operations) {
      const { here, words, before } = place(scenario, size)
      const killed = await startProgram(words, here, { operation, signal: 'SIGKILL' }).ending
      expect(killed.signal, `operation ${operation} of ${total}`).toBe('SIGKILL')
      const again = await checkRecovery(scenario, here, words, before, whole)
      if (again.stderr.includes('taken back')) said.add('taken back')
      if (again.stderr.includes('it was finished')) said.add('finished')
    }
    expect([...said].sort()).toEqual(['finished', 'taken back'])
  })

  it('leaves all or nothing, whenever it is killed from outside', { timeout: 300_000 }, async () => {
    const size = { environments: 12, applications: 6 }
    const undisturbed = place(scenario, size)
    expect(await startProgram(undisturbed.words, undisturbed.here).ending).toMatchObject({ code: 0 })
    const whole = contentsOf(undisturbed.here.cwd)
    const files = Object.keys(whole).length
    const next = numbers(files)
    for (const share of [0, next(), 1]) {
      const { here, words, before } = place(scenario, size)
      const running = startProgram(words, here)
      await untilStaged(here.cwd, Math.max(1, Math.floor(share * files)), running)
      if (!running.isOver()) process.kill(running.pid, 'SIGKILL')
      await running.ending
      await checkRecovery(scenario, here, words, before, whole)
    }
  })
})
