import type { MovableVersion } from '../../features/command-contributor.ts'
import { overridden } from '../../fleet/changes/component-version.ts'
import { siblingsOf, type TakenVersion } from '../../fleet/changes/sibling-versions.ts'
import { LAYER_FOLDERS } from '../../fleet/resolve/layers.ts'
import { PATCH_ENDINGS } from '../../fleet/resolve/patch-files.ts'
import { Placement } from '../../fleet/resolve/placement.ts'
import type { ResolvedComponent, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Component, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { helmValueIn } from '../../render/versions/read-versions.ts'
import { isMovedVersion } from '../../tree/updaters/moved-version.ts'
import { isDataMap, KeptScalar, plainValue } from '../../yaml/kept-scalar.ts'

type Path = readonly (string | number)[]

/**
 * Tags, versions and images inside of the Helm values that a fleet says, which updaters find in the releases that are
 * made of them (https://docs.renovatebot.com/modules/manager/flux/).
 */
export function valueVersions({ components }: ResolvedFleet): MovableVersion[] {
  return components.flatMap((entry) => {
    const { name, layer, placement, component } = entry
    const folder = LAYER_FOLDERS[layer]
    const base = versionsIn(component.values).map((path) =>
      valueVersion(entry, undefined, `${folder}/base/${name}/release.yaml`, path),
    )
    const overlays = (component.overrides ?? []).flatMap(({ environment, values }) => {
      const overlay = placement.isIn(environment)
        ? `${folder}/${environment}`
        : `${folder}/${environment}/${name}`
      const file = `${overlay}/${name}${PATCH_ENDINGS.values}`
      return versionsIn(values).map((path) => valueVersion(entry, environment, file, path))
    })
    return [...base, ...overlays]
  })
}

function valueVersion(
  { name }: ResolvedComponent,
  environment: string | undefined,
  file: string,
  path: Path,
): MovableVersion {
  const componentIn = (fleet: Fleet) => fleet.components.find((one) => one.name === name)
  return {
    of: `${name}, ${path.join('.')}`,
    environment,
    paths: [file],
    key: /image$/i.test(String(path.at(-1))) ? 'image' : String(path.at(-1)),
    read: helmValueIn(path),
    saidIn: (fleet) => textOf(valueAt(valuesOf(componentIn(fleet), environment), path)),
    take: (fleet, version) => ({
      ...fleet,
      components: fleet.components.map((one) =>
        one.name === name ? withValues(one, environment, (values) => replaced(values, path, version)) : one,
      ),
    }),
  }
}

/**
 * A fleet in which new environments have the versions inside of Helm values that another one of their kind has for
 * itself, as `withSiblingVersions` gives them versions of components. Of a list nothing is taken: Helm replaces it whole.
 * @param isMeant which values it is about
 */
export function withSiblingValues(
  fleet: Fleet,
  names: readonly string[],
  isMeant: (of: string, environment: string, sibling: string) => boolean,
): { fleet: Fleet; taken: TakenVersion[] } {
  const taken: TakenVersion[] = []
  const pairs = siblingsOf(fleet, names)
  const take = (component: Component, { environment, from }: (typeof pairs)[number]): Component => {
    const theirs = valuesOf(component, from)
    if (theirs === undefined || !new Placement(component, fleet.clusters).isSomewhereIn(environment))
      return component
    const paths = versionsIn(theirs).filter(
      (path) =>
        path.every((key) => typeof key === 'string') &&
        valueAt(valuesOf(component, environment), path) === undefined &&
        isMeant(`${component.name}, ${path.join('.')}`, environment, from),
    )
    return paths.reduce<Component>((changed, path) => {
      const value = valueAt(theirs, path)
      const of = `${component.name}, ${path.join('.')}`
      taken.push({ component: of, environment, from, version: textOf(value)! })
      const own = (valuesOf(changed, environment) ?? {}) as NonNullable<Component['values']>
      return overridden(changed, environment, { values: withValueAt(own, path, value) as typeof own })
    }, component)
  }
  const components = fleet.components.map((component) => pairs.reduce(take, component))
  return { fleet: taken.length === 0 ? fleet : { ...fleet, components }, taken }
}

function withValueAt(data: unknown, [key, ...below]: Path, value: unknown): unknown {
  if (key === undefined) return value
  const map = isDataMap(data) ? data : {}
  return { ...map, [key]: withValueAt(map[key], below, value) }
}

/** The places in values at which a version, a tag, a digest or an image stands. */
function versionsIn(data: unknown, above: Path = []): Path[] {
  if (Array.isArray(data)) return data.flatMap((item, index) => versionsIn(item, [...above, index]))
  if (isDataMap(data))
    return Object.entries(data).flatMap(([key, value]) => versionsIn(value, [...above, key]))
  const value = textOf(data)
  const key = above.at(-1)
  if (value === undefined || typeof key !== 'string') return []
  return isMovedVersion({ key, value, isFollowed: false }, value) ? [above] : []
}

function valuesOf(component: Component | undefined, environment: string | undefined): unknown {
  if (environment === undefined) return component?.values
  return component?.overrides?.find((one) => one.environment === environment)?.values
}

function withValues(
  component: Component,
  environment: string | undefined,
  change: (values: unknown) => unknown,
): Component {
  type Values = NonNullable<Component['values']>
  if (environment === undefined) return { ...component, values: change(component.values) as Values }
  return {
    ...component,
    overrides: component.overrides!.map((one) =>
      one.environment === environment ? { ...one, values: change(one.values) as Values } : one,
    ),
  }
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      (isDataMap(value) || Array.isArray(value)) && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    data,
  )
}

/** What is text stays text, whatever it looks like; other scalars are what the new text is without quotes. */
function replaced(data: unknown, [key, ...below]: Path, version: string): unknown {
  if (key === undefined) return typeof data === 'string' ? version : plainValue(version)
  if (Array.isArray(data))
    return data.map((item, index) => (index === key ? replaced(item, below, version) : item))
  const map = data as Record<string, unknown>
  return { ...map, [key]: replaced(map[key], below, version) }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || value instanceof KeptScalar
    ? String(value)
    : undefined
}
