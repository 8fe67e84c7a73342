import * as z from 'zod/mini'
import { dnsLabel, repositoryPath } from './names.ts'

/**
 * The facts of one catalog component, as `templates/catalog/<name>/component.yaml` states them. Made when a company's own entry is
 * to be checked: ours were checked by the tests, and making a schema takes time at each start.
 */
export function catalogComponentSchema() {
  const option = z.strictObject({
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

  return z.strictObject({
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
    options: z._default(z.array(option), []),
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
}
