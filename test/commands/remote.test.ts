import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Desk, desk, run } from './run.ts'

const CREATE = ['create', 'fleet', '--yes', '--secrets=none']

/** A clone without anything in it. */
function cloned(url: string, branch: string, name = 'origin'): Desk {
  const here = desk()
  const folder = join(here.cwd, 'fleet')
  mkdirSync(folder)
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, env: here.environment })
  git('init', '--quiet', `--initial-branch=${branch}`)
  git('remote', 'add', name, url)
  return here
}

function fleetIn(here: Desk) {
  return parse(readFileSync(join(here.cwd, 'fleet/flux-fleet.yaml'), 'utf8'))
}

describe('a fleet made in a clone', () => {
  test('is of the owner, repository and branch of its remote, and it is said', async () => {
    const here = cloned('git@github.com:shop/platform.git', 'master')
    const { code, stdout } = await run(here, CREATE)
    expect(code).toBe(0)
    expect(fleetIn(here).git).toMatchObject({ owner: 'shop', repository: 'platform', branch: 'master' })
    expect(stdout).toContain(
      'Provider, owner, repository and branch: taken from the remote origin (git@github.com:shop/platform.git).',
    )
    expect(stdout).toContain('--owner=shop --repository=platform --branch=master')
    expect(stdout).not.toContain('git remote add')
  })

  test('has groups of groups and a host of its own, and never a token', async () => {
    const here = cloned('https://oauth2:glpat-s3cret@gitlab.acme.example/a/b/fleet.git', 'main', 'upstream')
    const { code, stdout, stderr } = await run(here, CREATE)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(fleetIn(here).git).toMatchObject({
      provider: 'gitlab',
      owner: 'a/b',
      hostname: 'gitlab.acme.example',
    })
    expect(stdout).toContain('remote upstream (https://gitlab.acme.example/a/b/fleet.git)')
    expect(stdout).not.toContain('s3cret')
  })

  test('at any other server has its URL', async () => {
    const here = cloned('ssh://git@git.acme.example:2222/fleet.git', 'trunk')
    expect((await run(here, CREATE)).code).toBe(0)
    expect(fleetIn(here).git).toMatchObject({
      provider: 'git',
      url: 'ssh://git@git.acme.example:2222/fleet.git',
      branch: 'trunk',
    })
  })

  test('is as flags say, whatever the remote is', async () => {
    const here = cloned('git@github.com:shop/platform.git', 'master')
    const { stdout } = await run(here, [...CREATE, '--git-provider=gitlab', '--owner=acme', '--branch=main'])
    expect(fleetIn(here).git).toMatchObject({ provider: 'gitlab', owner: 'acme', branch: 'main' })
    expect(fleetIn(here).git.repository ?? 'fleet').toBe('fleet')
    expect(stdout).not.toContain('taken from')
  })

  test('of a remote that no cluster could fetch, or of several, is as if there was none', async () => {
    const here = cloned('/srv/git/fleet.git', 'main')
    expect((await run(here, [...CREATE, '--owner=acme'])).code).toBe(0)
    expect(fleetIn(here).git.owner).toBe('acme')
    const other = cloned('git@github.com:shop/one.git', 'main', 'one')
    execFileSync('git', ['remote', 'add', 'two', 'git@github.com:shop/two.git'], {
      cwd: join(other.cwd, 'fleet'),
    })
    const { stdout } = await run(other, CREATE)
    expect(stdout).not.toContain('taken from')
  })

  test('is refused for nothing that nobody typed', async () => {
    const here = cloned('ssh://deploy:s3cret@github.com/shop/platform.git', 'fix#12')
    const { code, stdout, stderr } = await run(here, CREATE)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(fleetIn(here).git.branch ?? 'main').toBe('main')
    expect(stdout).toContain('taken from the remote origin (ssh://deploy@github.com/shop/platform.git)')
  })

  test('of several repositories takes the owner only', async () => {
    const here = cloned('git@github.com:shop/platform.git', 'master')
    await run(here, [...CREATE, '--layout=multi-repo'])
    const { git } = parse(readFileSync(join(here.cwd, 'fleet/fleet/flux-fleet.yaml'), 'utf8'))
    expect(git.owner).toBe('shop')
    expect(git.repository ?? 'fleet').toBe('fleet')
  })

  test('of several repositories at any other server lies beside the others', async () => {
    const here = cloned('git@git.acme.example:platform/config.git', 'main')
    expect(await run(here, [...CREATE, '--layout=multi-repo'])).toMatchObject({ code: 0, stderr: '' })
    const { git } = parse(readFileSync(join(here.cwd, 'fleet/fleet/flux-fleet.yaml'), 'utf8'))
    expect(git).toMatchObject({ provider: 'git', url: 'ssh://git@git.acme.example/platform/fleet.git' })
  })

  test('is at a provider with owners where a flag names one', async () => {
    const here = cloned('git@git.acme.example:platform/fleet.git', 'main')
    expect((await run(here, [...CREATE, '--owner=acme'])).code).toBe(0)
    expect(fleetIn(here).git).toMatchObject({ owner: 'acme' })
    expect(fleetIn(here).git.url).toBeUndefined()
  })
})
