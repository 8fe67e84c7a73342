import type * as z from 'zod/mini'
import type { catalogComponentSchema } from './catalog-schema.ts'

/** The layers in the order in which Flux applies them. */
export const LAYERS = ['crds', 'controllers', 'configs', 'apps'] as const

/** Where a component goes; each layer waits for the one before. */
export type Layer = (typeof LAYERS)[number]

/** Something that a person can set on a catalog component, such as the ACME account's address. */
export type CatalogOption = CatalogComponent['options'][number]

/** One component of the catalog: its facts. */
export type CatalogComponent = z.output<ReturnType<typeof catalogComponentSchema>>

/** The components the generator knows well, by name. */
export type Catalog = ReadonlyMap<string, CatalogComponent>
