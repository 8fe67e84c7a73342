import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { living } from './living.ts'
import { desk, run } from './run.ts'

const YES = ['--yes', '--owner=acme', '--secrets=none']

describe('a word that is no command', () => {
  test.each([
    ['aply', 'apply'],
    ['remvoe', 'remove'],
    ['Generate', 'generate'],
    ['dif', 'diff'],
    ['update', 'upgrade'],
    ['init', 'create'],
    ['delete', 'remove'],
    ['rm', 'remove'],
    ['ls', 'list'],
    ['status', 'diff'],
    ['doctor', 'diff'],
    ['version', '--version'],
  ])('is refused with the nearest command, however the program is called: %s', async (word, meant) => {
    for (const name of ['flux-fleet', 'create-flux-fleet', undefined] as const) {
      const here = desk()
      const { code, stdout, stderr } = await run(here, [word, ...YES], {}, name)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(`error: ${word}: there is no such command. Did you mean "${meant}"?`)
      expect(stderr).toContain(`flux-fleet create ${word} --yes`)
      expect(readdirSync(here.cwd)).toEqual([])
    }
  })

  test('is a directory behind the name create-flux-fleet, and where it can be nothing else', async () => {
    for (const [name, word] of [
      ['create-flux-fleet', 'acme'],
      [undefined, 'app'],
      ['flux-fleet', './acme'],
      ['flux-fleet', 'deploy/aply'],
      ['flux-fleet', '.'],
    ] as const) {
      const here = desk()
      const { code } = await run(here, [word, ...YES, '--name=shop'], {}, name)
      expect({ name, word, code }).toEqual({ name, word, code: 0 })
    }
  })

  test('is a directory behind the name flux-fleet only if it is there', async () => {
    const here = desk()
    const refused = await run(here, ['acme', ...YES], {}, 'flux-fleet')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('acme: there is no such command. The commands are: create, add,')
    expect(readdirSync(here.cwd)).toEqual([])
    mkdirSync(join(here.cwd, 'acme'))
    expect((await run(here, ['acme', ...YES], {}, 'flux-fleet')).code).toBe(0)
  })

  test('is made a fleet by "create" all the same', async () => {
    const here = desk()
    expect((await run(here, ['create', 'status', ...YES], {}, 'flux-fleet')).code).toBe(0)
  })
})

describe('in a fleet', () => {
  test('a word that is no command is refused, from wherever it is typed', async () => {
    const fleet = await living('--secrets=none')
    const before = fleet.files()
    for (const words of [
      ['acme', ...YES],
      ['--cwd=apps', 'acme', ...YES],
    ]) {
      const { code, stderr } = await fleet.run(...words)
      expect(code).toBe(2)
      expect(stderr).toContain(`acme: there is no such command. ${fleet.folder} is a fleet already.`)
    }
    expect(fleet.files()).toEqual(before)
  })

  test('no word at all lists what can be done, where nobody can be asked', async () => {
    const fleet = await living('--secrets=none')
    const before = fleet.files()
    for (const words of [[], ['--yes'], ['--yes', '--owner=acme']]) {
      const { code, stderr } = await fleet.run(...words)
      expect(code).toBe(2)
      expect(stderr).toContain(`${fleet.folder} is a fleet already. Name what to do there:\n  add `)
      expect(stderr).toContain('flux-fleet create <directory>')
    }
    expect(fleet.files()).toEqual(before)
  })
})
