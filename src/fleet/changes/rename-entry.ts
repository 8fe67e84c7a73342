import { declaredReferences } from '../references/declared-references.ts'
import { changedAt } from '../references/values-at.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'
import type { Renamed } from '../sections/section.ts'
import { SECTIONS, sectionOf } from '../sections/sections.ts'

/**
 * A fleet in which an entry, and whatever names it, is called otherwise. Nothing of it is another object on
 * the clusters: where the name alone said what an object or the folder that Flux starts in is called, the
 * entry says so itself from now on; and where it says what the name alone would say, it says it no more. So a
 * second renaming back gives the same fleet.
 * @param moves whether folders that would keep their name take the new one
 * @param references the fields that name entries
 */
export function renameEntry(
  fleet: Fleet,
  renamed: Renamed,
  moves = false,
  references = declaredReferences(),
): Fleet {
  const { section, from, to } = renamed
  const now = (name: unknown) => (name === from ? to : name)
  const entriesOf = (holder: Section) => {
    const { rename, follow } = sectionOf(holder)
    const paths = references
      .filter((reference) => reference.section === section && reference.holder === holder)
      .map(({ path }) => path)
    return fleet[holder].map((was) => {
      const entry = paths.reduce((changed, path) => changedAt(changed, path, now), was)
      const own = holder === section && was.name === from ? rename(entry, to, moves) : entry
      return follow?.({ was, now: own }, renamed, fleet) ?? own
    })
  }
  return { ...fleet, ...Object.fromEntries(SECTIONS.map((holder) => [holder, entriesOf(holder)])) }
}
