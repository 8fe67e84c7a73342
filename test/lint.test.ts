import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkout, scratch } from './program.ts'

/** Runs the linter as `npm run lint` does, on files that are not ours; gives the lines that it refuses. */
function refusedLines(files: Record<string, readonly string[]>): Record<string, string[]> {
  const folder = scratch()
  for (const file of ['biome.json', '.gitignore', 'scripts/purity.grit'])
    cpSync(join(checkout, file), join(folder, file))
  for (const [path, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${lines.join('\n')}\n`)
  }
  const biome = join(checkout, 'node_modules/.bin/biome')
  const rules = ['noRestrictedImports', 'noRestrictedGlobals'].map((rule) => `lint/style/${rule}`)
  const words = ['lint', '--reporter=json', '--max-diagnostics=none']
  const { stdout, stderr } = spawnSync(biome, words, { cwd: folder, encoding: 'utf8' })
  expect(stderr).not.toMatch(/plugins|configuration/)
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string; start: { line: number } } }[]
  }
  const found = diagnostics.filter(({ category }) => category === 'plugin' || rules.includes(category))
  return Object.fromEntries(
    Object.entries(files).map(([path, lines]) => {
      const numbers = found
        .filter(({ location }) => location.path === path)
        .map(({ location }) => location.start.line)
      return [path, lines.filter((_, index) => numbers.includes(index + 1))]
    }),
  )
}

/** What makes a render depend on when and where it runs. */
const IMPURE = [
  "import { readFileSync } from 'node:fs'",
  "import * as files from 'node:fs/promises'",
  "import { hostname } from 'node:os'",
  "import { join } from 'node:path'",
  "import { env } from 'node:process'",
  "import { execFileSync } from 'node:child_process'",
  "import { randomUUID } from 'node:crypto'",
  "export const lazily = () => import('node:fs')",
  "export const required = require('node:fs')",
  'export const home = process.env.HOME',
  'export const now = Date.now()',
  'export const day = new Date()',
  'export const text = Date()',
  'export const passed = performance.now()',
  'export const chance = Math.random()',
  "export const hidden = Math['random']()",
  'export const { random } = Math',
  'export const id = crypto.randomUUID()',
  "export const sorted = ['b', 'ä'].sort((one, other) => one.localeCompare(other))",
  'export const upper = home?.toLocaleUpperCase()',
  'export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone',
  'export const here = import.meta.url',
  'export const around = globalThis.process',
  'export const later = setTimeout(() => {}, 1)',
  "export const answer = fetch('https://example.com')",
  "console.log('made')",
]

const PURE = [
  "import { createHash } from 'node:crypto'",
  "import { isDeepStrictEqual } from 'node:util'",
  "import { dirname } from 'node:path/posix'",
  "import { parse } from 'yaml'",
  'export const most = Math.max(1, 2)',
  "export const sum = createHash('sha256').update('x')",
  "export const same = isDeepStrictEqual(parse('a'), ['b', 'a'].sort())",
]

describe('the linter', () => {
  test('keeps disk, clock, chance and the rest of the machine out of the model and the render', () => {
    const rooms = ['fleet', 'features', 'render', 'text', 'yaml'].flatMap((room) => [
      `src/${room}/made-up.ts`,
      `src/${room}/deeper/made-up.ts`,
    ])
    const refused = refusedLines(Object.fromEntries(rooms.map((path) => [path, [...IMPURE, ...PURE]])))
    expect(refused).toEqual(Object.fromEntries(rooms.map((path) => [path, IMPURE])))
  })

  test('leaves templates to be read, and the rest of the program to do its work', () => {
    const free = ['src/commands/made-up.ts', 'src/tree/made-up.ts', 'src/render/templates/template-files.ts']
    expect(refusedLines(Object.fromEntries(free.map((path) => [path, IMPURE])))).toEqual(
      Object.fromEntries(free.map((path) => [path, []])),
    )
  })

  test('keeps data from being copied by what knows no kept scalars', () => {
    const line = 'export const copied = structuredClone({})'
    const paths = ['src/commands/made-up.ts', 'src/fleet/made-up.ts', 'src/yaml/made-up.ts']
    expect(refusedLines(Object.fromEntries(paths.map((path) => [path, [line]])))).toEqual(
      Object.fromEntries(paths.map((path) => [path, [line]])),
    )
  })

  test('keeps what is judged out of what judges it', () => {
    const line = "import { mergeFile } from '../../../../src/tree/merge/merge-file.ts'"
    const judges = ['test/tree/merge/oracle/made-up.ts', 'test/properties/living/list-identity.ts']
    const paths = [...judges, 'test/tree/merge/made-up.ts']
    expect(refusedLines(Object.fromEntries(paths.map((path) => [path, [line]])))).toEqual({
      ...Object.fromEntries(judges.map((path) => [path, [line]])),
      'test/tree/merge/made-up.ts': [],
    })
  })
})
