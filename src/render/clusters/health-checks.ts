import type { Catalog } from '../../fleet/catalog/catalog.ts'
import type { ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import type { Part } from '../components/part.ts'
import type { HealthCheck } from './cluster-kustomization.ts'

/** An object's kind at the beginning of a YAML document, as our templates write it. */
const KIND = /^apiVersion: (\S+)\nkind: (\S+)$/gm

/** Finds the health checks that parts need: those that the catalog has for kinds of objects in them. */
export class HealthChecks {
  readonly #known: ReadonlyMap<string, HealthCheck>
  readonly #inBase = new WeakMap<Part, readonly string[]>()

  constructor(catalog: Catalog) {
    const all = [...catalog.values()].flatMap(({ healthChecks }) => healthChecks)
    this.#known = new Map(all.map((check) => [`${check.apiVersion} ${check.kind}`, check]))
  }

  /** The health checks of what parts have in an environment, by kind. */
  of(parts: readonly Part[], environment: ResolvedEnvironment): HealthCheck[] {
    const kinds = new Set(
      parts.flatMap((part) => [
        ...this.#kindsInBase(part),
        ...this.#kindsIn((part.in(environment).objects ?? []).flatMap(({ added }) => added)),
      ]),
    )
    return [...kinds].sort().map((kind) => this.#known.get(kind)!)
  }

  #kindsInBase(part: Part): readonly string[] {
    const found = this.#inBase.get(part) ?? this.#kindsIn([...part.base.values()])
    this.#inBase.set(part, found)
    return found
  }

  #kindsIn(texts: readonly string[]): string[] {
    return texts
      .flatMap((text) => [...text.matchAll(KIND)].map(([, apiVersion, kind]) => `${apiVersion} ${kind}`))
      .filter((kind) => this.#known.has(kind))
  }
}
