import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow } from '../program.ts'
import { snapshot } from '../tree/helpers.ts'
import { type Desk, desk, fixtures, run, spawn } from './run.ts'

/** A fleet without keys, so that two runs write the same. */
const FROM = ['--from', join(fixtures('valid'), 'minimal.yaml')]

/** The built program. */
const CLI = join(import.meta.dirname, '../../dist/cli.js')

/** A desk with some files in its folder `shop`. */
function deskWith(files: Record<string, string>): Desk & { shop: string } {
  const here = desk()
  const shop = join(here.cwd, 'shop')
  mkdirSync(shop)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(shop, path, '..'), { recursive: true })
    writeFileSync(join(shop, path), content)
  }
  return { ...here, shop }
}

describe('a folder that is not empty', () => {
  test('files in the way are named and nothing is written', async () => {
    const here = deskWith({
      'AGENTS.md': 'mine\n',
      'docs/fleet.md': 'mine too\n',
      'notes.txt': 'not in the way\n',
    })
    const before = snapshot(here.cwd)
    const { code, stdout, stderr } = await run(here, ['create', 'shop', ...FROM])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toBe(
      [
        'error: 2 paths are in the way, so nothing was written:',
        '  AGENTS.md: it is there with another content',
        '  docs/fleet.md: it is there with another content',
        'Move them away, or say what to do with --on-conflict keep or --on-conflict replace.\n',
      ].join('\n'),
    )
    expect(snapshot(here.cwd)).toEqual(before)
    const failing = await run(here, ['create', 'shop', ...FROM, '--on-conflict', 'fail'])
    expect(failing).toEqual({ code, stdout, stderr })
    expect(snapshot(here.cwd)).toEqual(before)
  })

  test('a dry run says the same', async () => {
    const here = deskWith({ 'AGENTS.md': 'mine\n' })
    const { code, stderr } = await run(here, ['create', 'shop', ...FROM, '--dry-run'])
    expect(code).toBe(3)
    expect(stderr).toContain('AGENTS.md: it is there with another content')
  })

  test('other files stay, and everything else is made', async () => {
    const here = deskWith({ 'notes.txt': 'not in the way\n' })
    const { code } = await run(here, ['create', 'shop', ...FROM])
    expect(code).toBe(0)
    expect(readFileSync(join(here.shop, 'notes.txt'), 'utf8')).toBe('not in the way\n')
    expect(existsSync(join(here.shop, 'clusters/one/apps.yaml'))).toBe(true)
  })

  test('--on-conflict keep keeps them and makes the rest', async () => {
    const here = deskWith({ 'README.md': 'mine\n', 'docs/fleet.md': 'mine too\n' })
    const { code } = await run(here, ['create', 'shop', ...FROM, '--on-conflict', 'keep'])
    expect(code).toBe(0)
    expect(readFileSync(join(here.shop, 'README.md'), 'utf8')).toBe('mine\n')
    expect(readFileSync(join(here.shop, 'docs/fleet.md'), 'utf8')).toBe('mine too\n')
    expect(existsSync(join(here.shop, 'flux-fleet.lock'))).toBe(true)
  })

  test('--on-conflict replace makes what an empty folder would get', async () => {
    const here = deskWith({ 'README.md': 'mine\n', 'docs/fleet.md': 'mine too\n' })
    await run(here, ['create', 'fresh', ...FROM, '--no-git-init'])
    const { code } = await run(here, ['create', 'shop', ...FROM, '--no-git-init', '--on-conflict', 'replace'])
    expect(code).toBe(0)
    expect(snapshot(here.shop)).toEqual(snapshot(join(here.cwd, 'fresh')))
  })

  test('a folder where a file must be is no question of keeping or replacing', async () => {
    const here = deskWith({ 'README.md/inner': '' })
    const before = snapshot(here.cwd)
    const { code, stderr } = await run(here, ['create', 'shop', ...FROM, '--on-conflict', 'replace'])
    expect(code).toBe(3)
    expect(stderr).toContain('README.md: a folder is where the file must be')
    expect(stderr).toContain('Move them away first.')
    expect(snapshot(here.cwd)).toEqual(before)
  })
})

test('running it twice is nothing to do', async () => {
  const here = desk()
  expect((await run(here, ['create', 'shop', ...FROM])).code).toBe(0)
  const before = snapshot(here.cwd)
  const { code, stdout, stderr } = await run(here, ['create', 'shop', ...FROM])
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: 'shop is as it should be: nothing to do.\n',
    stderr: '',
  })
  expect(snapshot(here.cwd)).toEqual(before)
})

describe('a target that can be no folder', () => {
  test('a file', async () => {
    const here = desk()
    writeFileSync(join(here.cwd, 'shop'), 'a file\n')
    const before = snapshot(here.cwd)
    const { code, stdout, stderr } = await run(here, ['create', 'shop', ...FROM])
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    expect(stderr).toMatch(/^error: .*shop is a file/)
    expect(snapshot(here.cwd)).toEqual(before)
  })

  test('a folder below a file', async () => {
    const here = desk()
    writeFileSync(join(here.cwd, 'shop'), 'a file\n')
    const before = snapshot(here.cwd)
    const { code, stdout, stderr } = await run(here, ['create', 'shop/inner', ...FROM])
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    expect(stderr).toMatch(/^error: .*shop/)
    expect(snapshot(here.cwd)).toEqual(before)
  })

  test('a link to nothing', async () => {
    const here = desk()
    symlinkSync('nowhere', join(here.cwd, 'shop'))
    const before = snapshot(here.cwd)
    const { code } = await run(here, ['create', 'shop', ...FROM])
    expect(code).toBe(4)
    expect(snapshot(here.cwd)).toEqual(before)
  })
})

describe('symbolic links', () => {
  test('a target that is one is followed: the person named it', async () => {
    const here = desk()
    mkdirSync(join(here.cwd, 'real'))
    symlinkSync('real', join(here.cwd, 'shop'))
    expect((await run(here, ['create', 'shop', ...FROM])).code).toBe(0)
    expect(existsSync(join(here.cwd, 'real', 'flux-fleet.yaml'))).toBe(true)
  })

  test.each([
    'keep',
    'replace',
    'fail',
  ])('one inside the target is not followed (--on-conflict %s)', async (how) => {
    const here = desk()
    const [outside, shop] = [join(here.cwd, 'outside'), join(here.cwd, 'shop')]
    for (const folder of [outside, shop]) mkdirSync(folder)
    writeFileSync(join(outside, 'README.md'), 'theirs\n')
    symlinkSync(outside, join(shop, 'clusters'))
    symlinkSync(join(outside, 'README.md'), join(shop, 'README.md'))
    symlinkSync('../outside/not-yet', join(shop, 'AGENTS.md'))
    const before = snapshot(here.cwd)
    const { code, stderr } = await run(here, ['create', 'shop', ...FROM, '--on-conflict', how])
    expect(code).toBe(3)
    expect(stderr).toContain('clusters is a symbolic link, which is not followed')
    expect(stderr).toContain('README.md: it is a symbolic link, which is not followed')
    expect(stderr).toContain('AGENTS.md: it is a symbolic link, which is not followed')
    expect(snapshot(here.cwd)).toEqual(before)
  })

  test('the folder of the keys is not followed either', async () => {
    const here = desk()
    const [outside, shop] = [join(here.cwd, 'outside'), join(here.cwd, 'shop')]
    for (const folder of [outside, shop]) mkdirSync(folder)
    symlinkSync(outside, join(shop, '.age'))
    for (const more of [[], ['--dry-run']]) {
      const { code, stderr } = await run(here, ['create', 'shop', '--yes', '--owner=acme', ...more])
      expect(code).toBe(3)
      expect(stderr).toContain('.age is a symbolic link, which is not followed')
      expect(filesBelow(outside)).toEqual([])
    }
  })
})

test('a file size that the system refuses leaves nothing behind', async () => {
  const here = desk()
  // Blocks of 512 bytes or 1 KiB, as the shell counts: less than the greatest of the files.
  const { code, stderr } = await spawn(here, 'sh', [
    '-c',
    `trap '' XFSZ; ulimit -f 4; exec "$0" "$1" create shop --from "$2"`,
    process.execPath,
    CLI,
    FROM[1]!,
  ])
  expect(code).toBe(4)
  expect(stderr).toMatch(/^error: Cannot write .*EFBIG.*Everything is as it was before\./s)
  expect(filesBelow(here.cwd)).toEqual([])
})

test('a report that can not be written is told, without a stack trace, and what is made stays', async () => {
  const here = desk()
  const { code, stderr } = await spawn(here, 'sh', [
    '-c',
    `exec "$0" "$1" create shop --from "$2" >/dev/full`,
    process.execPath,
    CLI,
    FROM[1]!,
  ])
  expect(code).toBe(4)
  expect(stderr).toMatch(/^error: Standard output can't be written to \(ENOSPC[^\n]*\n$/)
  expect(readdirSync(here.cwd)).toEqual(['shop'])
})

describe('where runs are recorded', () => {
  test('is never a place below the folder that a command happens to run in', async () => {
    const here = desk()
    const words = [CLI, 'create', 'shop', ...FROM]
    const more = { XDG_STATE_HOME: 'state', HOME: here.home }
    expect((await spawn(here, process.execPath, words, { more })).code).toBe(0)
    expect(readdirSync(here.cwd)).toEqual(['shop'])
    expect(filesBelow(join(here.home, '.local', 'state', 'flux-fleet')).length).toBeGreaterThan(0)
  })

  test.each([
    ['is a file', { XDG_STATE_HOME: 'file' }],
    ['lies below a file', { XDG_STATE_HOME: 'file/state' }],
    ['lies far below a file', { XDG_STATE_HOME: 'file/local/state' }],
  ])('is the temporary folder where theirs %s', async (_, places) => {
    const here = desk()
    writeFileSync(join(here.home, 'file'), '')
    mkdirSync(join(here.home, 'tmp'))
    const named = Object.entries(places).map(([name, path]) => [name, path && join(here.home, path)])
    const more = { ...Object.fromEntries(named), TMPDIR: join(here.home, 'tmp') }
    expect(await run(here, ['create', 'shop', ...FROM], more)).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(here.cwd)).toEqual(['shop'])
    const [folder] = readdirSync(join(here.home, 'tmp'))
    expect(statSync(join(here.home, 'tmp', folder!)).mode & 0o777).toBe(0o700)
  })

  test('is no temporary folder that somebody else made there', async () => {
    const here = desk()
    writeFileSync(join(here.home, 'file'), '')
    mkdirSync(join(here.home, 'tmp'))
    symlinkSync(here.home, join(here.home, 'tmp', `flux-fleet-${process.geteuid?.()}`))
    const more = { XDG_STATE_HOME: join(here.home, 'file'), TMPDIR: join(here.home, 'tmp') }
    const { code, stderr } = await run(here, ['create', 'shop', ...FROM], more)
    expect(code).toBe(4)
    expect(stderr).toContain('name another folder for that with XDG_STATE_HOME.')
    expect(readdirSync(here.cwd)).toEqual([])
  })
})

test.each([
  ['a name that is too long', 'x'.repeat(256), 'is a longer name than the system takes.'],
  ['a link to itself', 'link', 'is reached through a symbolic link to itself.'],
])('%s is no place for a fleet', async (_, name, message) => {
  const here = desk()
  symlinkSync('link', join(here.cwd, 'link'))
  const { code, stderr } = await run(here, ['create', name, ...FROM])
  expect({ code, stderr }).toEqual({ code: 4, stderr: `error: ${join(here.cwd, name)} ${message}\n` })
})

test.each([
  ['folder', 'it is a folder, not a flux-fleet.yaml.'],
  ['link', 'it is a symbolic link that leads to itself.'],
  ['missing/flux-fleet.yaml', 'there is no such file.'],
  ['huge', undefined],
])('no fleet is read from what is none: %s', async (name, reason) => {
  const here = desk()
  mkdirSync(join(here.cwd, 'folder'))
  symlinkSync('link', join(here.cwd, 'link'))
  writeFileSync(join(here.cwd, 'huge'), '')
  truncateSync(join(here.cwd, 'huge'), (16 << 20) + 1)
  const { code, stderr } = await run(here, ['create', 'shop', '--from', name])
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      reason === undefined
        ? 'error: huge: is larger than 4 MiB, which no fleet is.\n'
        : `error: --from ${name}: ${reason}\n`,
  })
})
