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
import { schemaLocations } from './fleets.ts'
import { tool, toolsFolder } from './tools.ts'

/** What stands in for a program that cannot be installed here, or for one that would change a cluster. */
export type StandIn = 'flux' | 'flux-schema' | 'kubectl'

/** One call of a stand-in. */
export interface Call {
  program: StandIn
  args: string[]
  stdin?: string
  /** What was in the files that it was given, for `flux-schema`. */
  texts?: string[]
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

/** Where the stand-in for `flux-schema` finds schemas. */
const SCHEMAS = [
  `--crds=${join(toolsFolder, 'crds.json')}`,
  ...schemaLocations().map((folder) => `--schema-location=${folder}`),
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
      const node = `exec ${quoted(process.execPath)} ${quoted(program)} "$@"\n`
      // What the scripts substitute, Flux's own code does, with no variables but those that they give it.
      const envsubst =
        name === 'flux' ? `[ "$1" != envsubst ] || exec ${quoted(tool('fleetcheck'))} "$@"\n` : ''
      writeFileSync(join(this.#folder, name), `#!/bin/sh\n${envsubst}${node}`)
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
        STAND_IN_FLEETCHECK: tool('fleetcheck'),
        STAND_IN_SCHEMAS: JSON.stringify(SCHEMAS),
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
