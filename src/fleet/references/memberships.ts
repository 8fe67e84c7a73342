import type { Fleet, Section } from '../schema/fleet-schema.ts'
import { declaredReferences } from './declared-references.ts'
import { changedAt, valuesAt } from './values-at.ts'

/** An entry and the ones that it belongs to by name. */
export interface Membership {
  holder: Section
  name: string
  members: readonly string[]
}

/**
 * What belongs to single entries of a section by name, such as a component to clusters.
 * @param references the fields that name entries
 */
export function membershipsIn(
  fleet: Fleet,
  section: Section,
  references = declaredReferences(),
): Membership[] {
  return membershipLists(section, references).flatMap(({ holder, path }) =>
    fleet[holder].flatMap((entry) =>
      valuesAt(entry, path).map(({ value }) => ({ holder, name: entry.name, members: value as string[] })),
    ),
  )
}

/**
 * A fleet in which other ones are the members of what belongs to single entries of a section.
 * @param change gives the names of a list anew, or the same list
 * @param references the fields that name entries
 */
export function changedMemberships(
  fleet: Fleet,
  section: Section,
  change: (members: readonly string[]) => readonly string[],
  references = declaredReferences(),
): Fleet {
  const changed = { ...fleet }
  for (const { holder, path } of membershipLists(section, references))
    Object.assign(changed, {
      [holder]: changed[holder].map((entry) => changedAt(entry, path, (list) => change(list as string[]))),
    })
  return changed
}

function membershipLists(section: Section, references: ReturnType<typeof declaredReferences>) {
  return references
    .filter((reference) => reference.section === section && reference.isMembership === true)
    .map(({ holder, path }) => ({ holder, path: path.slice(0, -1) }))
}
