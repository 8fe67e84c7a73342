import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Top of the checkout. */
export const checkout = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The built program. */
export function cli(): string {
  const path = join(checkout, 'dist', 'cli.js')
  if (!existsSync(path)) throw new Error(`${path} is missing: run "npm run build" first.`)
  return path
}

/** A new folder that is removed when the test is over. */
export function scratch(parent = tmpdir()): string {
  const folder = realpathSync(mkdtempSync(join(parent, 'flux-fleet-test-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A home and a working directory in a new folder. */
export function workplace(parent?: string): { home: string; cwd: string } {
  const folder = scratch(parent)
  const places = { home: join(folder, 'home'), cwd: join(folder, 'work') }
  for (const place of Object.values(places)) mkdirSync(place)
  return places
}

/**
 * An environment in which nothing of the machine's matters: not its home, its CI, the npm that runs the
 * tests.
 */
export function cleanEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    TMPDIR: tmpdir(),
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  }
}

/** Every file below a folder, as sorted relative paths; folders with nothing in them end in a slash. */
export function filesBelow(folder: string): string[] {
  const walk = (path: string): string[] => {
    const entries = readdirSync(join(folder, path), { withFileTypes: true })
    if (entries.length === 0 && path !== '') return [`${path}/`]
    return entries.flatMap((entry) => {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`
      return entry.isDirectory() ? walk(inner) : [inner]
    })
  }
  return walk('').sort()
}
