import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { workplace } from '../program.ts'
import { contentsOf, leftovers, type Place, startProgram } from '../terminal/writing.ts'

const FLAGS = ['--yes', '--owner=acme', '--secrets=none', '--no-git-init', '--component=podinfo']

interface Layout {
  flags?: readonly string[]
  /** Its repositories, the one with `flux-fleet.yaml` first, as they were made in the workplace. */
  made: readonly string[]
  /** Where they are moved. */
  moved?: readonly string[]
  /** What has to be said of that. */
  checkout?: readonly string[]
}

const SEVERAL = { flags: ['--layout=multi-repo'], made: ['fleet/fleet', 'fleet/fleet-platform'] }
const LAYOUTS: Readonly<Record<string, Layout>> = {
  monorepo: { made: ['fleet'] },
  'multi-repo': SEVERAL,
  'multi-repo, apart': {
    ...SEVERAL,
    moved: ['clones/main', 'else where/deep/platform'],
    checkout: ['--checkout=fleet-platform=../../else where/deep/platform'],
  },
}

/** Makes a fleet, and gives where its repositories are. */
async function make({ flags = [], made, moved }: Layout): Promise<{ place: Place; repositories: string[] }> {
  const place = workplace()
  expect(await startProgram(['create', 'fleet', ...FLAGS, ...flags], place).ending).toMatchObject({ code: 0 })
  for (const [index, path] of (moved ?? []).entries()) {
    mkdirSync(dirname(join(place.cwd, path)), { recursive: true })
    renameSync(join(place.cwd, made[index]!), join(place.cwd, path))
  }
  const repositories = (moved ?? made).map((path) => join(place.cwd, path))
  writeFileSync(join(repositories[0]!, 'README.md'), 'Mine.\n')
  return { place, repositories }
}

/** What a killed command was about to do, and what the next start does about it. */
interface Kill {
  command: 'add' | 'undo'
  before: RegExp
  recovery: 'taken back' | 'finished'
}

// The journal becomes the record of the last run: with that the run is over.
const RECORD = /^renameSync \S+\.journal \S+\.record$/
/** Each begins with the state that the one before leads to. */
const KILLS: readonly Kill[] = [
  // The model is put in place before most other files, the locks behind them; a file is deleted behind all of
  // them.
  { command: 'add', before: /^renameSync .*\/flux-fleet\.yaml /, recovery: 'taken back' },
  { command: 'add', before: /^renameSync .*\/flux-fleet\.lock /, recovery: 'taken back' },
  { command: 'add', before: RECORD, recovery: 'finished' },
  { command: 'undo', before: /^unlinkSync .*\/metrics-server\/release\.yaml/, recovery: 'taken back' },
  { command: 'undo', before: RECORD, recovery: 'finished' },
]

describe.each(Object.entries(LAYOUTS))('kill -9 while a living fleet is changed, %s', (_, layout) => {
  it('leaves the old or the new state, which the next start finishes or takes back', async () => {
    const { place, repositories } = await make(layout)
    const start = (words: readonly string[], before?: RegExp) =>
      startProgram(
        words,
        { ...place, cwd: repositories[0]! },
        before && { operation: before, signal: 'SIGKILL' },
      ).ending
    const words = {
      add: ['add', 'component', 'metrics-server', '--yes', ...(layout.checkout ?? [])],
      undo: ['undo', '--yes'],
    }
    // All that is there, and what of it each repository has in place.
    const look = () => ({
      all: contentsOf(place.cwd),
      each: repositories.map((folder) =>
        Object.entries(contentsOf(folder)).filter(([path]) => !path.startsWith('.flux-fleet-staging-')),
      ),
    })
    const without = look()
    expect(await start(words.add)).toMatchObject({ code: 0 })
    const added = look()
    expect(await start(words.undo)).toMatchObject({ code: 0 })
    expect(look()).toEqual(without)

    for (const { command, before, recovery } of KILLS) {
      const where = `${command}, right before ${before}`
      const [old, wanted] = command === 'add' ? [without, added] : [added, without]
      expect(look(), where).toEqual(old)
      expect(await start(words[command], before), where).toMatchObject({ signal: 'SIGKILL' })
      const { each: between } = look()
      // Every repository has something of it, and unless it is finished, one of them not all.
      for (const [index, contents] of between.entries()) expect(contents, where).not.toEqual(old.each[index])
      if (recovery === 'taken back') expect(between, where).not.toEqual(wanted.each)
      const next = await start(['list', 'components'])
      expect(next, where).toMatchObject({ code: 0, stderr: expect.stringContaining(recovery) })
      expect(look(), where).toEqual(recovery === 'finished' ? wanted : old)
      expect(leftovers(place), where).toEqual([])
    }
    expect(await start(words.undo)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('There is nothing to take back'),
    })
  })
})
