import { parse } from 'yaml'
import type { CatalogComponent } from '../../fleet/catalog/catalog.ts'
import { isBesideInEnvironment, isOwn, overrideIn } from '../../fleet/resolve/placement.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Component, Environment, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { mergeMaps } from '../../yaml/merge-maps.ts'
import type { Library } from '../templates/library.ts'

type Values = Record<string, unknown>

/** What the options of a catalog component are set to: as the person said, else their defaults. */
export function optionValues(
  component: Component,
  facts: CatalogComponent | undefined,
): Record<string, string | undefined> {
  return Object.fromEntries(
    (facts?.options ?? []).map((option) => [option.name, component.options?.[option.name] ?? option.default]),
  )
}

/**
 * Helm values of a component for all environments: the catalog's, those of its options, and the person's over
 * them.
 */
export function baseValues(component: Component, library: Library): string | undefined {
  const layers: (string | Values)[] = []
  if (!isOwn(component)) {
    const folder = `catalog/${component.name}`
    const options = optionValues(component, library.catalog.get(component.name))
    const files = [
      'values.yaml',
      ...Object.entries(options).map(([name, value]) => `values.${name}-${value}.yaml`),
    ]
    layers.push(
      ...files.map((file) => library.text(`${folder}/${file}`)).filter((text) => text !== undefined),
    )
  }
  if (component.values !== undefined) layers.push(component.values)
  return mergeMaps(layers)
}

interface CatalogValues {
  text: string | undefined
  over: Values | undefined
}

/**
 * Helm values that an environment has differently: the catalog's for production and beside other components,
 * under what the person set for all environments and for this one.
 */
export class EnvironmentValues {
  readonly #ofCatalog = new Map<string, CatalogValues>()
  readonly #cache = new Map<string, string | undefined>()
  readonly #fleet: Fleet
  readonly #library: Library
  readonly #beside: readonly { other: Component; file: string }[]
  readonly #component: Component

  constructor(fleet: Fleet, library: Library, component: Component) {
    this.#fleet = fleet
    this.#library = library
    this.#component = component
    this.#beside = isOwn(component)
      ? []
      : fleet.components
          .map((other) => ({ other, file: `catalog/${component.name}/values.with-${other.name}.yaml` }))
          .filter(({ file }) => library.has(file))
          .sort((first, second) => (first.file < second.file ? -1 : 1))
  }

  /** The values as YAML text, or undefined when the environment has nothing of its own. */
  of(environment: Environment): string | undefined {
    const override = overrideIn(this.#component, environment.name)?.values
    if (isOwn(this.#component)) return override === undefined ? undefined : mergeMaps([override])
    const files = [
      ...(isProduction(environment) ? [`catalog/${this.#component.name}/values.production.yaml`] : []),
      ...this.#beside
        .filter(({ other }) => isBesideInEnvironment(this.#fleet, other, this.#component, environment.name))
        .map(({ file }) => file),
    ].filter((file) => this.#library.has(file))
    const key = `${files.join(' ')} ${override === undefined ? '' : environment.name}`
    if (!this.#cache.has(key)) this.#cache.set(key, this.#merge(files, override))
    return this.#cache.get(key)
  }

  #merge(files: readonly string[], override: Values | undefined): string | undefined {
    const { text, over } = this.#ofFiles(files)
    if (override === undefined && over === undefined) return text
    return mergeMaps([text, over, override].filter((layer) => layer !== undefined))
  }

  /**
   * What the catalog's files say, which is the same in many environments, and what of the person's own values
   * they set too.
   */
  #ofFiles(files: readonly string[]): CatalogValues {
    const key = files.join(' ')
    const known = this.#ofCatalog.get(key)
    if (known !== undefined) return known
    const text = mergeMaps(files.map((file) => this.#library.text(file)!))
    const own = this.#component.values
    const over =
      own === undefined || text === undefined ? undefined : where(own, parse(text) as Record<string, unknown>)
    const found = { text, over }
    this.#ofCatalog.set(key, found)
    return found
  }
}

/**
 * The part of `values` that `other` sets too: only there would the environment's patch win over what a person
 * wrote.
 */
function where(values: Values, other: Values): Values {
  const shared: Values = {}
  for (const [key, value] of Object.entries(values)) {
    if (!Object.hasOwn(other, key)) continue
    const theirs = other[key]
    shared[key] = isMap(value) && isMap(theirs) ? where(value, theirs) : value
  }
  return shared
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
