import type { Catalog } from '../catalog/catalog.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'
import { SECTIONS, sectionOf } from '../sections/sections.ts'
import { declaredReferences } from './declared-references.ts'
import { someAt, valuesAt } from './values-at.ts'

/**
 * What stays and depends on entries that are to be removed, one sentence each:
 * `cluster west is in environment qa`.
 * @param names of the entries
 * @param along names of others of the same list that go as well, and so need nothing any more
 * @param references the fields that name entries
 */
export function dependentsOf(
  fleet: Fleet,
  section: Section,
  names: readonly string[],
  catalog: Catalog,
  along: readonly string[] = [],
  references = declaredReferences(),
): string[] {
  const gone = new Set(names)
  const going = new Set([...names, ...along])
  return sectionsFrom(section).flatMap((holder) => {
    const { word, implied } = sectionOf(holder)
    const own = references.filter((reference) => reference.holder === holder && reference.section === section)
    if (own.length === 0 && implied === undefined) return []
    return fleet[holder]
      .filter(({ name }) => holder !== section || !going.has(name))
      .flatMap((entry) => {
        const named = own.flatMap(({ path, isMembership, dependent }) => {
          if (!someAt(entry, path, (name) => gone.has(name as string))) return []
          const all = valuesAt(entry, path).map(({ value }) => value as string)
          // Without its last one it would be nowhere, or, with none named, everywhere.
          if (isMembership === true && !all.every((name) => gone.has(name))) return []
          return all.filter((name) => gone.has(name)).map((name) => `${dependent} ${name}`)
        })
        const needed = (implied?.(entry, catalog) ?? [])
          .filter((one) => one.section === section && gone.has(one.name))
          .map(({ dependent, name }) => `${dependent} ${name}`)
        return [...new Set([...named, ...needed])].map((what) => `${word} ${entry.name} ${what}`)
      })
  })
}

/** The sections, beginning with one: those that are like an entry are named first. */
function sectionsFrom(section: Section): Section[] {
  const at = SECTIONS.indexOf(section)
  return [...SECTIONS.slice(at), ...SECTIONS.slice(0, at)]
}
