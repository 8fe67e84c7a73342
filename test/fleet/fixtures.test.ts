import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { desk, fixtures, fleetFileIn, run } from '../commands/run.ts'
import { expectFile, isUpdating } from '../expected.ts'
import { filesBelow } from '../program.ts'

/** A private key, whatever its case. */
const PRIVATE_KEY = /AGE-SECRET-KEY-1/i

/** The comments that say how a fixture is refused: place and message, in the order in which they are told. */
const MESSAGES = /^# error: .*\r?\n/gm

/** A text with other comments about how it is refused, where the first of them stood. */
function withMessages(text: string, messages: readonly string[]): string {
  const lines = messages.map((message) => `# error: ${message}\n`).join('')
  const body = text.replaceAll(MESSAGES, '')
  const at = Math.max(0, text.search(MESSAGES))
  return `${body.slice(0, at)}${lines}${body.slice(at)}`
}

/** The messages by which a file is refused, with their places; nothing may have been written. */
async function refusalOf(path: string): Promise<string[]> {
  const here = desk()
  const name = basename(path)
  const words = ['create', join(here.cwd, 'made'), '--cwd', dirname(path), '--from', name]
  const { code, stdout, stderr } = await run(here, words)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).not.toMatch(PRIVATE_KEY)
  expect(existsSync(join(here.cwd, 'made'))).toBe(false)
  expect(filesBelow(here.home)).toEqual([])
  const lines = stderr
    .replace(/^error: /, '')
    .replace(/\n$/, '')
    .split('\n')
  for (const line of lines) expect(line.slice(0, name.length + 1), stderr).toBe(`${name}:`)
  return lines.map((line) => line.slice(`${name}:`.length))
}

describe('a valid flux-fleet.yaml', () => {
  test.each(
    readdirSync(fixtures('valid')),
  )('%s is created and parses in both versions of YAML', async (name) => {
    const here = desk()
    const file = join(fixtures('valid'), name)
    const { git } = parse(readFileSync(file, 'utf8'))
    if (git.subfolder !== undefined) execFileSync('git', ['init', '--quiet'], { cwd: here.cwd })
    const made = join(here.cwd, git.subfolder ?? 'made')
    const { code, stderr } = await run(here, ['create', made, '--from', file])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
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
    const path = join(fixtures('invalid'), name)
    const expected = async () => withMessages(readFileSync(path, 'utf8'), await refusalOf(path))
    expectFile(path, await expected())
    // With more or fewer messages than before, what they are about is on other lines.
    if (isUpdating()) expectFile(path, await expected())
  })
})
