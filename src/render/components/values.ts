import { parse } from 'yaml'
import { CAPABILITY_SETS, type Capability, valuesWith } from '../../fleet/catalog/capabilities.ts'
import { overrideIn } from '../../fleet/resolve/overrides.ts'
import { isProvidedBeside } from '../../fleet/resolve/providers.ts'
import type { ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import { isDataMap } from '../../yaml/kept-scalar.ts'
import { mergeMaps } from '../../yaml/merge-maps.ts'
import type { Library } from '../templates/library.ts'
import type { PartContext } from './part-context.ts'

type Values = Record<string, unknown>

/**
 * Helm values of a component for all environments: the catalog's, those of its options, and the person's over
 * them.
 */
export function baseValues({
  entry: { name, component, facts, options },
  library,
}: Pick<PartContext, 'entry' | 'library'>): string | undefined {
  const layers: (string | Values)[] = []
  if (facts !== undefined) {
    const chosen = Object.entries(options).map(([option, value]) => `.${option}-${value}`)
    const pairs = chosen.flatMap((first, index) => chosen.slice(index + 1).map((second) => first + second))
    const files = ['', ...chosen, ...pairs].map((choices) => `values${choices}.yaml`)
    layers.push(
      ...files.map((file) => library.text(`catalog/${name}/${file}`)).filter((text) => text !== undefined),
    )
  }
  if (component.values !== undefined) layers.push(component.values)
  return mergeMaps(layers)
}

/** The capabilities that the values of a component of the catalog depend on. */
export function capabilitiesInValues(component: string, library: Library): Capability[] {
  const sets = CAPABILITY_SETS.filter((set) => library.has(`catalog/${component}/${valuesWith(...set)}`))
  return [...new Set(sets.flat())]
}

interface CatalogValues {
  text: string | undefined
  over: Values | undefined
}

/**
 * Helm values that an environment has differently: the catalog's for production and for what is provided
 * there, under what the person set for all environments and for this one.
 */
export class EnvironmentValues {
  readonly #ofCatalog = new Map<string, CatalogValues>()
  readonly #cache = new Map<string, string | undefined>()
  readonly #context: PartContext
  /** The capabilities that the component has values for, one or two together, and their files. */
  readonly #dependent: readonly { capabilities: readonly Capability[]; file: string }[]

  constructor(context: PartContext) {
    this.#context = context
    const { entry, library } = context
    this.#dependent =
      entry.facts === undefined
        ? []
        : CAPABILITY_SETS.map((capabilities) => ({
            capabilities,
            file: `catalog/${entry.name}/${valuesWith(...capabilities)}`,
          })).filter(({ file }) => library.has(file))
  }

  /** The values as YAML text, or undefined when the environment has nothing of its own. */
  of(environment: ResolvedEnvironment): string | undefined {
    const { entry, library, resolved } = this.#context
    const override = overrideIn(entry.component, environment.name)?.values
    if (entry.facts === undefined) return override === undefined ? undefined : mergeMaps([override])
    const files = [
      ...(environment.production ? [`catalog/${entry.name}/values.production.yaml`] : []),
      ...this.#dependent
        .filter(({ capabilities }) =>
          capabilities.every((one) => isProvidedBeside(resolved, one, entry, environment.name)),
        )
        .map(({ file }) => file),
    ].filter((file) => library.has(file))
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
    const text = mergeMaps(files.map((file) => this.#context.library.text(file)!))
    const own = this.#context.entry.component.values
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
    shared[key] = isDataMap(value) && isDataMap(theirs) ? where(value, theirs) : value
  }
  return shared
}
