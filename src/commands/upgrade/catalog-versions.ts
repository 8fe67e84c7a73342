import type { Catalog } from '../../fleet/catalog/catalog.ts'
import { pathIn } from '../../fleet/resolve/repositories.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { isExactVersion } from '../../fleet/resolve/versions.ts'
import { versionPlaces } from '../../render/versions/component-versions.ts'
import type { Places } from '../repositories/repository-places.ts'

/** A version of a component that the catalog has raised since a file was made. */
export interface CatalogVersion {
  component: string
  /** Undefined for all environments that have no other one. */
  environment: string | undefined
  /** The file that says it, from the root. */
  path: string
  from: string
  to: string
}

/** What a file was made as, and would be made as now, by its path from the root. */
export interface Texts {
  before(path: string): string | undefined
  after(path: string): string | undefined
}

/** The versions that files say otherwise than they would now. */
export function catalogVersions(
  resolved: ResolvedFleet,
  places: Places,
  { before, after }: Texts,
): CatalogVersion[] {
  const layers = places.place(resolved.layersRepository)
  return versionPlaces(resolved).flatMap(({ component, environment, path, read }) => {
    const full = pathIn(layers, path)
    const [was, is] = [before(full), after(full)]
    if (was === is) return []
    const [from, to] = [was && read(was), is && read(is)]
    return from && to && from !== to ? [{ component, environment, path: full, from, to }] : []
  })
}

/**
 * The catalog with some of its components as they were when files were made of them: so these say the same versions
 * again, in every file.
 * @param names the components
 */
export function heldCatalog(
  resolved: ResolvedFleet,
  places: Places,
  { before }: Pick<Texts, 'before'>,
  names: ReadonlySet<string>,
): Catalog {
  const layers = places.place(resolved.layersRepository)
  const said = new Map<string, string[]>()
  for (const { component, path, read } of versionPlaces(resolved)) {
    if (!names.has(component)) continue
    const text = before(pathIn(layers, path))
    const version = text && read(text)
    if (version) said.set(component, [...(said.get(component) ?? []), version])
  }
  return new Map(
    [...resolved.catalog].map(([name, entry]) => {
      const version = exactOf(said.get(name) ?? [])
      if (version === undefined) return [name, entry]
      return [
        name,
        {
          ...entry,
          ...(entry.chart === undefined ? {} : { chart: { ...entry.chart, version } }),
          ...(entry.manifests === undefined ? {} : { manifests: { ...entry.manifests, version } }),
        },
      ]
    }),
  )
}

/** An exact version that the same ranges are made of. */
function exactOf(versions: readonly string[]): string | undefined {
  const exact = versions.find(isExactVersion)
  if (exact !== undefined) return exact
  const [narrowest] = [...versions].sort((one, other) => other.split('.').length - one.split('.').length)
  const numbers = narrowest?.split('.').map((part) => (/^\d+$/.test(part) ? part : '0')) ?? []
  const version = [...numbers, '0', '0'].slice(0, 3).join('.')
  return narrowest !== undefined && isExactVersion(version) ? version : undefined
}
