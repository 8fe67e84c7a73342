import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { tool } from './tools.ts'

/** What stands in for a program that cannot be installed here, or for one that would change a cluster. */
export type StandIn = 'flux' | 'flux-schema' | 'kubectl'

/** One call of a stand-in. */
export interface Call {
  program: StandIn
  args: string[]
  stdin?: string
}

/** How a command ended, and which stand-ins it called. */
export interface StandInRun {
  status: number
  stdout: string
  stderr: string
  calls: Call[]
}

/** What scripts may use of the operating system; there is nothing else on their PATH. */
const SYSTEM = [
  ...[
    'awk',
    'bash',
    'basename',
    'cat',
    'cut',
    'dirname',
    'env',
    'find',
    'git',
    'grep',
    'head',
    'mkdir',
    'mktemp',
    'rm',
    'sed',
  ],
  ...['sh', 'sort', 'ssh-keygen', 'tail', 'tr', 'uniq', 'wc', 'xargs'],
]

/** A folder of programs: the system's, the stand-ins that are asked for, and real ones of ours. */
export class StandIns {
  readonly #folder: string
  readonly #record: string

  /**
   * @param folder where the programs go; it is made
   * @param standIns which stand-ins there are; the others are missing
   * @param real which of the real programs there are
   */
  constructor(
    folder: string,
    standIns: readonly StandIn[],
    real: readonly ('kustomize' | 'sops')[] = ['kustomize'],
  ) {
    this.#folder = join(folder, 'bin')
    this.#record = join(folder, 'calls')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(this.#folder, { recursive: true })
    for (const name of SYSTEM) symlinkSync(systemProgram(name), join(this.#folder, name))
    for (const name of real) symlinkSync(tool(name), join(this.#folder, name))
    for (const name of standIns) {
      const program = join(import.meta.dirname, 'stand-ins', `${name}.mjs`)
      writeFileSync(
        join(this.#folder, name),
        `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(program)} "$@"\n`,
      )
      chmodSync(join(this.#folder, name), 0o755)
    }
  }

  /**
   * Runs a command with only these programs; variables of the stand-ins are in `env`.
   * @param typed what a person types while it runs
   */
  run(
    command: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>> = {},
    typed?: string,
  ): StandInRun {
    rmSync(this.#record, { force: true })
    const [program, ...args] = command
    const keyboard = `${this.#record}.typed`
    if (typed !== undefined) writeFileSync(keyboard, typed)
    const stdin = typed === undefined ? 'ignore' : openSync(keyboard, 'r')
    const done = spawnSync(join(this.#folder, program!), args, {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      // With a socket there bash would take itself for a remote shell and read its start-up files.
      stdio: [stdin, 'pipe', 'pipe'],
      env: {
        PATH: this.#folder,
        HOME: cwd,
        LC_ALL: 'C.UTF-8',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        STAND_IN_RECORD: this.#record,
        STAND_IN_KUSTOMIZE: tool('kustomize'),
        ...env,
      },
    })
    if (stdin !== 'ignore') closeSync(stdin)
    if (done.error) throw done.error
    const lines = existsSync(this.#record) ? readFileSync(this.#record, 'utf8').trim().split('\n') : []
    return {
      status: done.status ?? 128,
      stdout: done.stdout,
      stderr: done.stderr,
      calls: lines.map((line) => JSON.parse(line) as Call),
    }
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function systemProgram(name: string): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (existsSync(join(folder, name))) return join(folder, name)
  }
  throw new Error(`the conformance tests need the program ${name}`)
}
