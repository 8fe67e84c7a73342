import * as z from 'zod'
import { dnsLabel, repositoryPath } from './names.ts'

/** The layers in the order in which Flux applies them. */
export const LAYERS = ['crds', 'controllers', 'configs', 'apps'] as const

/** Where a component goes; each layer waits for the one before. */
export type Layer = (typeof LAYERS)[number]

const catalogOption = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z0-9]*$/),
  description: z.string(),
  format: z.enum(['email', 'hostname', 'string', 'integer', 'enum']),
  choices: z.array(z.string()).optional(),
  default: z.string().optional(),
  required: z.boolean().default(false),
})

/** Something that a person can set on a catalog component, such as the ACME account's address. */
export type CatalogOption = z.output<typeof catalogOption>

const chartFacts = z.strictObject({
  oci: z.string().startsWith('oci://').optional(),
  https: z.string().startsWith('https://').optional(),
  name: z.string().optional(),
  version: z.string(),
})

const manifestFacts = z.strictObject({
  git: z.string().startsWith('https://'),
  path: z.string(),
  version: z.string(),
})

/** The facts of one catalog component, as `templates/catalog/<name>/component.yaml` states them. */
export const catalogComponentSchema = z.strictObject({
  name: dnsLabel,
  title: z.string(),
  description: z.string(),
  group: z.string(),
  layer: z.enum(['crds', 'controllers', 'apps']),
  namespace: dnsLabel,
  podSecurity: z.enum(['privileged', 'baseline', 'restricted']).optional(),
  chart: chartFacts.optional(),
  manifests: manifestFacts.optional(),
  crds: z.enum(['values', 'directory', 'none']).default('none'),
  requires: z.array(dnsLabel).default([]),
  after: z.array(dnsLabel).default([]),
  conflicts: z.array(dnsLabel).default([]),
  provides: z.array(z.string()).default([]),
  skipCrdsWith: z.array(dnsLabel).default([]),
  options: z.array(catalogOption).default([]),
  secrets: z
    .array(
      z.strictObject({
        name: dnsLabel,
        namespace: dnsLabel,
        keys: z.array(z.string()),
        description: z.string(),
      }),
    )
    .default([]),
  patches: z
    .array(
      z.strictObject({
        file: repositoryPath,
        target: z.strictObject({ kind: z.string(), name: z.string() }),
      }),
    )
    .default([]),
  notes: z.string().optional(),
})

/** One component of the catalog: its facts. */
export type CatalogComponent = z.output<typeof catalogComponentSchema>

/** The components the generator knows well, by name. */
export type Catalog = ReadonlyMap<string, CatalogComponent>
