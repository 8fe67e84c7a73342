import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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
  const { code, stdout } = await run(here, FROM)
  expect(code).toBe(0)
  expect(git(here, shop, 'symbolic-ref', 'HEAD')).toBe('refs/heads/trunk')
  const after = Object.entries(snapshot(join(shop, '.git')))
  // Where the journal was, which is the record of the run now.
  const [folder, record, ...more] = after.filter(([path]) => path.startsWith('flux-fleet/'))
  expect(more).toEqual([])
  expect(folder).toEqual(['flux-fleet/', 'folder 700'])
  expect(record![0]).toMatch(/^flux-fleet\/[0-9a-f]{16}\.record$/)
  expect(record![1]).toMatch(/^file 600 /)
  expect(Object.fromEntries(after.filter(([path]) => !path.startsWith('flux-fleet/')))).toEqual(before)
  expect(stdout).not.toContain('git remote add')
})

test('nor is one made inside of another', async () => {
  const here = desk()
  git(here, here.cwd, 'init', '--quiet')
  expect((await run(here, [...FROM, '--inside-repository=subfolder'])).code).toBe(0)
  expect(existsSync(join(here.cwd, 'shop', '.git'))).toBe(false)
})

test('journal and locks leave nothing behind, in the tree or elsewhere', async () => {
  const here = desk()
  await run(here, FROM)
  await run(here, FROM)
  const names = filesBelow(here.cwd)
  expect(names.filter((path) => /staging-|journal|\.lock$/.test(path))).toEqual(['shop/flux-fleet.lock'])
  expect(git(here, join(here.cwd, 'shop'), 'status', '--porcelain', '--ignored')).not.toMatch(/^!!/m)
  // The record of the run that made it, so that "undo" can say that it is not taken back file by file.
  expect(filesBelow(here.home)).toEqual([expect.stringMatching(/^state\/flux-fleet\/[0-9a-f]{16}\.record$/)])
})

test('without Git, the state lies in the folder of the user', async () => {
  const here = desk()
  mkdirSync(join(here.cwd, 'shop'))
  const { code } = await run(here, [...FROM, '--no-git-init'])
  expect(code).toBe(0)
  expect(filesBelow(here.home)).toContainEqual(
    expect.stringMatching(/^state\/flux-fleet\/[0-9a-f]{16}\.record$/),
  )
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

describe('several repositories', () => {
  const SEVERAL = [
    'create',
    'shop',
    '--yes',
    '--owner=acme',
    '--layout=multi-repo',
    '--branch=trunk',
    '--secrets=none',
    '--tenant=payments,source.branch=release',
    '--tenant=elsewhere,source.git=https://git.example.com/x/y.git',
  ]
  const branchOf = (here: Desk, folder: string) =>
    git(here, join(here.cwd, 'shop', folder), 'symbolic-ref', 'HEAD')

  test('are each a Git repository with the branch that Flux follows, side by side', async () => {
    const here = desk()
    expect((await run(here, SEVERAL)).code).toBe(0)
    expect(readdirSync(join(here.cwd, 'shop')).sort()).toEqual(['payments', 'shop', 'shop-platform'])
    expect(branchOf(here, 'shop')).toBe('refs/heads/trunk')
    expect(branchOf(here, 'shop-platform')).toBe('refs/heads/main')
    expect(branchOf(here, 'payments')).toBe('refs/heads/release')
    for (const folder of ['shop', 'shop-platform', 'payments'])
      expect(existsSync(join(here.cwd, 'shop', folder, 'flux-fleet.lock'))).toBe(true)
  })

  test('are made in a folder that is there', async () => {
    const here = desk()
    expect((await run(here, [SEVERAL[0]!, '.', '--name=shop', ...SEVERAL.slice(2)])).code).toBe(0)
    for (const folder of ['shop', 'shop-platform', 'payments'])
      expect(existsSync(join(here.cwd, folder, '.git', 'HEAD'))).toBe(true)
    expect(existsSync(join(here.cwd, '.git'))).toBe(false)
  })

  test('with --no-git-init are none', async () => {
    const here = desk()
    const { code, stdout } = await run(here, [...SEVERAL, '--no-git-init'])
    expect(code).toBe(0)
    expect(filesBelow(here.cwd).filter((path) => path.includes('/.git/'))).toEqual([])
    expect(stdout).not.toContain('git remote add')
  })

  test('leave one that is there as it is, and say which folder is none', async () => {
    const here = desk()
    mkdirSync(join(here.cwd, 'shop', 'shop-platform'), { recursive: true })
    mkdirSync(join(here.cwd, 'shop', 'payments'))
    git(here, join(here.cwd, 'shop', 'payments'), 'init', '--quiet', '--initial-branch=mine')
    const { code, stdout } = await run(here, SEVERAL)
    expect(code).toBe(0)
    expect(branchOf(here, 'payments')).toBe('refs/heads/mine')
    expect(branchOf(here, 'shop')).toBe('refs/heads/trunk')
    expect(existsSync(join(here.cwd, 'shop', 'shop-platform', '.git'))).toBe(false)
    expect(stdout).toContain(
      'shop-platform was there already and is no Git repository: run git init --initial-branch=main in it.',
    )
    expect(stdout).not.toContain('payments was there already')
  })

  test('inside of a repository there is no room for them, unless each is one of its own', async () => {
    const here = desk()
    git(here, here.cwd, 'init', '--quiet')
    const refused = await run(here, [...SEVERAL, '--inside-repository=subfolder'])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('--inside-repository subfolder: is for a fleet of one repository')
    expect(existsSync(join(here.cwd, 'shop'))).toBe(false)
    const { code, stdout } = await run(here, [...SEVERAL, '--inside-repository=own'])
    expect(code).toBe(0)
    expect(existsSync(join(here.cwd, 'shop', 'shop-platform', '.git'))).toBe(true)
    expect(stdout).toContain('with the line /shop/ in its .gitignore')
  })

  test('git that is not installed is in the way, and nothing is written', async () => {
    const here = desk()
    mkdirSync(join(here.home, 'empty'))
    const { code } = await run(here, SEVERAL, { PATH: join(here.home, 'empty') })
    expect(code).toBe(4)
    expect(filesBelow(here.cwd)).toEqual([])
  })

  test('can be pushed by the printed commands: what Flux follows is there', async () => {
    for (const [promotion, followed] of [
      ['branch', 'refs/heads/production'],
      ['tag', 'refs/tags/v1.0.0'],
      ['semver', 'refs/tags/v1.0.0'],
    ] as const) {
      const here = desk()
      const { stdout } = await run(here, [...SEVERAL, `--promotion=${promotion}`, '--json'])
      const { next } = JSON.parse(stdout) as { next: string[] }
      expect(next).toHaveLength(3)
      const remotes = join(here.home, 'remotes')
      for (const name of ['shop-platform', 'shop']) {
        mkdirSync(join(remotes, 'acme', `${name}.git`), { recursive: true })
        git(here, join(remotes, 'acme', `${name}.git`), 'init', '--quiet', '--bare')
      }
      const environment = {
        ...here.environment,
        GIT_CONFIG_COUNT: '3',
        GIT_CONFIG_KEY_0: `url.${remotes}/.insteadOf`,
        GIT_CONFIG_VALUE_0: 'ssh://git@github.com/',
        GIT_CONFIG_KEY_1: 'user.name',
        GIT_CONFIG_VALUE_1: 'Somebody',
        GIT_CONFIG_KEY_2: 'user.email',
        GIT_CONFIG_VALUE_2: 'somebody@example.com',
      }
      // The second command starts where the first one ended.
      execFileSync('sh', ['-ec', next.slice(0, 2).join('\n')], {
        cwd: here.cwd,
        env: environment,
        stdio: 'pipe',
      })
      const refs = (name: string) =>
        git(here, join(remotes, 'acme', `${name}.git`), 'for-each-ref', '--format=%(refname)').split('\n')
      expect(refs('shop-platform')).toEqual(['refs/heads/main', followed].sort())
      expect(refs('shop')).toEqual(['refs/heads/trunk'])
      expect(next[2]).toMatch(
        /^flux bootstrap github .*--repository=shop --branch=trunk --path=clusters\/staging$/,
      )
    }
  })
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

test('a repository above the fleet that git refuses to look at is nothing of ours', async () => {
  const here = desk()
  expect((await run(here, FROM)).code).toBe(0)
  writeFileSync(join(here.cwd, '.git'), 'gitdir: /nowhere\n')
  const words = ['add', 'component', 'podinfo', '--yes', '--cwd', 'shop']
  expect(await run(here, words)).toMatchObject({ code: 0, stderr: '' })
})
