import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { snapshot } from '../tree/helpers.ts'
import { livingAt } from './living.ts'
import { desk, run } from './run.ts'

const CREATE = ['create', 'shop', '--yes', '--owner=acme']

describe('undo of create', () => {
  test('leaves nothing of a fleet without keys, its empty repository included', async () => {
    const here = desk()
    await run(here, [...CREATE, '--secrets=none'])
    const { code, stdout } = await run(here, ['undo', '--yes', '--cwd=shop'])
    expect(code).toBe(0)
    expect(stdout).toContain('This takes back "Start the fleet".')
    expect(readdirSync(here.cwd)).toEqual([])
  })

  test('keeps private keys where nobody can be asked', async () => {
    const here = desk()
    await run(here, CREATE)
    const { code, stdout } = await run(here, ['undo', '--yes', '--cwd=shop'])
    expect(code).toBe(0)
    expect(stdout).toContain('Private keys that were made stay')
    expect(readdirSync(join(here.cwd, 'shop'))).toEqual(['.age'])
    expect(readdirSync(join(here.cwd, 'shop/.age')).sort()).toEqual([
      '.gitignore',
      'production.agekey',
      'staging.agekey',
    ])
  })

  test('keeps a repository in which something was added or committed', async () => {
    const here = desk()
    await run(here, [...CREATE, '--secrets=none'])
    execFileSync('git', ['add', '--all'], { cwd: join(here.cwd, 'shop'), env: here.environment })
    const { code, stdout } = await run(here, ['undo', '--yes', '--cwd=shop'])
    expect(code).toBe(0)
    expect(stdout).toContain('.git stays, since there may be commits in it.')
    expect(readdirSync(join(here.cwd, 'shop'))).toEqual(['.git'])
  })

  test('of several repositories takes back all', async () => {
    const here = desk()
    await run(here, [...CREATE, '--secrets=none', '--layout=multi-repo', '--tenant=payments'])
    expect((await run(here, ['undo', '--yes', '--cwd=shop/shop'])).code).toBe(0)
    expect(readdirSync(here.cwd)).toEqual([])
  })

  test.each([
    ['a file was edited', 'README.md', 'mine\n', 'README.md: it was changed since'],
    ['a file was made executable', '', '', ''],
  ])('is refused where %s, and nothing is taken back', async (_, path, content, told) => {
    const here = desk()
    await run(here, [...CREATE, '--secrets=none'])
    if (path === '') execFileSync('chmod', ['+x', join(here.cwd, 'shop/flux-fleet.yaml')])
    else writeFileSync(join(here.cwd, 'shop', path), content)
    const before = snapshot(here.cwd)
    const { code, stderr } = await run(here, ['undo', '--yes', '--cwd=shop'])
    expect(code).toBe(3)
    expect(stderr).toContain(told)
    expect(snapshot(here.cwd)).toEqual(before)
  })

  test('keeps files of somebody else’s', async () => {
    const here = desk()
    await run(here, [...CREATE, '--secrets=none'])
    writeFileSync(join(here.cwd, 'shop/apps/notes.txt'), 'mine\n')
    expect((await run(here, ['undo', '--yes', '--cwd=shop'])).code).toBe(0)
    expect(existsSync(join(here.cwd, 'shop/apps/notes.txt'))).toBe(true)
    expect(existsSync(join(here.cwd, 'shop/flux-fleet.yaml'))).toBe(false)
  })

  test('takes back what was made in a clone, and keeps what was there', async () => {
    const here = desk()
    mkdirSync(join(here.cwd, 'shop'))
    execFileSync('git', ['init', '--quiet', join(here.cwd, 'shop')])
    writeFileSync(join(here.cwd, 'shop/README.md'), 'mine\n')
    writeFileSync(join(here.cwd, 'shop/.gitignore'), 'x\n')
    const before = livingAt(here, 'shop').files()
    await run(here, [...CREATE, '--secrets=none'])
    expect((await run(here, ['undo', '--yes', '--cwd=shop'])).code).toBe(0)
    expect(livingAt(here, 'shop').files()).toEqual(before)
  })
})
