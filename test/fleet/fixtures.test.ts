import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { desk, fixtures, fleetFileIn, run } from '../commands/run.ts'
import { filesBelow } from '../program.ts'

/** A private key, whatever its case. */
const PRIVATE_KEY = /AGE-SECRET-KEY-1/i

const EXPECTED = /^# error: (.*)$/gm

describe('a valid flux-fleet.yaml', () => {
  test.each(
    readdirSync(fixtures('valid')),
  )('%s is created and parses in both versions of YAML', async (name) => {
    const here = desk()
    const { code, stderr } = await run(here, ['create', 'made', '--from', join(fixtures('valid'), name)])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const made = join(here.cwd, 'made')
    const manifests = filesBelow(made).filter((path) => /\.ya?ml$/.test(path) && !/(^|\/)\.git\//.test(path))
    expect(manifests.length).toBeGreaterThan(10)
    for (const path of manifests) {
      const text = readFileSync(join(made, path), 'utf8')
      for (const version of ['1.1', '1.2'] as const) {
        const problems = parseAllDocuments(text, { version }).flatMap((document) => document.errors)
        expect({ path, version, problems }).toEqual({ path, version, problems: [] })
      }
    }
    expect(readFileSync(fleetFileIn(made), 'utf8')).toBe(readFileSync(join(fixtures('valid'), name), 'utf8'))
  })
})

describe('an invalid flux-fleet.yaml', () => {
  test.each(
    readdirSync(fixtures('invalid')),
  )('%s is refused by its messages, with nothing written', async (name) => {
    const here = desk()
    const text = readFileSync(join(fixtures('invalid'), name), 'utf8')
    const expected = [...text.matchAll(EXPECTED)].map(([, message]) => `${name}:${message}`)
    expect(expected.length).toBeGreaterThan(0)
    const words = ['create', join(here.cwd, 'made'), '--cwd', fixtures('invalid'), '--from', name]
    const { code, stdout, stderr } = await run(here, words)
    expect(stderr).toBe(`error: ${expected.join('\n')}\n`)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toMatch(PRIVATE_KEY)
    expect(existsSync(join(here.cwd, 'made'))).toBe(false)
    expect(filesBelow(here.home)).toEqual([])
  })
})
