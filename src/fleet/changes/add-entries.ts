import type { Catalog } from '../catalog/catalog.ts'
import { parseFleet } from '../file/load-fleet.ts'
import { plainFleet } from '../file/save-fleet.ts'
import { type FleetIssue, InvalidFleetError } from '../issue.ts'
import { changedMemberships } from '../references/memberships.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'
import type { PlainEntry } from '../sections/section.ts'
import { sectionOf } from '../sections/sections.ts'
import { type Addition, addRequired } from './add-required.ts'

/**
 * A fleet with more entries in one of its lists, and with the components that these need.
 * @throws InvalidFleetError for an entry that does not fit the schema; rules between values are checked when
 * it is rendered
 */
export function addEntries(
  fleet: Fleet,
  section: Section,
  entries: readonly PlainEntry[],
  catalog: Catalog,
): { fleet: Fleet; additions: Addition[] } {
  const there = fleet[section]
  // What is there was read by the same schema, and stays the same object, so that nobody has to compare it.
  const parsed = parseFleet({ ...plainFleet(fleet), [section]: entries })
  if ('issues' in parsed)
    throw new InvalidFleetError(parsed.issues.map((issue) => inWholeList(issue, there.length)))
  const all = [...there, ...parsed.fleet[section]]
  return addRequired({ ...fleet, [section]: all }, catalog)
}

/** An issue of a new entry, with the place that it has behind those that are there. */
function inWholeList(issue: FleetIssue, count: number): FleetIssue {
  const [section, index, ...rest] = issue.path
  return typeof index === 'number' ? { ...issue, path: [section!, index + count, ...rest] } : issue
}

/**
 * A new entry with the choices of another one of its section.
 * @param name of the new entry
 */
export function entryLike(fleet: Fleet, section: Section, like: string, name: string): PlainEntry {
  const entries = plainFleet(fleet)[section] as PlainEntry[]
  const other = entries.find((entry) => entry.name === like)!
  return sectionOf(section).like?.(other, name) ?? { name }
}

/**
 * A fleet in which whatever belongs to one entry by name belongs to another one as well, such as the
 * components of single clusters.
 */
export function placeLike(fleet: Fleet, section: Section, like: string, name: string): Fleet {
  return changedMemberships(fleet, section, (members) =>
    members.includes(like) ? [...members, name] : members,
  )
}

/**
 * A fleet in which entries that came along with others are a person's own choice, and so stay when those go.
 */
export function keepPulledIn(fleet: Fleet, section: Section, names: readonly string[]): Fleet {
  const { asked } = sectionOf(section)
  if (asked === undefined) return fleet
  const entries = fleet[section].map((entry) => (names.includes(entry.name) ? asked(entry) : entry))
  return { ...fleet, [section]: entries }
}
