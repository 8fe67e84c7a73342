import { isProduction } from '../schema/environment-schema.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'
import { SECTIONS } from '../sections/sections.ts'

/** A fleet with its entries in order, and the index that each had. */
export interface OrderedFleet {
  fleet: Fleet
  /** The indexes as written, for each section in the order of its entries. */
  indexes: Readonly<Record<Section, readonly number[]>>
}

/**
 * Keys of entries whose lists of names are sets. Others say something by their order: the first namespace of a
 * tenant is where its source lives.
 */
const SETS: readonly string[] = ['environments', 'clusters', 'dependsOn', 'recipients', 'secretVariables']

/** The fleet with its entries by name; environments that lead to production first. */
export function inOrder(fleet: Fleet): OrderedFleet {
  const indexes = Object.fromEntries(
    SECTIONS.map((section) => [section, orderOf(fleet[section], section)]),
  ) as Record<Section, number[]>
  const sections = SECTIONS.map((section) => {
    const list: readonly Entry[] = fleet[section]
    return [section, indexes[section].map((index) => withSortedSets(list[index]!))]
  })
  return {
    fleet: { ...fleet, ...Object.fromEntries(sections), secrets: withSortedSets(fleet.secrets) },
    indexes,
  }
}

type Entry = Fleet[Section][number]

/** The indexes of entries in the order in which they are rendered. */
function orderOf(entries: readonly Entry[], section: Section): number[] {
  const stage = (entry: Entry) => (section === 'environments' && isProduction(entry) ? 1 : 0)
  return entries
    .map((_, index) => index)
    .sort((first, second) => {
      const [one, other] = [entries[first]!, entries[second]!]
      return stage(one) - stage(other) || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0)
    })
}

/** An entry with its sets of names sorted; the same object where there are none. */
function withSortedSets<Holder extends object>(entry: Holder): Holder {
  const sets = Object.entries(entry).filter(([key, value]) => SETS.includes(key) && value !== undefined)
  if (sets.length === 0) return entry
  return { ...entry, ...Object.fromEntries(sets.map(([key, value]) => [key, [...value].sort()])) }
}
