import type { Catalog } from '../catalog/catalog.ts'
import { dependentsOf } from '../references/dependents.ts'
import { changedMemberships } from '../references/memberships.ts'
import { catalogFacts } from '../resolve/catalog-facts.ts'
import type { Component, Fleet, Section } from '../schema/fleet-schema.ts'
import { isPulledIn } from './add-required.ts'

/**
 * A fleet without some entries of one of its lists. Whatever belongs to several entries does not belong to a
 * removed one any more; what names an entry otherwise is left as it is: see `dependentsOf`.
 */
function removeEntries(fleet: Fleet, section: Section, names: readonly string[]): Fleet {
  const gone = new Set(names)
  const left = changedMemberships(fleet, section, (members) =>
    members.some((name) => gone.has(name)) ? members.filter((name) => !gone.has(name)) : members,
  )
  return { ...left, [section]: left[section].filter(({ name }) => !gone.has(name)) }
}

/** A fleet without some entries, and what becomes of the components that only they needed. */
export interface Removal {
  fleet: Fleet
  /** Components that came along with what needed them: they are gone as well. */
  pulledIn: string[]
  /** Components that a person asked for, or gave settings to: they are still there. */
  staying: string[]
}

/** Removes entries, and the components that were added because these needed them. See `removeEntries`. */
export function removeWithPulledIn(
  fleet: Fleet,
  section: Section,
  names: readonly string[],
  catalog: Catalog,
): Removal {
  const unneeded = noLongerNeeded(fleet, section === 'components' ? names : [], catalog)
  return { fleet: removeEntries(fleet, section, [...names, ...unneeded.pulledIn]), ...unneeded }
}

/**
 * What becomes of the components that removed ones need, and those again.
 * @param names of the components that are removed
 */
export function noLongerNeeded(
  fleet: Fleet,
  names: readonly string[],
  catalog: Catalog,
): Omit<Removal, 'fleet'> {
  const found: Omit<Removal, 'fleet'> = { pulledIn: [], staying: [] }
  const gone = [...names]
  // The list grows while it is walked: what goes along needs others itself.
  for (const name of gone) {
    const component = fleet.components.find((one) => one.name === name)
    for (const needed of component === undefined ? [] : neededBy(component, catalog)) {
      const there = fleet.components.find((one) => one.name === needed)
      if (there === undefined || gone.includes(needed) || found.staying.includes(needed)) continue
      if (dependentsOf(fleet, 'components', [needed], catalog, gone).length > 0) continue
      if (isPulledIn(there)) {
        found.pulledIn.push(needed)
        gone.push(needed)
      } else found.staying.push(needed)
    }
  }
  return found
}

function neededBy(component: Component, catalog: Catalog): string[] {
  const required = catalogFacts(component, catalog)?.requires ?? []
  return [...new Set([...(component.dependsOn ?? []), ...required])]
}
