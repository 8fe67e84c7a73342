import * as z from 'zod/mini'
import { gitUrl, helmRepository, ociAddress } from '../schema/addresses.ts'
import { dnsLabel, repositoryPath } from '../schema/names.ts'
import { CAPABILITY_NAMES, capabilityProblem } from './capabilities.ts'

/**
 * The facts of one catalog component, as `templates/catalog/<name>/component.yaml` states them. Made when a
 * company's own entry is to be checked: ours were checked by the tests, and making a schema takes time at
 * each start.
 */
export function catalogComponentSchema() {
  const capability = z.enum(CAPABILITY_NAMES, {
    error: ({ input }) => (typeof input === 'string' ? capabilityProblem(input) : undefined),
  })

  const option = z.strictObject({
    name: z.string().check(z.regex(/^[a-z][a-zA-Z0-9]*$/)),
    description: z.string(),
    format: z.enum(['email', 'hostname', 'string', 'integer', 'enum']),
    choices: z.optional(z.array(z.string())),
    default: z.optional(z.string()),
    required: z._default(z.boolean(), false),
    /** Choices that there are only where another option is one of these. */
    onlyWhere: z._default(
      z.array(z.strictObject({ choice: z.string(), option: z.string(), is: z.array(z.string()) })),
      [],
    ),
  })

  const chartFacts = z.strictObject({
    oci: z.optional(ociAddress),
    https: z.optional(helmRepository),
    name: z.optional(z.string()),
    version: z.string(),
  })

  const manifestFacts = z.strictObject({
    git: gitUrl.check(z.startsWith('https://')),
    path: z.string(),
    version: z.string(),
  })

  return z.strictObject({
    name: dnsLabel,
    /** What prompts call it; what it does, without a full stop; under which heading prompts list it. */
    title: z.string(),
    description: z.string(),
    group: z.string(),
    layer: z.enum(['crds', 'controllers', 'apps']),
    namespace: dnsLabel,
    /** The Pod Security Standard that its namespace enforces; without one, none is. */
    podSecurity: z.optional(z.enum(['privileged', 'baseline', 'restricted'])),
    chart: z.optional(chartFacts),
    manifests: z.optional(manifestFacts),
    /** Where a chart has its CRDs: behind a switch in its values, in its folder `crds/`, or nowhere. */
    crds: z._default(z.enum(['values', 'directory', 'none']), 'none'),
    /** Components without which it can't be: added with it. */
    requires: z._default(z.array(dnsLabel), []),
    /** Components that it waits for where they are there too. */
    after: z._default(z.array(dnsLabel), []),
    /** Components that can't be in the same fleet, since both own the same objects. */
    conflicts: z._default(z.array(dnsLabel), []),
    /** What it does for others. Of a `gateway`, an `ingress` and `monitoring`, tenants let traffic in. */
    provides: z._default(z.array(capability), []),
    /** Capabilities that come with the CRDs of its `crds/` folder already. */
    skipCrdsWith: z._default(z.array(capability), []),
    /**
     * When custom resources whose CRDs it brings are fine, as CEL (Kustomization `spec.healthCheckExprs`, Flux 2.5
     * and newer): kstatus knows a condition Ready alone, and takes what has none yet for fine.
     */
    healthChecks: z._default(
      z.array(z.strictObject({ apiVersion: z.string(), kind: z.string(), current: z.string() })),
      [],
    ),
    /** What others write into its objects, so that it is no drift (HelmRelease `spec.driftDetection.ignore`). */
    driftIgnore: z._default(
      z.array(
        z.strictObject({
          why: z.string().check(z.minLength(1)),
          paths: z.array(z.string().check(z.startsWith('/'))).check(z.minLength(1)),
          target: z.strictObject({ kind: z.string() }),
        }),
      ),
      [],
    ),
    /** Why it has one replica in production too. */
    singleReplica: z.optional(z.string().check(z.minLength(1))),
    /**
     * What its chart adds to the roles admin and edit of Kubernetes, which tenants have; left out where that is
     * nothing.
     */
    addsToRoles: z.optional(z.string().check(z.minLength(1))),
    /**
     * What a person can set: `options` in its templates; a choice, or one of each of two options, may also have
     * a values file.
     */
    options: z._default(z.array(option), []),
    /** Secrets that a person has to make before it works. */
    secrets: z._default(
      z.array(
        z.strictObject({
          name: dnsLabel,
          namespace: dnsLabel,
          /** What options have to be for it to be needed. */
          where: z.optional(z.record(z.string(), z.string())),
          keys: z.array(z.string()),
          description: z.string(),
        }),
      ),
      [],
    ),
    /** Which object each file of `configs/production/` patches. */
    patches: z._default(
      z.array(
        z.strictObject({
          file: repositoryPath,
          target: z.strictObject({ kind: z.string(), name: z.string() }),
        }),
      ),
      [],
    ),
    /** What to know about it; stands in `docs/fleet.md`. */
    notes: z.optional(z.string()),
  })
}
