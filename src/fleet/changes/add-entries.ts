import type { Catalog } from '../catalog/catalog.ts'
import { parseFleet } from '../file/load-fleet.ts'
import { plainFleet } from '../file/save-fleet.ts'
import { type FleetIssue, InvalidFleetError } from '../issue.ts'
import { changedMemberships } from '../references/memberships.ts'
import { type Addition, addRequired } from '../resolve/dependencies.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'

/** An entry as a file holds it. */
export type Entry = Record<string, unknown>

/**
 * A fleet with more entries in one of its lists, and with the components that these need.
 * @throws InvalidFleetError for an entry that does not fit the schema; rules between values are checked when
 * it is rendered
 */
export function addEntries(
  fleet: Fleet,
  section: Section,
  entries: readonly Entry[],
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

/** What only one cluster can have: its name, its folders, and the keys that decrypt for it. */
const OWN = ['name', 'directory', 'recipients']

/**
 * A new cluster with the choices of another one. The other's name in the domain becomes its own; it gets keys
 * of its own.
 * @param name of the new cluster
 */
export function clusterLike(fleet: Fleet, like: string, name: string): Entry {
  const plain = plainFleet(fleet).clusters as Entry[]
  const other = plain.find((entry) => entry.name === like)
  const entry: Entry = { name }
  for (const [key, value] of Object.entries(other ?? {})) {
    if (OWN.includes(key)) continue
    entry[key] = key === 'domain' ? renamed(String(value), like, name) : structuredClone(value)
  }
  return entry
}

/**
 * A fleet in which whatever belongs to one cluster by name belongs to another one as well: components and
 * tenants of single clusters.
 */
export function placeLike(fleet: Fleet, like: string, name: string): Fleet {
  return changedMemberships(fleet, 'clusters', (members) =>
    members.includes(like) ? [...members, name] : members,
  )
}

/**
 * A fleet in which components that came along with others are a person's own choice, and so stay when those
 * go.
 */
export function keepPulledIn(fleet: Fleet, names: readonly string[]): Fleet {
  return {
    ...fleet,
    components: fleet.components.map((component) => {
      const { automatic, ...chosen } = component
      return automatic === true && names.includes(component.name) ? chosen : component
    }),
  }
}

function renamed(domain: string, from: string, to: string): string {
  return domain
    .split('.')
    .map((label) => (label === from ? to : label))
    .join('.')
}
