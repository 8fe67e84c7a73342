import { CAPABILITY_NAMES, type Capability } from '../../fleet/catalog/capabilities.ts'
import type { CatalogComponent } from '../../fleet/catalog/catalog.ts'
import { isProvidedBeside } from '../../fleet/resolve/providers.ts'
import type { ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import { objectsDifference } from './objects-difference.ts'
import type { CatalogChange, Difference, Part } from './part.ts'
import type { PartContext } from './part-context.ts'

/** The custom resources of a component where certain capabilities are. */
interface Configs {
  /** Files for all environments, by name. */
  files: ReadonlyMap<string, string>
  /** What production has otherwise. */
  production: readonly CatalogChange[]
}

/**
 * What a catalog component puts into the layer configs: custom resources whose CRDs its chart brings, from
 * `catalog/<name>/configs/`, with the changes for production from `configs/production/`. The base is for all
 * environments, so it relies on a capability only where that is beside this component in each of them. What
 * more an environment has, since more is provided there, is its difference.
 */
export function configsPart({ library, entry, resolved }: PartContext): Part | undefined {
  const { name, facts, options } = entry
  if (facts === undefined) return undefined
  const folder = `catalog/${name}/configs/`
  const paths = library.paths().filter((path) => path.startsWith(folder))
  if (paths.length === 0) return undefined

  const known = new Map<string, Configs>()
  const configsWith = (capabilities: readonly string[]): Configs => {
    const key = capabilities.join(' ')
    const found = known.get(key)
    if (found !== undefined) return found
    const has = Object.fromEntries(
      CAPABILITY_NAMES.map((capability) => [capability, capabilities.includes(capability)]),
    )
    const files = new Map<string, string>()
    const production: CatalogChange[] = []
    for (const path of paths) {
      const file = path.slice(folder.length)
      const text = library.template(path)({
        name,
        options,
        has,
        routeLabels: resolved.conventions.routeLabels,
      })
      if (text.trim() === '') continue
      if (file.includes('/')) production.push(changeOf(facts, file, text))
      else files.set(file, text)
    }
    const made = { files, production }
    known.set(key, made)
    return made
  }

  const isThere = (capability: Capability, environment: ResolvedEnvironment) =>
    isProvidedBeside(resolved, capability, entry, environment.name)
  const shared = configsWith(
    CAPABILITY_NAMES.filter((capability) =>
      resolved.environments.every((environment) => isThere(capability, environment)),
    ),
  )
  if (shared.files.size === 0) return undefined
  const base = new Map(shared.files)
  base.set(
    'kustomization.yaml',
    library.template('component/kustomization.yaml')({ resources: [...base.keys()] }),
  )

  const differences = new Map<string, Difference>()
  const difference = (environment: ResolvedEnvironment): Difference => {
    const capabilities = CAPABILITY_NAMES.filter((capability) => isThere(capability, environment))
    const key = `${environment.production} ${capabilities.join(' ')}`
    const found = differences.get(key)
    if (found !== undefined) return found
    const { files, production } = configsWith(capabilities)
    const made = {
      objects: objectsDifference(shared.files, files),
      changes: environment.production ? production : [],
    }
    differences.set(key, made)
    return made
  }
  return { entry, layer: 'configs', base, in: difference }
}

/** What a file of `configs/production/` changes. */
function changeOf(facts: CatalogComponent, file: string, text: string): CatalogChange {
  const target = facts.patches.find((patch) => patch.file === file)?.target
  return {
    file: file.slice(file.indexOf('/') + 1),
    text,
    object: target && { ...target, namespace: undefined },
  }
}
