import { resolve } from 'node:path'
import { isSameFleet } from '../../fleet/file/fleet-texts.ts'
import { inOrder, type LocatedIssue, type Place } from '../../fleet/file/load-data.ts'
import { loadFleet } from '../../fleet/file/load-fleet.ts'
import { type FieldPath, type FleetIssue, formatPath, InvalidFleetError } from '../../fleet/issue.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { mergeFile } from '../../tree/merge/merge-file.ts'
import { toYaml } from '../../yaml/write.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { damagedAt, readAtMost } from './utf8-file.ts'

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
  /** What the file holds as plain data of the current version, without the defaults. */
  data: Record<string, unknown>
  /** The same in the version that the file is written in; mostly the same object. */
  written: Record<string, unknown>
  locate(path: FieldPath, atKey?: boolean): Place | undefined
}

/**
 * Reads a fleet file.
 * @param path as it was typed; `-` for standard input
 * @param directory that the path is relative to
 * @param asked what of the person's words asked for the file
 * @throws Failure naming line and column of everything that is wrong
 */
export function readFleetFile(path: string, directory: string, asked = `--from ${path}`): FleetFile {
  const name = path === '-' ? 'standard input' : path
  let bytes: Buffer
  try {
    bytes = readAtMost(path === '-' ? 0 : resolve(directory, path), LARGEST)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new Failure(EXIT.usage, `${asked}: ${REASONS[code] ?? message}.`, { cause: error })
  }
  if (bytes.length > LARGEST)
    throw new Failure(EXIT.usage, `${name}: is larger than ${LARGEST >> 20} MiB, which no fleet is.`)
  const damage = damagedAt(bytes)
  if (damage !== undefined)
    throw new Failure(EXIT.usage, describe({ path: [], message: NOT_UTF_8 }, name, damage))
  const text = bytes.toString('utf8')
  const loaded = loadFleet(text)
  if ('issues' in loaded)
    throw new Failure(EXIT.usage, joinLines(loaded.issues.map((issue) => describe(issue, name, issue.place))))
  return { name, text, ...loaded }
}

/**
 * The text of a fleet file in the words of the current version, with what a person wrote beside the values;
 * undefined where only a text that is made anew says the same.
 */
export function currentText({ text, fleet, data, written }: FleetFile): string | undefined {
  if (data === written) return text
  const merged = mergeFile({ path: FLEET_FILE, base: toYaml(written), theirs: toYaml(data), ours: text })
  if (!('text' in merged)) return undefined
  const loaded = loadFleet(merged.text)
  return 'fleet' in loaded && isSameFleet(loaded.fleet, fleet) ? merged.text : undefined
}

/** More than any fleet is, and little enough to be read in a moment. */
const LARGEST = 4 << 20

/** What the system says of a file that can't be read, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: `it is a folder, not a ${FLEET_FILE}`,
  ELOOP: 'it is a symbolic link that leads to itself',
  EACCES: 'it may not be read: check its permissions',
}

const NOT_UTF_8 = 'this is not UTF-8: save the file in that encoding'

/** More lines than this nobody reads, and what is wrong with the first may be all that is. */
const MOST_LINES = 100

/** Longer lines are cut: a value may be as long as the file. */
const LONGEST_LINE = 1000

/** What is wrong, each said once. */
export function joinLines(lines: readonly string[]): string {
  const each = [...new Set(lines)].map((line) =>
    line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`,
  )
  const rest = each.length - MOST_LINES
  return rest <= 0 ? each.join('\n') : [...each.slice(0, MOST_LINES), `and ${rest} more`].join('\n')
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
    throw new Failure(EXIT.usage, joinLines(lines), { cause: error })
  }
}
