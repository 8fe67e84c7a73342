import type { Catalog } from '../catalog.ts'
import { isOwn } from '../placement.ts'
import type { Section } from '../save.ts'
import type { Component, Fleet, Tenant } from '../schema.ts'

/** A fleet without some entries of one of its lists. What names them is left as it is: see `dependentsOf`. */
export function removeEntries(fleet: Fleet, section: Section, names: readonly string[]): Fleet {
  const without = <Entry extends { name: string }>(entries: readonly Entry[]) =>
    entries.filter(({ name }) => !names.includes(name))
  switch (section) {
    case 'environments':
      return { ...fleet, environments: without(fleet.environments) }
    case 'clusters':
      return { ...fleet, clusters: without(fleet.clusters) }
    case 'components':
      return { ...fleet, components: without(fleet.components) }
    case 'tenants':
      return { ...fleet, tenants: without(fleet.tenants) }
  }
}

/**
 * What stays and depends on entries that are to be removed, one sentence each: `cluster west is in environment qa`.
 * @param names of the entries
 */
export function dependentsOf(
  fleet: Fleet,
  section: Section,
  names: readonly string[],
  catalog: Catalog,
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
      return placed(fleet).flatMap(({ what, entry }) =>
        (entry.clusters ?? []).filter(isGone).map((name) => `${what} names cluster ${name}`),
      )
    case 'components':
      return [
        ...fleet.components
          .filter(({ name }) => !isGone(name))
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

/**
 * Components that were needed by others which are removed, and are needed by nothing that stays.
 * @param names of the components that are removed
 */
export function noLongerNeeded(fleet: Fleet, names: readonly string[], catalog: Catalog): string[] {
  const isGone = ({ name }: Component) => names.includes(name)
  const needed = (components: readonly Component[]) =>
    new Set(components.flatMap((component) => neededBy(component, catalog)))
  const [gone, staying] = [fleet.components.filter(isGone), fleet.components.filter((one) => !isGone(one))]
  const still = needed(staying)
  return [...needed(gone)].filter((name) => !still.has(name) && staying.some((one) => one.name === name))
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
