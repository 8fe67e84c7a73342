import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Living, livingAt } from './living.ts'
import { desk, fixtures, run } from './run.ts'

const TEXT = readFileSync(join(fixtures('valid'), 'scalars-as-written.yaml'), 'utf8')

/** The fleet of the fixture, made from its file. */
async function made(...flags: string[]): Promise<Living> {
  const here = desk()
  writeFileSync(join(here.cwd, 'shop.yaml'), TEXT)
  const outcome = await run(here, ['create', 'fleet', '--from', 'shop.yaml', '--yes', ...flags])
  expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' })
  return livingAt(here, 'fleet')
}

const RELEASE = 'apps/base/own/release.yaml'
/** Values as they were written, each with its key. */
const WRITTEN = [
  'defaultMode: 0400',
  'enabled: yes',
  'limit: 1_000',
  'mask: 0b11',
  'address: 0x1F',
  'octal: 0o17',
  'chartVersion: 1.10',
  'ratio: .5',
  'size: 1e3',
  'zero: -0',
  'day: 2024-01-01',
  'every: 1:30',
  '- 0755',
  '- "0755"',
  'mode: 0644',
  'again: 0644',
  'text: "0400"',
]

/** The lines of a file, without their indentation. */
function lines(text: string): string[] {
  return text.split('\n').map((line) => line.trim())
}

describe('scalars that readers of YAML take for different values', () => {
  test('come out as they were written, wherever a person may set values', async () => {
    const fleet = await made()
    expect(lines(fleet.read(RELEASE))).toEqual(expect.arrayContaining(WRITTEN))
    expect(fleet.read('apps/base/own/values-own-defaults.yaml')).toContain('mode: 0600\n      sticky: no\n')
    expect(fleet.read('apps/production/own-values.yaml')).toContain('defaultMode: 0440\n    enabled: on\n')
    // Of the person's own for all environments, over the catalog's for production.
    expect(fleet.read('apps/production/podinfo-values.yaml')).toContain('replicaCount: 0b11\n')
    expect(fleet.read('apps/production/podinfo-values.yaml')).toContain('delay: no\n')
    expect(fleet.read('apps/base/podinfo/release.yaml')).toContain('logLevel: off\n')
  })

  test('are strings where only strings can be, and numbers where only numbers can be', async () => {
    const fleet = await made()
    const variables = fleet.read('clusters/one/cluster-vars.yaml')
    expect(lines(variables)).toEqual(expect.arrayContaining(['DATE: "2024-01-01"', 'TIME: "12:30:45"']))
    const deployment = fleet.read('apps/base/web/deployment.yaml')
    expect(lines(deployment)).toEqual(
      expect.arrayContaining(['replicas: 8', 'value: "2024-01-01"', 'value: "1:30"']),
    )
  })

  test('stay where flags are given beside the file', async () => {
    const fleet = await made('--name=other', '--no-git-init')
    expect(lines(fleet.read(RELEASE))).toEqual(expect.arrayContaining(WRITTEN))
    expect(lines(fleet.read('flux-fleet.yaml'))).toEqual(expect.arrayContaining(WRITTEN))
  })

  test('stay when the fleet changes, and are no change themselves', async () => {
    const fleet = await made()
    const [release, written] = [fleet.read(RELEASE), fleet.read('flux-fleet.yaml')]
    expect((await fleet.done('diff')).stdout).toBe('Every file is as it would be written now.\n')
    expect((await fleet.done('apply')).stdout).toContain('nothing to do')
    await fleet.done('add', 'cluster', 'three', '--like=one')
    await fleet.done('rename', 'component', 'web', 'site')
    await fleet.done('remove', 'cluster', 'three')
    await fleet.done('rename', 'component', 'site', 'web')
    expect(fleet.read(RELEASE)).toBe(release)
    expect(fleet.read('flux-fleet.yaml')).toBe(written)
    expect((await fleet.done('diff')).stdout).toBe('Every file is as it would be written now.\n')
  })

  test('are applied when only the way they are written changes, beside what was edited by hand', async () => {
    const fleet = await made()
    fleet.edit(RELEASE, 'limit: 1_000', 'limit: 2_000 # ours')
    fleet.edit(RELEASE, 'enabled: yes', 'enabled: yes # on purpose')
    fleet.edit('flux-fleet.yaml', 'defaultMode: 0400', 'defaultMode: 400')
    fleet.edit('flux-fleet.yaml', 'chartVersion: 1.10', 'chartVersion: 1.1')
    fleet.edit('flux-fleet.yaml', 'enabled: yes', 'enabled: true')
    fleet.edit('flux-fleet.yaml', 'text: !!str 0400', 'text: 0400')
    await fleet.done('apply')
    expect(lines(fleet.read(RELEASE))).toEqual(
      expect.arrayContaining([
        'limit: 2_000 # ours',
        'enabled: true # on purpose',
        'defaultMode: 400',
        'chartVersion: 1.1',
        'text: 0400',
      ]),
    )
    fleet.edit('flux-fleet.yaml', 'defaultMode: 400', 'defaultMode: 0400')
    await fleet.done('apply')
    expect(fleet.read(RELEASE)).toContain('defaultMode: 0400\n')
  })
})
