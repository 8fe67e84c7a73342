import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desk, run } from '../run.ts'

const CREATE = ['shop', '--yes', '--owner=acme', '--no-git-init', '--secrets=none']

describe('started by npm, which keeps flags', () => {
  test.each([
    ['create', 'x', { dry_run: 'true' }, 'npm create flux-fleet@latest x -- --dry-run'],
    [
      'a command in a fleet',
      'add cluster two=staging staging',
      { like: 'true' },
      'npm create flux-fleet@latest add cluster two=staging staging -- --like <value>',
    ],
    // Of whatever command it is one: it was meant for something.
    [
      'the flag of another command',
      'add cluster two',
      { secrets: 'none' },
      'npm create flux-fleet@latest add cluster two -- --secrets none',
    ],
    [
      'more words than there is a use for',
      'list clusters x',
      {},
      'npm create flux-fleet@latest list clusters -- <flags>',
    ],
  ])('%s: nothing is written, and the right line is shown', async (_, words, kept, line) => {
    const here = desk()
    const more = Object.fromEntries(Object.entries(kept).map(([key, value]) => [`npm_config_${key}`, value]))
    const { code, stdout, stderr } = await run(here, words.split(' '), { npm_command: 'init', ...more })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`\n\n  ${line}\n`)
    expect(readdirSync(here.cwd)).toEqual([])
  })

  test("npm's own settings that only commands in a fleet have as flags are no flags of create", async () => {
    const here = desk()
    const more = { npm_command: 'init', npm_config_tag: 'next', npm_config_git: '/usr/bin/git' }
    expect(await run(here, CREATE, more)).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(here.cwd)).toEqual(['shop'])
  })

  test.each([
    ['a list on both sides', { cluster: 'a=staging' }, ['--cluster', 'b=staging'], '--cluster a=staging'],
    [
      'a list of two',
      { environment: 'x\n\ny' },
      ['--environment=z', '--cluster=b=x'],
      '--environment x --environment y',
    ],
    [
      'a list with one value twice',
      { component: 'podinfo\n\nkyverno' },
      ['--component=podinfo'],
      '--component kyverno',
    ],
  ])('%s of "--" is lost to us', async (_, kept, behind, line) => {
    const here = desk()
    const more = Object.fromEntries(Object.entries(kept).map(([key, value]) => [`npm_config_${key}`, value]))
    const { code, stderr } = await run(here, [...CREATE, ...behind], { npm_command: 'init', ...more })
    expect(code).toBe(2)
    expect(stderr).toContain(line)
    expect(readdirSync(here.cwd)).toEqual([])
  })

  test('what is given again behind "--" is not lost', async () => {
    const here = desk()
    const more = { npm_command: 'init', npm_config_cluster: 'b=staging', npm_config_owner: 'acme' }
    const behind = ['--owner=other', '--cluster=b=staging']
    expect(await run(here, [...CREATE, ...behind], more)).toMatchObject({ code: 0, stderr: '' })
  })

  test.each([
    [
      'of the project',
      'json=true\ndry-run = true\n',
      { json: 'true', dry_run: 'true' },
      'local_prefix',
      '.npmrc',
    ],
    [
      'of the project, in quotes',
      'branch="trunk" ; ours\nname = corp # ours\n',
      { branch: 'trunk', name: 'corp' },
      'local_prefix',
      '.npmrc',
    ],
    [
      'of the person, a word alone',
      'commit\ndiff=false\n',
      { commit: 'true', diff: '' },
      'userconfig',
      'mine',
    ],
    [
      'of the machine, a list',
      'component[]=podinfo\ncomponent[]=kyverno\n',
      { component: 'podinfo\n\nkyverno' },
      'globalconfig',
      'all',
    ],
  ])('what npm is configured with is no flag: %s', async (_, text, kept, where, file) => {
    const here = desk()
    writeFileSync(join(here.home, file), text)
    const set = Object.fromEntries(Object.entries(kept).map(([key, value]) => [`npm_config_${key}`, value]))
    const place = where === 'local_prefix' ? here.home : join(here.home, file)
    const more = { npm_command: 'exec', ...set, [`npm_config_${where}`]: place }
    expect(await run(here, ['create', ...CREATE], more)).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(here.cwd)).toEqual(['shop'])
  })

  test('another value than npm is configured with is a flag', async () => {
    const here = desk()
    writeFileSync(join(here.home, '.npmrc'), 'branch=trunk\n')
    const more = { npm_command: 'exec', npm_config_branch: 'release', npm_config_local_prefix: here.home }
    expect((await run(here, ['create', ...CREATE], more)).code).toBe(2)
  })
})
