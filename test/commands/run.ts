import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { StartedAs } from '../../src/commands/command-line/started-as.ts'
import { main } from '../../src/commands/main.ts'
import { checkout, cleanEnvironment, scratch } from '../program.ts'

/** What a run of the command line gave. */
export interface Run {
  code: number
  stdout: string
  stderr: string
}

/** A folder to work in, and the environment of somebody who has nothing but it. */
export interface Desk {
  cwd: string
  home: string
  environment: Record<string, string>
}

/** A new desk, removed when the test is over. */
export function desk(): Desk {
  const folder = scratch()
  const [cwd, home] = [join(folder, 'work'), join(folder, 'home')]
  mkdirSync(cwd)
  mkdirSync(home)
  return { cwd, home, environment: cleanEnvironment(home) }
}

/**
 * Runs the command line in this process, as `flux-fleet` started in the desk's folder would.
 * @param words what is typed after the program's name
 * @param name that the program is started by
 */
export async function run(
  { cwd, environment }: Desk,
  words: readonly string[],
  more: Record<string, string> = {},
  name?: StartedAs,
): Promise<Run> {
  const written = { stdout: '', stderr: '' }
  const before = { ...process.env }
  const folder = process.cwd()
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk)
      return true
    }),
  )
  process.env = { ...environment, ...more }
  process.chdir(cwd)
  try {
    return { code: await main(words, name), ...written }
  } finally {
    process.chdir(folder)
    process.env = before
    for (const spy of spies) spy.mockRestore()
  }
}

/** Runs the built program, or a shell line in which `npm create flux-fleet@latest` is it. */
export function spawn(
  { cwd, environment }: Desk,
  command: string,
  words: readonly string[],
  { input = '', more = {} }: { input?: string; more?: Record<string, string> } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      [...words],
      { cwd, env: { ...environment, ...more } },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') reject(error)
        else resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
      },
    )
    child.stdin?.end(input)
  })
}

/** The path of a fixture folder. */
export function fixtures(kind: 'valid' | 'invalid'): string {
  return join(checkout, 'test', 'fixtures', kind)
}

/**
 * Where the `flux-fleet.yaml` of a fleet lies: at the top, or in one of several repositories side by side.
 */
export function fleetFileIn(folder: string): string {
  const found = [folder, ...readdirSync(folder).map((name) => join(folder, name))]
    .map((place) => join(place, 'flux-fleet.yaml'))
    .find((path) => existsSync(path))
  if (found === undefined) throw new Error(`there is no flux-fleet.yaml in ${folder}`)
  return found
}
