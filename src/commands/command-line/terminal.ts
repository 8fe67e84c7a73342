import { styleText } from 'node:util'
import { visible, visibleJson, visibleWithStyles } from '../../text/visible.ts'

type Style = Parameters<typeof styleText>[0]

/**
 * Writes for people and for programs: results go to standard output, progress and questions to standard
 * error. Nothing that is written moves the cursor or turns the order of what is read, whatever a file is
 * called.
 */
export class Terminal {
  readonly #color: boolean
  readonly #quiet: boolean

  /**
   * @param color false for plain text whatever the terminal can do
   * @param quiet true to report errors only
   */
  constructor({ color, quiet }: { color: boolean; quiet: boolean }) {
    this.#color = color
    this.#quiet = quiet
  }

  /** Colors are for terminals, unless somebody says otherwise. */
  static wantsColor(
    flag: boolean | undefined,
    environment: Readonly<Record<string, string | undefined>>,
  ): boolean {
    if (flag === false || (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb') return false
    return process.stdout.isTTY === true && process.stderr.isTTY === true
  }

  style(format: Style, text: string): string {
    return this.#color ? styleText(format, text, { validateStream: false }) : text
  }

  /** A line of the result. */
  result(text = ''): void {
    if (!this.#quiet) process.stdout.write(`${this.#shown(text)}\n`)
  }

  /** The result for a program that asked for it; written even when quiet. */
  json(value: unknown): void {
    process.stdout.write(`${visibleJson(value)}\n`)
  }

  /** A line about what is going on. */
  progress(text = ''): void {
    if (!this.#quiet) process.stderr.write(`${this.#shown(text)}\n`)
  }

  /** What went wrong; shown even when quiet. */
  error(text: string): void {
    process.stderr.write(`${this.style('red', 'error:')} ${visible(text)}\n`)
  }

  #shown(text: string): string {
    return this.#color ? visibleWithStyles(text) : visible(text)
  }
}

/** Whether questions can be asked: a person sits at both ends, and no CI runs this. */
export function canAsk(environment: Readonly<Record<string, string | undefined>>): boolean {
  const ci = environment.CI ?? ''
  return process.stdin.isTTY === true && process.stderr.isTTY === true && (ci === '' || ci === 'false')
}
