import * as z from 'zod/mini'
import { dnsLabel, repositoryPath } from './names.ts'

// Kept apart from catalog.ts: our own catalog was checked by the tests, and making the schema takes time at each start.

/** Something that a person can set on a catalog component, such as the ACME account's address. */
export const catalogOptionSchema = z.strictObject({
  name: z.string().check(z.regex(/^[a-z][a-zA-Z0-9]*$/)),
  description: z.string(),
  format: z.enum(['email', 'hostname', 'string', 'integer', 'enum']),
  choices: z.optional(z.array(z.string())),
  default: z.optional(z.string()),
  required: z._default(z.boolean(), false),
})

const chartFacts = z.strictObject({
  oci: z.optional(z.string().check(z.startsWith('oci://'))),
  https: z.optional(z.string().check(z.startsWith('https://'))),
  name: z.optional(z.string()),
  version: z.string(),
})

const manifestFacts = z.strictObject({
  git: z.string().check(z.startsWith('https://')),
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
  podSecurity: z.optional(z.enum(['privileged', 'baseline', 'restricted'])),
  chart: z.optional(chartFacts),
  manifests: z.optional(manifestFacts),
  crds: z._default(z.enum(['values', 'directory', 'none']), 'none'),
  requires: z._default(z.array(dnsLabel), []),
  after: z._default(z.array(dnsLabel), []),
  conflicts: z._default(z.array(dnsLabel), []),
  provides: z._default(z.array(z.string()), []),
  skipCrdsWith: z._default(z.array(dnsLabel), []),
  options: z._default(z.array(catalogOptionSchema), []),
  secrets: z._default(
    z.array(
      z.strictObject({
        name: dnsLabel,
        namespace: dnsLabel,
        keys: z.array(z.string()),
        description: z.string(),
      }),
    ),
    [],
  ),
  patches: z._default(
    z.array(
      z.strictObject({
        file: repositoryPath,
        target: z.strictObject({ kind: z.string(), name: z.string() }),
      }),
    ),
    [],
  ),
  notes: z.optional(z.string()),
})
