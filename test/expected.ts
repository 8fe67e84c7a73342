import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from 'vitest'

/**
 * Whether files with what is expected are written anew instead of compared, as `UPDATE=1 npx vitest run …`
 * asks for.
 * @throws Error in CI, which only compares
 */
export function isUpdating(): boolean {
  const { UPDATE, CI } = process.env
  if (UPDATE !== '1') return false
  if (CI !== undefined && !['', '0', 'false'].includes(CI))
    throw new Error('UPDATE=1 writes what is expected anew, and CI only compares: unset one of them.')
  return true
}

/**
 * Compares a text with a file that holds what is expected; with `UPDATE=1` the file is made to hold it.
 * @param path the whole path of the file
 * @param text what came out; undefined where no file is to be
 * @param executable whether the file is to be executable, where that matters
 */
export function expectFile(path: string, text: string | undefined, executable?: boolean): void {
  if (isUpdating()) {
    if (text === undefined) rmSync(path, { force: true })
    else update(path, text, executable)
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined, path).toBe(text)
  if (executable !== undefined) expect(isExecutable(path), `${path} is executable`).toBe(executable)
}

function isExecutable(path: string): boolean {
  return (statSync(path).mode & 0o111) !== 0
}

function update(path: string, text: string, executable: boolean | undefined): void {
  mkdirSync(dirname(path), { recursive: true })
  const bytes = existsSync(path) ? readFileSync(path) : undefined
  const before = bytes?.toString('utf8')
  if (before !== text) {
    if (bytes?.equals(Buffer.from(before!)) === false)
      throw new Error(`${path} is not UTF-8 and would be spoiled: write it by hand.`)
    writeFileSync(path, text)
  }
  if (executable !== undefined) chmodSync(path, executable ? 0o755 : 0o644)
}
