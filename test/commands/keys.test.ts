import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkFleet } from '../../src/features/check-fleet.ts'
import { parseFleet } from '../../src/fleet/file/load-fleet.ts'
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

describe('a tenant', () => {
  const TENANTS = [
    'create',
    'shop',
    '--yes',
    '--owner=acme',
    '--tenant=payments',
    '--tenant=search',
    '--tenant=plain,decryption=false',
    `--tenant=own,recipients=${RECIPIENT}`,
  ]

  test.each([
    ['multi-tenant', 'shop', ['--json']],
    ['multi-repo', 'shop/shop', ['--diff']],
    ['multi-repo', 'shop/shop', ['--debug']],
  ])('gets a key of its own, for nobody else to see (%s)', async (layout, repository, more) => {
    const here = desk()
    const { code, stdout, stderr } = await run(here, [...TENANTS, `--layout=${layout}`, ...more])
    expect(code).toBe(0)
    const folder = join(here.cwd, repository, '.age', 'tenants')
    expect(readdirSync(folder).sort()).toEqual(['payments.agekey', 'search.agekey'])
    expect(modeOf(folder)).toBe('700')
    expect(readdirSync(join(here.cwd, 'shop', layout === 'multi-repo' ? 'payments' : '.'))).not.toContain(
      layout === 'multi-repo' ? '.age' : 'payments',
    )
    const keys = filesBelow(join(here.cwd, repository, '.age'))
      .filter((path) => path.endsWith('.agekey'))
      .map((path) => {
        expect(modeOf(join(here.cwd, repository, '.age', path))).toBe('600')
        return readFileSync(join(here.cwd, repository, '.age', path), 'utf8').split('\n')
      })
    expect(keys).toHaveLength(4)
    expect(new Set(keys.map(([recipient]) => recipient)).size).toBe(4)
    const files = filesBelow(join(here.cwd, 'shop')).filter((path) => !/(^|\/)\.age\/|\/$/.test(path))
    const shown = [
      stdout,
      stderr,
      ...files.map((path) => readFileSync(join(here.cwd, 'shop', path), 'latin1')),
    ]
    for (const [, secret] of keys) expect(shown.join('\n')).not.toContain(secret!.slice(16))
    const fleet = readFileSync(join(here.cwd, repository, 'flux-fleet.yaml'), 'utf8')
    const { tenants } = parse(fleet) as { tenants: { name: string; recipients?: string[] }[] }
    const made = readFileSync(join(folder, 'payments.agekey'), 'utf8')
    const [, recipient] = /^# public key: (age1[a-z0-9]{58})\n/.exec(made)!
    expect(tenants.find(({ name }) => name === 'payments')?.recipients).toEqual([recipient])
    expect(tenants.find(({ name }) => name === 'plain')?.recipients).toBeUndefined()
    expect(tenants.find(({ name }) => name === 'own')?.recipients).toEqual([RECIPIENT])
  })

  test('has one even where recipients are given for the whole fleet', async () => {
    const here = desk()
    const words = [...TENANTS.slice(0, 5), '--layout=multi-tenant', `--recipient=${RECIPIENT}`]
    const { code, stdout } = await run(here, words)
    expect(code).toBe(0)
    expect(filesBelow(join(here.cwd, 'shop', '.age'))).toEqual(['.gitignore', 'tenants/payments.agekey'])
    expect(stdout).toContain('Private age keys are in .age/tenants/payments.agekey, outside of Git.')
  })

  test.each([
    [2, ['--layout=monorepo']],
    [0, ['--layout=multi-tenant', '--secrets=none', '--component=podinfo']],
    [0, ['--layout=multi-repo', '--dry-run']],
  ])('gets none, with exit code %i, of %j', async (expected, more) => {
    const here = desk()
    const { code, stdout, stderr } = await run(here, [...TENANTS.slice(0, 6), ...more])
    expect(code, stderr).toBe(expected)
    expect(filesBelow(here.cwd).filter((path) => path.endsWith('.agekey'))).toEqual([])
    expect(stdout + stderr).not.toMatch(/age1[a-z0-9]{58}|AGE-SECRET-KEY-1/)
  })

  test('a dry run with several shows one placeholder for all of them', async () => {
    const here = desk()
    const words = [...TENANTS.slice(0, 6), '--layout=multi-repo', '--dry-run', '--diff']
    const { code, stdout } = await run(here, words)
    expect(code).toBe(0)
    expect(stdout).not.toMatch(/age1[a-z0-9]{58}/)
    expect(stdout.match(/recipients:\n\+ +- age1-made-when-written/g)).toHaveLength(4)
    expect(filesBelow(here.cwd)).toEqual([])
  })

  test('without any key is refused where no command makes one', () => {
    const parsed = parseFleet({
      version: 1,
      name: 'shop',
      layout: 'multi-tenant',
      git: { owner: 'acme' },
      secrets: { provider: 'sops' },
      tenants: [{ name: 'payments' }, { name: 'plain', decryption: false }],
    })
    expect('fleet' in parsed && checkFleet(parsed.fleet, new Map())).toContainEqual({
      path: ['tenants', 0, 'recipients'],
      message: 'is missing: give a public age key of "payments", or set decryption to false',
    })
  })

  test('keeps a key that is there', async () => {
    const here = desk()
    const folder = join(here.cwd, 'shop', 'shop', '.age', 'tenants')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'search.agekey'), 'precious\n')
    const before = snapshot(here.cwd)
    const { code, stderr } = await run(here, [...TENANTS, '--layout=multi-repo', '--on-conflict=replace'])
    expect(code).toBe(3)
    expect(stderr).toContain('shop/.age/tenants/search.agekey: it is there already and is never overwritten')
    expect(snapshot(here.cwd)).toEqual(before)
  })
})
