import { type Environment, type Fleet, isProduction } from '../schema/fleet-schema.ts'

/** A fleet with its entries in order, and the index that each had. */
export interface OrderedFleet {
  fleet: Fleet
  /** The indexes as written, for each section in the order of its entries. */
  indexes: Readonly<Record<'environments' | 'clusters' | 'components' | 'tenants', readonly number[]>>
}

/** The fleet with its entries by name; environments that lead to production first. */
export function inOrder(fleet: Fleet): OrderedFleet {
  const environments = sortedWithIndexes(fleet.environments, byStage)
  const clusters = sortedWithIndexes(fleet.clusters, byName)
  const components = sortedWithIndexes(fleet.components, byName)
  const tenants = sortedWithIndexes(fleet.tenants, byName)
  return {
    fleet: {
      ...fleet,
      environments: environments.entries,
      secrets: withSorted(fleet.secrets, 'recipients'),
      clusters: clusters.entries.map((cluster) => withSorted(cluster, 'recipients', 'secretVariables')),
      components: components.entries.map((component) =>
        withSorted(component, 'environments', 'clusters', 'dependsOn'),
      ),
      // The first namespace is where the source lives: their order says something.
      tenants: tenants.entries.map((tenant) =>
        withSorted(tenant, 'environments', 'clusters', 'dependsOn', 'recipients'),
      ),
    },
    indexes: {
      environments: environments.indexes,
      clusters: clusters.indexes,
      components: components.indexes,
      tenants: tenants.indexes,
    },
  }
}

function byName(first: { name: string }, second: { name: string }): number {
  return first.name < second.name ? -1 : first.name > second.name ? 1 : 0
}

function byStage(first: Environment, second: Environment): number {
  return Number(isProduction(first)) - Number(isProduction(second)) || byName(first, second)
}

function sortedWithIndexes<Entry>(
  entries: readonly Entry[],
  compare: (first: Entry, second: Entry) => number,
): { entries: Entry[]; indexes: number[] } {
  const indexes = entries
    .map((_, index) => index)
    .sort((first, second) => compare(entries[first]!, entries[second]!))
  return { entries: indexes.map((index) => entries[index]!), indexes }
}

/** An entry with the lists of names among the given keys sorted; the same object where there are none. */
function withSorted<Entry extends object>(entry: Entry, ...keys: (keyof Entry)[]): Entry {
  const lists = keys.filter((key) => entry[key] !== undefined)
  if (lists.length === 0) return entry
  return {
    ...entry,
    ...Object.fromEntries(lists.map((key) => [key, [...(entry[key] as readonly string[])].sort()])),
  }
}
