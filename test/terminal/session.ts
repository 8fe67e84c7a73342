import { stripVTControlCharacters } from 'node:util'
import { type IPty, spawn } from '@lydell/node-pty'
import { cleanEnvironment, cli } from '../program.ts'

/** The keys that a person presses besides letters. */
export const KEY = {
  enter: '\r',
  space: ' ',
  down: '\x1b[B',
  up: '\x1b[A',
  /** Clears what is typed so far. */
  clear: '\x15',
  interrupt: '\x03',
  endOfInput: '\x04',
} as const

const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'

/** How a session is started. */
export interface SessionOptions {
  cwd: string
  /** Folder for home, state and temporary files. */
  home: string
  columns?: number
  environment?: Record<string, string>
  /** What is started instead of the built program. */
  program?: readonly string[]
  /** Where standard output goes instead of the terminal. */
  stdoutTo?: string
}

/** How the program ended. */
export interface Exit {
  code: number
  /** Number of the signal that killed it; 0 for none. */
  signal: number
}

/** The built program in a pseudo-terminal. Nothing here waits for time: only for text, or for the end. */
export class Session {
  /** All that came out, with its control sequences. */
  raw = ''
  readonly exit: Promise<Exit>
  readonly #pty: IPty
  #seen = 0
  #ended = false
  #wake: () => void = () => {}

  constructor(
    words: readonly string[],
    { cwd, home, columns = 120, environment = {}, stdoutTo, program }: SessionOptions,
  ) {
    const line = [...(program ?? [process.execPath, cli()]), ...words]
    const [file, ...args] =
      stdoutTo === undefined
        ? line
        : ['/bin/sh', '-c', 'out="$1"; shift; exec "$@" >"$out"', 'sh', stdoutTo, ...line]
    this.#pty = spawn(file!, args, {
      name: environment.TERM ?? 'xterm-256color',
      cols: columns,
      rows: 40,
      cwd,
      env: { ...cleanEnvironment(home), ...environment },
    })
    this.#pty.onData((data) => {
      this.raw += data
      this.#wake()
    })
    this.exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#ended = true
        this.#wake()
        resolve({ code: exitCode, signal: signal ?? 0 })
      })
    })
  }

  /** What came out, as a person reads it. */
  get text(): string {
    return stripVTControlCharacters(this.raw).replaceAll('\r', '')
  }

  /** Waits until a text comes that was not waited for yet, and gives what stood before it. */
  async see(wanted: string): Promise<string> {
    for (;;) {
      const fresh = this.text.slice(this.#seen)
      const at = fresh.indexOf(wanted)
      if (at >= 0) {
        this.#seen += at + wanted.length
        return fresh.slice(0, at)
      }
      if (this.#ended) throw new Error(`the program ended, and "${wanted}" never came. It wrote:\n${fresh}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  get pid(): number {
    return this.#pty.pid
  }

  type(keys: string): void {
    this.#pty.write(keys)
  }

  /** Ends a program that a test left running, and throws to show what it waits for. */
  stop(): void {
    if (this.#ended) return
    this.#pty.kill('SIGKILL')
    throw new Error(`the program was still running. Last it wrote:\n${this.text.slice(-1500)}`)
  }

  /** Whether the cursor is visible after all that was written. */
  get cursorShown(): boolean {
    return this.raw.lastIndexOf(HIDE_CURSOR) <= this.raw.lastIndexOf(SHOW_CURSOR)
  }
}
