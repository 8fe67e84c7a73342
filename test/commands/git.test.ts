import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow } from '../program.ts'
import { snapshot } from '../tree/helpers.ts'
import { type Desk, desk, fixtures, run } from './run.ts'

const MINIMAL = join(fixtures('valid'), 'minimal.yaml')
const FROM = ['create', 'shop', '--from', MINIMAL]

function git({ environment }: Desk, folder: string, ...words: string[]): string {
  return execFileSync('git', words, { cwd: folder, env: environment, encoding: 'utf8' }).trim()
}

test('the folder is made a repository whose branch is the one that Flux follows', async () => {
  const here = desk()
  const { code, stdout } = await run(here, ['create', 'shop', '--yes', '--owner=acme', '--branch=release/1'])
  expect(code).toBe(0)
  const shop = join(here.cwd, 'shop')
  expect(git(here, shop, 'symbolic-ref', 'HEAD')).toBe('refs/heads/release/1')
  expect(git(here, shop, 'status', '--porcelain', '--ignored')).toContain('!! .age/')
  expect(stdout).toContain('git remote add origin ssh://git@github.com/acme/shop.git')
  expect(stdout).toContain('git push --set-upstream origin release/1')
})

test('--no-git-init makes none', async () => {
  const here = desk()
  const { code, stdout } = await run(here, [...FROM, '--no-git-init'])
  expect(code).toBe(0)
  expect(existsSync(join(here.cwd, 'shop', '.git'))).toBe(false)
  expect(readFileSync(join(here.cwd, 'shop', 'flux-fleet.yaml'), 'utf8')).toContain('init: false')
  expect(stdout).not.toContain('git remote add')
})

test('a repository that is there is not made again', async () => {
  const here = desk()
  const shop = join(here.cwd, 'shop')
  mkdirSync(shop)
  git(here, shop, 'init', '--quiet', '--initial-branch=trunk')
  const before = snapshot(join(shop, '.git'))
  // Where the journal was.
  before['flux-fleet/'] = 'folder 700'
  const { code, stdout } = await run(here, FROM)
  expect(code).toBe(0)
  expect(git(here, shop, 'symbolic-ref', 'HEAD')).toBe('refs/heads/trunk')
  expect(snapshot(join(shop, '.git'))).toEqual(before)
  expect(stdout).not.toContain('git remote add')
})

test('nor is one made inside of another', async () => {
  const here = desk()
  git(here, here.cwd, 'init', '--quiet')
  expect((await run(here, FROM)).code).toBe(0)
  expect(existsSync(join(here.cwd, 'shop', '.git'))).toBe(false)
})

test('journal and locks leave nothing behind, in the tree or elsewhere', async () => {
  const here = desk()
  await run(here, FROM)
  await run(here, FROM)
  const names = filesBelow(here.cwd)
  expect(names.filter((path) => /staging-|journal|\.lock$/.test(path))).toEqual(['shop/flux-fleet.lock'])
  expect(git(here, join(here.cwd, 'shop'), 'status', '--porcelain', '--ignored')).not.toMatch(/^!!/m)
  expect(filesBelow(here.home).filter((path) => !path.endsWith('/'))).toEqual([])
})

test('without Git, the state lies in the folder of the user', async () => {
  const here = desk()
  mkdirSync(join(here.cwd, 'shop'))
  const { code } = await run(here, [...FROM, '--no-git-init'])
  expect(code).toBe(0)
  const made = filesBelow(join(here.cwd, 'shop'))
  await run(here, ['create', 'fresh', '--from', MINIMAL, '--no-git-init'])
  expect(made).toEqual(filesBelow(join(here.cwd, 'fresh')))
})

test('git that is not installed is in the way, and nothing is written', async () => {
  const here = desk()
  mkdirSync(join(here.home, 'empty'))
  const { code, stderr } = await run(here, FROM, { PATH: join(here.home, 'empty') })
  expect(code).toBe(4)
  expect(stderr).toContain('git is not installed')
  expect(filesBelow(here.cwd)).toEqual([])
})

test.each([
  ['echo "fatal: no room" >&2; exit 128', 'git init: fatal: no room'],
  ['exit 3', 'git init: it ended with 3'],
  ['kill -TERM $$', 'git init: it ended with SIGTERM'],
])('git that fails (%s) is in the way, and nothing is written', async (script, message) => {
  const here = desk()
  const bin = join(here.home, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const { code, stderr } = await run(here, FROM, { PATH: bin })
  expect(code).toBe(4)
  expect(stderr).toContain(message)
  expect(filesBelow(here.cwd)).toEqual([])
})
