/** Exit codes, as the documentation promises them. */
export const EXIT = {
  done: 0,
  fault: 1,
  usage: 2,
  conflict: 3,
  obstacle: 4,
  check: 5,
  cancelled: 130,
} as const

/** Something that ends a command, in words for the person who typed it. */
export class Failure extends Error {
  override name = 'Failure'
  readonly exitCode: number

  /**
   * @param exitCode one of `EXIT`
   * @param message what was wrong, where, and what to do; may have several lines
   */
  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** Ends a command because the person said so; nothing was written. */
export class Cancelled extends Failure {
  override name = 'Cancelled'

  constructor() {
    super(EXIT.cancelled, 'Cancelled. Nothing was written.')
  }
}

/** Ends a command whose report on standard output, JSON included, says it already. */
export class Reported extends Failure {
  override name = 'Reported'
}
