import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FileOperations, realFiles } from '../../src/tree/files.ts'

/** Real file operations that call `strike` before each; it gets the operation's number, from 1, and name. */
export function filesWith(strike: (number: number, name: string, half: () => void) => void): {
  fs: FileOperations
  count: () => number
} {
  let number = 0
  const fs = Object.fromEntries(
    Object.entries(realFiles).map(([name, operation]) => [
      name,
      (...args: unknown[]) => {
        number++
        strike(number, name, () => doHalf(name, args))
        // It takes most of the time of hundreds of runs, and matters only to a power cut.
        if (name === 'sync') return undefined
        return (operation as (...args: unknown[]) => unknown)(...args)
      },
    ]),
  ) as unknown as FileOperations
  return { fs, count: () => number }
}

/** What an operation that is no single step may have done when it fails or its process is killed. */
function doHalf(name: string, args: unknown[]): void {
  const [path, content, mode] = args as [string, string | Buffer, number]
  if (name === 'writeFile') writeFileSync(path, content.slice(0, content.length / 2), { mode, flag: 'wx' })
  if (name === 'remove') {
    for (const entry of namesIn(path).slice(0, 1)) rmSync(join(path, entry), { recursive: true })
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** An error as the system gives it. */
export function systemError(code: string): NodeJS.ErrnoException {
  const texts: Record<string, string> = {
    ENOSPC: 'no space left on device',
    EACCES: 'permission denied',
    EIO: 'i/o error',
  }
  return Object.assign(new Error(`${code}: ${texts[code]}`), { code })
}
