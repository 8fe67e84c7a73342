import type { Catalog, CatalogComponent } from '../catalog/catalog.ts'
import type { Component } from '../schema/fleet-schema.ts'

/** Whether the component is a person's own (a chart or manifests of theirs) and not the catalog's. */
export function isOwn(component: Pick<Component, 'chart' | 'manifests'>): boolean {
  return component.chart !== undefined || component.manifests !== undefined
}

/** The entry of a component in the catalog; undefined for a person's own, whatever it is called. */
export function catalogFacts(component: Component, catalog: Catalog): CatalogComponent | undefined {
  return isOwn(component) ? undefined : catalog.get(component.name)
}
