/** A pack (a fleet's own plopfile with its templates) can't be used as it is: what is wrong, and where. */
export class PackError extends Error {
  override name = 'PackError'
}

/**
 * The fleet's files are not what an action of the pack needs: a file to change is missing, or its marker is.
 */
export class FleetMismatchError extends PackError {
  override name = 'FleetMismatchError'
}

/** The message of whatever a pack's own code threw. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
