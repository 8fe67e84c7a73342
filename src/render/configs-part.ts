import { isBesideInEnvironment, isOwn } from '../fleet/placement.ts'
import { type Component, type Environment, type Fleet, isProduction } from '../fleet/schema.ts'
import type { Library } from './library.ts'
import type { OverlayPatch, Part } from './part.ts'
import { optionValues } from './values.ts'

/**
 * What a catalog component puts into the layer configs: custom resources whose CRDs its chart brings, from
 * `catalog/<name>/configs/`, with the patches for production from `configs/production/`.
 */
export function configsPart(fleet: Fleet, library: Library, component: Component): Part | undefined {
  if (isOwn(component)) return undefined
  const facts = library.catalog.get(component.name)
  const folder = `catalog/${component.name}/configs/`
  const files = library.paths().filter((path) => path.startsWith(folder))
  if (facts === undefined || files.length === 0) return undefined
  const options = optionValues(component, facts)
  const has = Object.fromEntries(
    [...library.catalog.keys()].map((name) => [name, isBesideEverywhere(fleet, component, name)]),
  )
  const context = { name: component.name, options, has }
  const render = (path: string) => library.template(path)(context)
  const base = new Map<string, string>()
  const production: OverlayPatch[] = []
  for (const path of files) {
    const file = path.slice(folder.length)
    const text = render(path)
    if (text.trim() === '') continue
    if (!file.includes('/')) {
      base.set(file, text)
      continue
    }
    const name = file.slice(file.indexOf('/') + 1)
    const target = facts.patches.find((patch) => patch.file === file)?.target
    production.push({
      path: `${component.name}-${name}`,
      content: text,
      patch: undefined,
      target: target && { ...target, namespace: undefined },
    })
  }
  if (base.size === 0) return undefined
  base.set(
    'kustomization.yaml',
    library.template('component/kustomization.yaml')({ resources: [...base.keys()] }),
  )
  const patches = (environment: Environment) => (isProduction(environment) ? production : [])
  return { component, layer: 'configs', mainLayer: facts.layer, base, patches }
}

/** The base is for all environments, so it may rely on another component only where that is in each of this one's. */
function isBesideEverywhere(fleet: Fleet, component: Component, name: string): boolean {
  const other = fleet.components.find((candidate) => candidate.name === name)
  if (other === undefined) return false
  return fleet.environments.every((environment) =>
    isBesideInEnvironment(fleet, other, component, environment.name),
  )
}
