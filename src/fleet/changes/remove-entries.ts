import type { Catalog } from '../catalog/catalog.ts'
import type { Section } from '../file/save-fleet.ts'
import { isPulledIn } from '../resolve/dependencies.ts'
import { isOwn } from '../resolve/placement.ts'
import type { Component, Fleet, Tenant } from '../schema/fleet-schema.ts'

/**
 * A fleet without some entries of one of its lists. Whatever is on several clusters is not on a removed one
 * any more; what names an entry otherwise is left as it is: see `dependentsOf`.
 */
function removeEntries(fleet: Fleet, section: Section, names: readonly string[]): Fleet {
  const without = <Entry extends { name: string }>(entries: readonly Entry[]) =>
    entries.filter(({ name }) => !names.includes(name))
  switch (section) {
    case 'environments':
      return { ...fleet, environments: without(fleet.environments) }
    case 'clusters': {
      const elsewhere = <Placed extends { clusters?: string[] | undefined }>(placed: Placed): Placed =>
        placed.clusters?.some((name) => names.includes(name))
          ? { ...placed, clusters: placed.clusters.filter((name) => !names.includes(name)) }
          : placed
      return {
        ...fleet,
        clusters: without(fleet.clusters),
        components: fleet.components.map(elsewhere),
        tenants: fleet.tenants.map(elsewhere),
      }
    }
    case 'components':
      return { ...fleet, components: without(fleet.components) }
    case 'tenants':
      return { ...fleet, tenants: without(fleet.tenants) }
  }
}

/**
 * What stays and depends on entries that are to be removed, one sentence each:
 * `cluster west is in environment qa`.
 * @param names of the entries
 * @param along names of others of the same list that go as well, and so need nothing any more
 */
export function dependentsOf(
  fleet: Fleet,
  section: Section,
  names: readonly string[],
  catalog: Catalog,
  along: readonly string[] = [],
): string[] {
  const isGone = (name: string) => names.includes(name)
  switch (section) {
    case 'environments':
      return [
        ...fleet.clusters
          .filter(({ environment }) => isGone(environment))
          .map(({ name, environment }) => `cluster ${name} is in environment ${environment}`),
        ...placed(fleet).flatMap(({ what, entry }) => [
          ...(entry.environments ?? []).filter(isGone).map((name) => `${what} names environment ${name}`),
          ...(entry.overrides ?? [])
            .filter(({ environment }) => isGone(environment))
            .map(({ environment }) => `${what} has overrides for environment ${environment}`),
        ]),
      ]
    case 'clusters':
      // Without its last cluster it would be nowhere, or, with none named, everywhere.
      return placed(fleet)
        .filter(({ entry }) => entry.clusters?.every(isGone))
        .flatMap(({ what, entry }) => entry.clusters!.map((name) => `${what} names cluster ${name}`))
    case 'components':
      return [
        ...fleet.components
          .filter(({ name }) => !isGone(name) && !along.includes(name))
          .flatMap((component) =>
            neededBy(component, catalog)
              .filter(isGone)
              .map((name) => `component ${component.name} needs ${name}`),
          ),
        ...fleet.tenants.flatMap(({ name: tenant, dependsOn = [] }) =>
          dependsOn.filter(isGone).map((name) => `tenant ${tenant} waits for ${name}`),
        ),
        ...fleet.clusters.flatMap(({ name: cluster, patches = [] }) => [
          ...new Set(
            patches
              .filter(({ component }) => isGone(component))
              .map(({ component }) => `cluster ${cluster} has patches for ${component}`),
          ),
        ]),
      ]
    case 'tenants':
      return []
  }
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
  const required = isOwn(component) ? [] : (catalog.get(component.name)?.requires ?? [])
  return [...new Set([...(component.dependsOn ?? []), ...required])]
}

function placed({ components, tenants }: Fleet): { what: string; entry: Component | Tenant }[] {
  return [
    ...components.map((entry) => ({ what: `component ${entry.name}`, entry })),
    ...tenants.map((entry) => ({ what: `tenant ${entry.name}`, entry })),
  ]
}
