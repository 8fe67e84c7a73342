import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { desk, run } from '../run.ts'

const CREATE = ['shop', '--yes', '--no-git-init', '--secrets=none']

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
})
