import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type FieldPath, type FleetIssue, formatPath, InvalidFleetError } from '../../fleet/issue.ts'
import { inOrder, type LocatedIssue, loadFleet, type Place } from '../../fleet/load.ts'
import type { Fleet } from '../../fleet/schema.ts'
import { EXIT, Failure } from '../command-line/failure.ts'

/** Name of the file that describes a fleet. */
export const FLEET_FILE = 'flux-fleet.yaml'
/** Name of the file that records what was last rendered. */
export const LOCK_FILE = 'flux-fleet.lock'

/** A fleet file that was read, and where its values stand. */
export interface FleetFile {
  /** How messages call it. */
  name: string
  text: string
  fleet: Fleet
  /** What the file holds as plain data, without the defaults. */
  data: Record<string, unknown>
  locate(path: FieldPath, atKey?: boolean): Place | undefined
}

/**
 * Reads a fleet file.
 * @param path as it was typed; `-` for standard input
 * @param directory that the path is relative to
 * @throws Failure naming line and column of everything that is wrong
 */
export function readFleetFile(path: string, directory: string): FleetFile {
  const name = path === '-' ? 'standard input' : path
  let text: string
  try {
    text = readFileSync(path === '-' ? 0 : resolve(directory, path), 'utf8')
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message
    throw new Failure(EXIT.usage, `--from ${path}: ${reason}.`, { cause: error })
  }
  const loaded = loadFleet(text)
  if ('issues' in loaded)
    throw new Failure(EXIT.usage, loaded.issues.map((issue) => describe(issue, name, issue.place)).join('\n'))
  return { name, text, ...loaded }
}

/** An issue of a file as `file:line:column: what: message`. */
export function describe(issue: FleetIssue | LocatedIssue, file: string, place: Place | undefined): string {
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`
  const named = issue.path.length > 0 && (issue.atKey !== true || startsWithVerb(issue.message))
  const field = named ? `${formatPath(issue.path)}: ` : ''
  return `${where}: ${field}${issue.message}`
}

/** Whether a message does not say itself what it is about. */
export function startsWithVerb(message: string): boolean {
  return /^(is|must|needs|splits) /.test(message)
}

/**
 * Runs a step and says of what is wrong with the fleet where it stands in the file.
 * @throws Failure in place of `InvalidFleetError`
 */
export async function explainFile<Result>(file: FleetFile, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof InvalidFleetError)) throw error
    const located = error.issues.map((issue) => ({ ...issue, place: file.locate(issue.path, issue.atKey) }))
    const lines = inOrder(located).map((issue) => describe(issue, file.name, issue.place))
    throw new Failure(EXIT.usage, [...new Set(lines)].join('\n'), { cause: error })
  }
}
