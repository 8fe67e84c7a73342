import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, cli, filesBelow } from '../program.ts'
import { unfinished } from '../tree/helpers.ts'

/** What sends the program a signal: loaded before it. */
export const SIGNAL_AT = fileURLToPath(new URL('signal-at.mjs', import.meta.url))

/** Where the program runs. */
export interface Place {
  cwd: string
  home: string
  /** What is started instead of the built program and `SIGNAL_AT`, and with which flags and variables. */
  program?: string
  signalAt?: string
  nodeFlags?: readonly string[]
  environment?: Readonly<Record<string, string>>
}

/** How a run of the program ended. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A run that is going on. */
export interface Running {
  pid: number
  ending: Promise<Ending>
  isOver(): boolean
}

/**
 * Starts the built program, or with a signal that comes right before its file operation with that number, or
 * the first one whose name and paths match.
 */
export function startProgram(
  words: readonly string[],
  { cwd, home, program = cli(), signalAt: preload = SIGNAL_AT, nodeFlags = [], environment }: Place,
  signalAt?: { operation: number | RegExp; signal: NodeJS.Signals; countFile?: string },
): Running {
  const flags = signalAt === undefined ? nodeFlags : [...nodeFlags, '--import', preload]
  const child = spawn(process.execPath, [...flags, program, ...words], {
    cwd,
    env: {
      ...cleanEnvironment(home),
      ...environment,
      ...(signalAt === undefined
        ? {}
        : {
            ...(typeof signalAt.operation === 'number'
              ? { SIGNAL_AT: String(signalAt.operation) }
              : { SIGNAL_AT_FIRST: signalAt.operation.source }),
            SIGNAL: signalAt.signal,
            COUNT_FILE: signalAt.countFile ?? '',
          }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => {
    written.stdout += String(data)
  })
  child.stderr.on('data', (data) => {
    written.stderr += String(data)
  })
  const ending = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...written }))
  })
  return { pid: child.pid!, ending, isOver: () => child.exitCode !== null || child.signalCode !== null }
}

/** How many file operations a run makes that nothing disturbs. */
export async function countOperations(words: readonly string[], place: Place): Promise<number> {
  const countFile = join(place.home, 'count')
  const { code, stderr } = await startProgram(words, place, { operation: 0, signal: 'SIGKILL', countFile })
    .ending
  if (code !== 0) throw new Error(`the undisturbed run ended with ${code}: ${stderr}`)
  return Number(readFileSync(countFile, 'utf8'))
}

/** Waits until a run has staged so many files below a folder, or is over. */
export async function untilStaged(
  folder: string,
  files: number,
  running: Pick<Running, 'isOver'>,
): Promise<void> {
  while (!running.isOver()) {
    const staged = stagingFolders(folder).reduce((sum, staging) => sum + countFiles(staging), 0)
    if (staged >= files) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function countFiles(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .length
  } catch (error) {
    // It was put in place while it was counted.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

function stagingFolders(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory() || entry.name === '.git') return []
    if (/^\..*flux-fleet-(staging-)?\d+-/.test(entry.name)) return [path]
    return stagingFolders(path)
  })
}

/**
 * What a run keeps while it goes on, and must not leave: staging folders, journals, locks, originals but
 * those of the last run.
 */
export function leftovers({ cwd, home }: Pick<Place, 'cwd' | 'home'>): string[] {
  const states = filesBelow(cwd)
    .flatMap((path) => /^(.*\.git\/flux-fleet)\//.exec(path)?.[1] ?? [])
    .map((path) => join(cwd, path))
  return [
    ...filesBelow(cwd).filter((path) => /flux-fleet-(staging-)?\d+-/.test(path) && !/\.git\//.test(path)),
    ...[...new Set(states), join(home, 'state', 'flux-fleet')].flatMap(unfinished),
  ]
}

/** Paths and contents below a folder; of a Git repository only that it is there. */
export function contentsOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {}
  const files = filesBelow(folder).filter((path) => !/(^|\/)\.git\//.test(path) || path.endsWith('.git/HEAD'))
  return Object.fromEntries(
    files.map((path) => [path, path.endsWith('/') ? '' : readFileSync(join(folder, path), 'utf8')]),
  )
}

/** Writes a fleet file of many environments and applications, and gives its path. */
export function writeFleetFile(
  folder: string,
  { environments, applications }: { environments: number; applications: number },
): string {
  const many = <Entry>(count: number, entry: (index: number) => Entry) =>
    Array.from({ length: count }, (_, index) => entry(index))
  const fleet = {
    version: 1,
    name: 'big',
    git: { provider: 'github', owner: 'acme', repository: 'big' },
    secrets: { provider: 'none' },
    environments: many(environments, (index) => ({ name: `env-${index}` })),
    clusters: many(environments, (index) => ({ name: `cluster-${index}`, environment: `env-${index}` })),
    components: many(applications, (index) => ({
      name: `app-${index}`,
      manifests: { image: 'ghcr.io/acme/app:1.0.0' },
    })),
  }
  const path = join(folder, 'big.yaml')
  writeFileSync(path, JSON.stringify(fleet))
  return path
}
