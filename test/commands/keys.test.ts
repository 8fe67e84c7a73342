import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow } from '../program.ts'
import { snapshot } from '../tree/helpers.ts'
import { type Desk, desk, run } from './run.ts'

const WORDS = ['create', 'shop', '--yes', '--owner=acme', '--component=podinfo']
const RECIPIENT = 'age1up46c2kpn0w3dzg290vjl9695tf5e4zwtwl4l3kd9p0jtcsese7quzgy7a'

function modeOf(path: string): string {
  return (lstatSync(path).mode & 0o777).toString(8)
}

/** Everything that a person or a program may see or commit of a fleet: its files without the keys. */
function visible(here: Desk, ...texts: string[]): string {
  const shop = join(here.cwd, 'shop')
  const files = filesBelow(shop).filter((path) => !path.startsWith('.age/') && !path.endsWith('/'))
  const home = filesBelow(here.home).filter((path) => !path.endsWith('/'))
  return [
    ...texts,
    ...files.map((path) => readFileSync(join(shop, path), 'latin1')),
    ...home.map((path) => readFileSync(join(here.home, path), 'latin1')),
  ].join('\n')
}

test.each([
  [],
  ['--json'],
  ['--diff'],
  ['--quiet'],
  ['--debug'],
])('a key for each cluster, for nobody else to see (%s)', async (...more) => {
  const here = desk()
  const { code, stdout, stderr } = await run(here, [...WORDS, ...more])
  expect(code).toBe(0)
  const folder = join(here.cwd, 'shop', '.age')
  expect(readdirSync(folder).sort()).toEqual(['.gitignore', 'production.agekey', 'staging.agekey'])
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
  expect(modeOf(folder)).toBe('700')
  const shown = visible(here, stdout, stderr)
  expect(shown).not.toMatch(/AGE-SECRET-KEY-1[A-Z0-9]{58}/i)
  const recipients = new Set<string>()
  for (const name of ['staging', 'production']) {
    const path = join(folder, `${name}.agekey`)
    expect(modeOf(path)).toBe('600')
    const match = /^# public key: (age1[a-z0-9]{58})\n(AGE-SECRET-KEY-1[A-Z0-9]{58})\n$/.exec(
      readFileSync(path, 'utf8'),
    )
    expect(match).not.toBeNull()
    recipients.add(match![1]!)
    expect(shown).not.toContain(match![2]!.slice(16))
    expect(readFileSync(join(here.cwd, 'shop', '.sops.yaml'), 'utf8')).toContain(match![1])
  }
  expect(recipients.size).toBe(2)
})

test.each([
  [],
  ['--json'],
  ['--diff'],
])('a dry run makes none and shows a placeholder (%s)', async (...more) => {
  const here = desk()
  const { code, stdout, stderr } = await run(here, [...WORDS, '--dry-run', ...more])
  expect(code).toBe(0)
  expect(filesBelow(here.cwd)).toEqual([])
  expect(filesBelow(here.home)).toEqual([])
  // Neither a key nor something that looks like one and nobody could decrypt for.
  expect(stdout + stderr).not.toMatch(/age1[a-z0-9]{58}|AGE-SECRET-KEY-1[A-Z0-9]{58}/)
  if (more[0] === '--diff') expect(stdout).toContain('age1-made-when-written')
})

test('with recipients given none is made', async () => {
  const here = desk()
  for (const words of [
    [...WORDS, `--recipient=${RECIPIENT}`],
    [...WORDS, `--cluster=one=staging,recipients=${RECIPIENT}`, '--on-conflict=replace'],
  ]) {
    expect((await run(here, words)).code).toBe(0)
    expect(readdirSync(join(here.cwd, 'shop'))).not.toContain('.age')
  }
})

describe('a key that is there', () => {
  test.each([
    [],
    ['--on-conflict=replace'],
    ['--on-conflict=keep'],
    ['--dry-run'],
  ])('is never overwritten (%s)', async (...more) => {
    const here = desk()
    mkdirSync(join(here.cwd, 'shop', '.age'), { recursive: true })
    writeFileSync(join(here.cwd, 'shop', '.age', 'staging.agekey'), 'precious\n')
    const before = snapshot(here.cwd)
    const { code, stderr } = await run(here, [...WORDS, ...more])
    expect(code).toBe(3)
    expect(stderr).toContain('.age/staging.agekey: it is there already and is never overwritten')
    expect(snapshot(here.cwd)).toEqual(before)
  })

  test('survives a second run', async () => {
    const here = desk()
    await run(here, WORDS)
    const before = snapshot(here.cwd)
    const { code } = await run(here, [...WORDS, '--on-conflict=replace'])
    expect(code).toBe(3)
    expect(snapshot(here.cwd)).toEqual(before)
  })
})
