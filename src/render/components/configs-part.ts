import { parse } from 'yaml'
import { isBesideInEnvironment, isOwn } from '../../fleet/resolve/placement.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Component, Environment, Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { Library } from '../templates/library.ts'
import type { OverlayAddition, OverlayPatch, UnresolvedPart } from './part.ts'
import { optionValues } from './values.ts'

/** The custom resources of a component beside certain others. */
interface Configs {
  /** Files for all environments, by name. */
  files: ReadonlyMap<string, string>
  /** Patches for production. */
  production: readonly OverlayPatch[]
}

/** What an overlay has besides the base. */
interface Overlay {
  additions: readonly OverlayAddition[]
  patches: readonly OverlayPatch[]
}

/**
 * What a catalog component puts into the layer configs: custom resources whose CRDs its chart brings, from
 * `catalog/<name>/configs/`, with the patches for production from `configs/production/`. The base is for all
 * environments, so it relies on another component only where that is in each of this one's. What more an
 * environment has, since it has another component beside, lies in its overlay.
 */
export function configsPart(
  fleet: Fleet,
  library: Library,
  component: Component,
): UnresolvedPart | undefined {
  if (isOwn(component)) return undefined
  const facts = library.catalog.get(component.name)
  const folder = `catalog/${component.name}/configs/`
  const paths = library.paths().filter((path) => path.startsWith(folder))
  if (facts === undefined || paths.length === 0) return undefined
  const options = optionValues(component, facts)
  const neighbors = fleet.components.filter(({ name }) => library.catalog.has(name))
  const besideIn = ({ name }: Environment) =>
    neighbors.filter((other) => isBesideInEnvironment(fleet, other, component, name))
  const none = Object.fromEntries([...library.catalog.keys()].map((name) => [name, false]))

  const configsBeside = (beside: readonly Component[]): Configs => {
    const has = { ...none, ...Object.fromEntries(beside.map(({ name }) => [name, true])) }
    const context = { name: component.name, options, has }
    const files = new Map<string, string>()
    const production: OverlayPatch[] = []
    for (const path of paths) {
      const file = path.slice(folder.length)
      const text = library.template(path)(context)
      if (text.trim() === '') continue
      if (!file.includes('/')) {
        files.set(file, text)
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
    return { files, production }
  }

  const everywhere = neighbors.filter((other) =>
    fleet.environments.every(({ name }) => isBesideInEnvironment(fleet, other, component, name)),
  )
  const shared = configsBeside(everywhere)
  if (shared.files.size === 0) return undefined
  const base = new Map(shared.files)
  base.set(
    'kustomization.yaml',
    library.template('component/kustomization.yaml')({ resources: [...base.keys()] }),
  )

  const overlays = new Map<string, Overlay>()
  const overlayOf = (environment: Environment): Overlay => {
    const beside = besideIn(environment)
    const inProduction = isProduction(environment)
    const key = `${inProduction} ${beside.map(({ name }) => name).join(' ')}`
    const found = overlays.get(key)
    if (found !== undefined) return found
    const configs = beside.length === everywhere.length ? shared : configsBeside(beside)
    const { additions, patches } = differences(component.name, shared.files, configs.files)
    const overlay = { additions, patches: [...patches, ...(inProduction ? configs.production : [])] }
    overlays.set(key, overlay)
    return overlay
  }
  return {
    component,
    layer: 'configs',
    mainLayer: facts.layer,
    base,
    patches: (environment) => overlayOf(environment).patches,
    additions: (environment) => overlayOf(environment).additions,
  }
}

/** Objects that other files have and the base lacks, and patches for those that they have differently. */
function differences(
  component: string,
  base: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, string>,
): Overlay {
  const additions: OverlayAddition[] = []
  const patches: OverlayPatch[] = []
  for (const [file, text] of files) {
    if (text === base.get(file)) continue
    const there = objectsOf(base.get(file) ?? '')
    const objects = [...objectsOf(text)]
    const path = (what: string) => `${component}-${file.replace(/\.yaml$/, '')}-${what}.yaml`
    const added = objects.filter(([id]) => !there.has(id)).map(([, object]) => object)
    if (added.length > 0) additions.push({ path: path('added'), content: added.join('') })
    // Lists of custom resources are replaced as a whole, so that the object itself is the patch.
    const changed = objects.filter(([id, object]) => there.has(id) && there.get(id) !== object)
    if (changed.length > 0) {
      const content = changed.map(([, object]) => object).join('')
      patches.push({ path: path('changed'), content, patch: undefined, target: undefined })
    }
  }
  return { additions, patches }
}

/** The texts of the objects of a file, by what they are called. */
function objectsOf(text: string): Map<string, string> {
  return new Map(
    text
      .split(/^(?=---\n)/m)
      .filter((object) => object.trim() !== '')
      .map((object) => {
        const { kind, metadata } = parse(object)
        return [`${kind} ${metadata.namespace ?? ''} ${metadata.name}`, object]
      }),
  )
}
