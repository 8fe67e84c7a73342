import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { expectFile } from './expected.ts'
import { filesBelow, scratch } from './program.ts'
import { write } from './tree/helpers.ts'

const before = { UPDATE: process.env.UPDATE, CI: process.env.CI }
afterEach(() => setEnvironment(before))

/** The variables that say whether files are written, with these values and no others. */
function setEnvironment(environment: { UPDATE?: string | undefined; CI?: string | undefined }): void {
  for (const name of ['UPDATE', 'CI'] as const) {
    const value = environment[name]
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

/** A folder with a file that says `old`, in an environment of these variables. */
function folderWith(environment: { UPDATE?: string; CI?: string }): string {
  setEnvironment(environment)
  const folder = scratch()
  write(folder, { 'old.txt': 'old' })
  return folder
}

test.each([
  {},
  { UPDATE: '' },
  { UPDATE: '0' },
  { CI: 'true' },
])('with %j files are compared, and never written', (environment) => {
  const folder = folderWith(environment)
  expectFile(join(folder, 'old.txt'), 'old')
  expectFile(join(folder, 'none.txt'), undefined)
  expect(() => expectFile(join(folder, 'old.txt'), 'new')).toThrow('old.txt')
  expect(() => expectFile(join(folder, 'old.txt'), undefined)).toThrow('old.txt')
  expect(() => expectFile(join(folder, 'old.txt'), 'old', true)).toThrow('old.txt')
  expect(() => expectFile(join(folder, 'new.txt'), 'new')).toThrow('new.txt')
  expect(filesBelow(folder)).toEqual(['old.txt'])
  expect(readFileSync(join(folder, 'old.txt'), 'utf8')).toBe('old')
})

test('with UPDATE=1 they become what came out', () => {
  const folder = folderWith({ UPDATE: '1' })
  expectFile(join(folder, 'old.txt'), 'new', true)
  expectFile(join(folder, 'deep/er.txt'), 'made')
  expect(readFileSync(join(folder, 'old.txt'), 'utf8')).toBe('new')
  expect(statSync(join(folder, 'old.txt')).mode & 0o111).not.toBe(0)
  expect(readFileSync(join(folder, 'deep/er.txt'), 'utf8')).toBe('made')
  expectFile(join(folder, 'old.txt'), undefined)
  expect(existsSync(join(folder, 'old.txt'))).toBe(false)
})

test('with UPDATE=1 a file that is no UTF-8 is left alone', () => {
  const path = join(folderWith({ UPDATE: '1' }), 'old.txt')
  const bytes = Buffer.from([0x4d, 0xfc])
  writeFileSync(path, bytes)
  expectFile(path, bytes.toString('utf8'))
  expect(() => expectFile(path, 'new')).toThrow('is not UTF-8')
  expect(readFileSync(path)).toEqual(bytes)
})

test.each(['true', '1'])('with UPDATE=1 in CI (%s) nothing is compared or written', (CI) => {
  const folder = folderWith({ UPDATE: '1', CI })
  expect(() => expectFile(join(folder, 'old.txt'), 'old')).toThrow('CI only compares')
  expect(() => expectFile(join(folder, 'old.txt'), 'new')).toThrow('CI only compares')
  expect(readFileSync(join(folder, 'old.txt'), 'utf8')).toBe('old')
})
