import type { Catalog } from '../catalog/catalog.ts'
import { asWritten } from '../resolve/as-written.ts'
import { catalogFacts, isOwn } from '../resolve/catalog-facts.ts'
import { PATCH_ENDINGS } from '../resolve/patch-files.ts'
import type { Component, Fleet } from '../schema/fleet-schema.ts'
import { keepingObjectName } from './kept-object-name.ts'
import type { ImpliedName, SectionDescriptor } from './section.ts'

/** What is installed on clusters. */
export const componentSection: SectionDescriptor<'components'> = {
  key: 'components',
  word: 'component',
  example: 'kyverno,environments=staging',
  implied: required,
  rows: ({ components }) =>
    asWritten(components).map(({ name, layer, placement }) => ({
      name,
      layer,
      clusters: asWritten(placement.clusters).map((cluster) => cluster.name),
    })),
  pathsNamed: (name, { environments, inLayers }) => [
    ...environments.flatMap((environment) =>
      Object.values(PATCH_ENDINGS).flatMap((ending) => [
        ...inLayers(`${environment}/${name}/${name}${ending}`),
        ...inLayers(`${environment}/${name}${ending}`),
      ]),
    ),
    ...['base', ...environments].flatMap((place) => inLayers(`${place}/${name}`)),
  ],
  asked: chosenByHand,
  hasObjectNames: true,
  renamable: { which: ' with a chart or manifests of your own', is: isOwn, problem: catalogName },
  rename: keepingObjectName,
}

/** The catalog says what its components need. */
function required(component: Component, catalog: Catalog): ImpliedName[] {
  const names = catalogFacts(component, catalog)?.requires ?? []
  return names.map((name) => ({ section: 'components', name, dependent: 'needs' }))
}

/** Without its mark it stays when what it came along with goes. */
function chosenByHand(component: Component): Component {
  const { automatic, ...chosen } = component
  return automatic === true ? chosen : component
}

/** The catalog names its components, and knows others by their names. */
function catalogName(fleet: Fleet, catalog: Catalog, from: string, to: string): string | undefined {
  const component = fleet.components.find(({ name }) => name === from)
  if (component !== undefined && !isOwn(component))
    return `"${from}" is a component of the catalog, which gives it its name. Only components with a chart or manifests of your own can be renamed.`
  const known = [from, to].find((name) => catalog.has(name))
  return known === undefined
    ? undefined
    : `"${known}" is the name of a component of the catalog, by which others know it: what they are made of would change.`
}
