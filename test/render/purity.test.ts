import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { renderFleet } from '../../src/features/render-fleet.ts'
import { loadFleet } from '../../src/fleet/file/load-fleet.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { desk, fixtures, spawn } from '../commands/run.ts'
import { cli } from '../program.ts'
import { snapshot } from '../tree/helpers.ts'

function fleetOf(name: string): Fleet {
  const loaded = loadFleet(readFileSync(join(fixtures('valid'), name), 'utf8'))
  if ('issues' in loaded) throw new Error(name)
  return loaded.fleet
}

/** Everything that a tree says of its files. */
function rendered(fleet: Fleet, library: Library): [string, object][] {
  return [...renderFleet(fleet, library)].map(([path, file]) => [path, { ...file }])
}

const NAMES = ['whole-catalog.yaml', 'own-charts.yaml', 'own-applications.yaml', 'secrets-with-sops.yaml']

test.each(NAMES)('the same fleet gives the same bytes, and stays as it was: %s', async (name) => {
  const library = await Library.create(await builtinFiles())
  const fleet = fleetOf(name)
  const before = structuredClone(fleet)
  const first = rendered(fleet, library)
  expect(rendered(fleet, library)).toEqual(first)
  expect(fleet).toEqual(before)
  expect(rendered(fleetOf(name), await Library.create(await builtinFiles()))).toEqual(first)
})

test('what was rendered before does not matter', async () => {
  const shared = await Library.create(await builtinFiles())
  for (const name of NAMES) rendered(fleetOf(name), shared)
  for (const name of NAMES) {
    expect(rendered(fleetOf(name), shared)).toEqual(
      rendered(fleetOf(name), await Library.create(await builtinFiles())),
    )
  }
})

test('neither clock nor chance is asked', async () => {
  const library = await Library.create(await builtinFiles())
  const refuse = () => {
    throw new Error('asked')
  }
  const spies = [vi.spyOn(Date, 'now'), vi.spyOn(Math, 'random'), vi.spyOn(process, 'cwd')].map((spy) =>
    spy.mockImplementation(refuse),
  )
  try {
    for (const name of NAMES) expect(rendered(fleetOf(name), library).length).toBeGreaterThan(10)
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
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
