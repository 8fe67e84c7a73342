import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectFile } from '../expected.ts'
import { checkout, filesBelow } from '../program.ts'
import { livingFrom } from './living.ts'

// YAML as real repositories have it, and what one change is to make of it, byte for byte.
const FIXTURES = join(checkout, 'test/fixtures/living')
const read = (...path: string[]) => readFileSync(join(FIXTURES, ...path), 'utf8')
const casesOf = (kind: string) => readdirSync(join(FIXTURES, kind))

const overlayOf = (name: string) => `infrastructure/controllers/${name}/kustomization.yaml`

describe('overlays', () => {
  test('get one entry, and nothing else', async () => {
    const fleet = await livingFrom(read('fleet.yaml'))
    for (const name of casesOf('overlays'))
      fleet.write(overlayOf(name), read('overlays', name, 'before.yaml'))
    await fleet.done('add', 'component', 'kyverno')
    for (const name of casesOf('overlays'))
      expectFile(join(FIXTURES, 'overlays', name, 'expected.yaml'), fleet.read(overlayOf(name)))
    await fleet.done('remove', 'component', 'kyverno')
    for (const name of casesOf('overlays')) {
      // A list that is empty again is written in brackets, as it was.
      expect(fleet.read(overlayOf(name)), `${name}, removed again`).toBe(
        read('overlays', name, 'before.yaml'),
      )
    }
  })

  test('that can not be changed are conflicts with their place, and nothing is written', async () => {
    const fleet = await livingFrom(read('fleet.yaml'))
    const good = fleet.read(overlayOf('staging'))
    for (const name of casesOf('conflicts')) {
      fleet.write(overlayOf('staging'), read('conflicts', name, 'before.yaml'))
      const before = fleet.files()
      const { code, stderr } = await fleet.run('add', 'component', 'kyverno')
      const [, conflict] = stderr.split(`\n  ${overlayOf('staging')}: `)
      expect(conflict, stderr).toBeDefined()
      expectFile(join(FIXTURES, 'conflicts', name, 'expected.txt'), `${conflict!.split('\n')[0]}\n`)
      expect({ code, files: fleet.files() }).toEqual({ code: 3, files: before })
      fleet.write(overlayOf('staging'), good)
    }
    await fleet.done('add', 'component', 'kyverno')
  })

  test.each([
    'encrypted',
    'unreadable',
  ])('that are %s are not even replaced, and that is said', async (name) => {
    const fleet = await livingFrom(read('fleet.yaml'))
    const theirs = read('conflicts', name, 'before.yaml')
    fleet.write(overlayOf('staging'), theirs)
    const { stdout } = await fleet.done('add', 'component', 'kyverno', '--on-conflict=replace')
    expect(fleet.read(overlayOf('staging'))).toBe(theirs)
    expect(stdout).toContain(overlayOf('staging'))
    expect(stdout).toContain(name === 'encrypted' ? 'encrypted by SOPS' : 'cannot be read as YAML')
  })
})

test.each(casesOf('fleet-files'))('flux-fleet.yaml: %s', async (name) => {
  const fleet = await livingFrom(read('fleet-files', name, 'before.yaml'))
  await fleet.done(...read('fleet-files', name, 'change.txt').trim().split(' '))
  expectFile(join(FIXTURES, 'fleet-files', name, 'expected.yaml'), fleet.read('flux-fleet.yaml'))
  expect((await fleet.done('diff')).stdout).toBe('Every file is as it would be written now.\n')
})

test.each(casesOf('repositories'))('a repository: %s', async (name) => {
  const folder = join(FIXTURES, 'repositories', name)
  const before = filesBelow(join(folder, 'before'))
  const fleet = await livingFrom(read('fleet.yaml'))
  for (const path of before) fleet.write(path, readFileSync(join(folder, 'before', path), 'utf8'))
  for (const line of readFileSync(join(folder, 'change.txt'), 'utf8').trim().split('\n'))
    await fleet.done(...line.split(' '))
  for (const path of before) {
    const text = fleet.read(path)
    const isAsBefore = text === readFileSync(join(folder, 'before', path), 'utf8')
    expectFile(join(folder, 'expected', path), isAsBefore ? undefined : text)
  }
})
