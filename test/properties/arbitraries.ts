import { bech32 } from '@scure/base'
import * as fc from 'fast-check'
import { parseFleet } from '../../src/fleet/file/load-fleet.ts'
import type { FieldPath } from '../../src/fleet/issue.ts'
import type { Placed } from '../../src/fleet/resolve/placement.ts'
import { RESERVED_VARIABLES } from '../../src/fleet/schema/cluster-schema.ts'
import type { Fleet, FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import { LAYOUTS } from '../../src/fleet/schema/layouts.ts'
import { KeptScalar } from '../../src/yaml/kept-scalar.ts'
import { CATALOG, choicesOf } from '../definitions.ts'

/** Legal DNS labels that some reader of YAML takes for something else than a string. */
const TRICKY_LABELS = [
  'on',
  'off',
  'y',
  'n',
  'yes',
  'no',
  'true',
  'false',
  'null',
  '1234',
  '0x1f',
  '0o17',
  '017',
  '0b1',
  '1e3',
  '1-2',
  '2024-01-01',
  'nan',
  'inf',
  '0',
]

/** Any of the values that a field of the fleet may have. */
const oneOf = (...path: FieldPath) => fc.constantFrom(...choicesOf<never>(...path))

/** A DNS-1123 label. */
export const label: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TRICKY_LABELS),
  fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,10}[a-z0-9])?$/),
  fc.stringMatching(/^[a-z0-9][-a-z0-9]{60,61}[a-z0-9]$/),
)

/** Text that has broken somebody's templates before. */
const NASTY = [
  '',
  ' ',
  '  both ends  ',
  '\t',
  'a: b',
  'a #b',
  '# all',
  '- x',
  '? x',
  '? ',
  '[x]',
  '{x}',
  '{{ x }}',
  '{{{x}}}',
  '}}',
  '$$',
  '$${x}',
  '$',
  '%',
  '@x',
  '`x`',
  '&a',
  '*a',
  '!x',
  '|',
  '>',
  '>-',
  "'",
  '"',
  'it\'s "both"',
  '\\',
  '\\n',
  'ends\\',
  'a,b',
  'a\\,b',
  ',',
  '=',
  '<<',
  '~',
  '---',
  '...',
  '--- x',
  'null',
  'Null',
  'on',
  'No',
  'TRUE',
  '1234',
  '-1',
  '+1',
  '1_000',
  '0x1F',
  '0o17',
  '017',
  '0b1',
  '1e3',
  '.5',
  '5.',
  '.inf',
  '-.INF',
  '.nan',
  '1:30',
  '12:30:45',
  '2024-01-01',
  '2024-01-01T00:00:00Z',
  'line\nline',
  'line\n',
  '\nline',
  '\n',
  '\n\n',
  ' indented\nline',
  'trailing \nline',
  'a\r\nb',
  'a\rb',
  'tab\tinside',
  '\u0085',
  '\u2028',
  '\u00a0',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\u0000',
  '\u007f',
  '🚀',
  'ü',
  'e\u0301',
  '</script>',
  '${{ github.token }}',
  '%{x}',
  'a'.repeat(200),
  `${'word '.repeat(40)}end`,
]

/** Any text, with whatever may be hard to carry. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.array(fc.string({ maxLength: 10 }), { maxLength: 4 }).map((lines) => lines.join('\n')),
)

const region = fc.oneof(
  fc.constantFrom('1.50', '1e3', 'e1', 'e-0', 'y', '0x1F', 'eu-west-1', '1_000', 'NO'),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/),
)
const domain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))
/** A name that Flux substitutes and that is nobody's yet. */
const variable = fc
  .stringMatching(/^[_A-Za-z][_A-Za-z0-9]{0,8}$/)
  .filter((name) => !(RESERVED_VARIABLES as readonly string[]).includes(name) && name !== '__proto__')
const variables = fc.dictionary(variable, text, { maxKeys: 4 }).map((map) => ({ ...map }))

/** Text without a variable, which a cluster would have to set. */
const literal = text.map((value) => value.replaceAll('$', '€'))

/** Helm values: any data, maps by text. */
export const values: fc.Arbitrary<Record<string, unknown>> = fc.letrec<{
  value: unknown
  map: Record<string, unknown>
}>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    literal,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('map'),
  ),
  map: fc
    .dictionary(
      literal.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    )
    .map((map) => ({ ...map })),
})).map

/** The same as a person may write them: with a scalar that readers of YAML take for different values. */
const valuesAsWritten = fc
  .tuple(values, fc.option(fc.constantFrom('0400', 'yes', '1_000', '1.10', '0X1F', '2024-01-01')))
  .map(([data, source]) => (source === null ? data : { ...data, list: [{ kept: new KeptScalar(source) }] }))

const chart = fc.oneof(
  fc.record({
    oci: label.map((name) => `oci://registry.example.com/${name}`),
    version: fc.constantFrom('1.2.3', '1.x', '1.10', '>=1.0.0 <2.0.0'),
  }),
  fc.record({
    oci: fc.constant('oci://registry.example.com/x'),
    tag: fc.constantFrom('1.10', '1e3', 'v1', '0x1f'),
  }),
  fc.record({
    https: fc.constant('https://charts.example.com'),
    name: label,
    version: fc.constantFrom('1.2.3', '2.x'),
  }),
  fc.record({
    git: fc.constant('https://git.example.com/x.git'),
    path: fc.constantFrom('chart', 'a/b'),
    branch: fc.constantFrom('main', '1.0', 'on'),
  }),
  fc.record({ path: fc.constantFrom('charts/x', '1') }),
)

const manifests = fc.record(
  {
    image: fc.constantFrom('registry.example.com/x:1.10', 'x:1e3', 'x:latest', `x@sha256:${'0'.repeat(64)}`),
    port: fc.integer({ min: 1, max: 65535 }),
    replicas: fc.integer({ min: 0, max: 9 }),
    env: fc.dictionary(variable, literal, { maxKeys: 3 }).map((map) => ({ ...map })),
    healthPath: fc.constantFrom('/', '/health?full=1#x', '/{x}'),
  },
  { requiredKeys: ['image'] },
)

const component = fc.oneof(
  fc.record(
    { name: label, chart, values: valuesAsWritten, layer: oneOf('components', 0, 'layer') },
    { requiredKeys: ['name', 'chart'] },
  ),
  fc.record({ name: label, manifests }),
)

const reference = fc.oneof(
  fc.record({ branch: fc.constantFrom('main', 'on', '1.0', 'feature/x') }),
  fc.record({ tag: fc.constantFrom('v1', '1e3', '0x1f') }),
  fc.record({ semver: fc.constantFrom('1.x', '>=1.0.0 <2.0.0', '*') }),
  fc.constant({}),
)
const folder = fc.constantFrom('apps', './deploy/on', '1', '.')

/** Where a tenant's manifests come from. */
const source = fc.oneof(
  fc
    .tuple(
      fc.record(
        { git: fc.constantFrom('https://git.example.com/x/y.git', 'ssh://git@git.example.com/1/2') },
        { requiredKeys: [] },
      ),
      reference,
    )
    .map(([url, ref]) => ({ ...url, ...ref })),
  fc.record({ oci: fc.constant('oci://registry.example.com/x'), tag: fc.constantFrom('1.10', '1e3') }),
)

const rule = fc.record({
  apiGroups: fc.constantFrom([''], ['apps', 'on']),
  resources: fc.constantFrom(['deployments'], ['configmaps', 'secrets']),
  verbs: fc.constantFrom(['get'], ['create', 'update']),
})

const tenant = fc
  .record(
    {
      name: label,
      namespaces: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
      source: fc
        .tuple(source, fc.record({ path: folder, secret: label }, { requiredKeys: [] }))
        .map(([from, more]) => ({ ...from, ...more })),
      role: oneOf('tenants', 0, 'role'),
      rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
      quota: oneOf('tenants', 0, 'quota'),
      podSecurity: oneOf('tenants', 0, 'podSecurity'),
      networkPolicies: fc.boolean(),
      serviceTypes: fc.uniqueArray(fc.constantFrom('NodePort' as const, 'LoadBalancer' as const)),
      environments: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }),
      notifications: fc.record(
        {
          provider: oneOf('tenants', 0, 'notifications', 'provider'),
          channel: text.filter((value) => value !== '' && !value.includes('$')),
          secret: label,
        },
        { requiredKeys: ['provider'] },
      ),
    },
    { requiredKeys: ['name'] },
  )
  .map(({ rules, ...entry }) => (entry.role === 'custom' ? { ...entry, rules: rules ?? [SOME_RULE] } : entry))

const SOME_RULE = { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }

const platform = fc.record(
  {
    repository: fc.constantFrom('on', 'platform', '1e3'),
    secret: label,
    promotion: oneOf('platform', 'promotion'),
  },
  { requiredKeys: [] },
)

/** The tenants whose namespaces are nobody else's, and whose repositories have names of their own. */
function apart<Entry extends { name: string; namespaces?: string[] }>(
  tenants: readonly Entry[],
  components: readonly { name: string }[],
  repositories: readonly string[],
): Entry[] {
  const taken = new Set([...components.map(({ name }) => name), 'default', 'flux-system'])
  return tenants.filter((entry) => {
    const namespaces = entry.namespaces ?? [entry.name]
    if (namespaces.some((name) => taken.has(name) || name.startsWith('kube-'))) return false
    for (const name of namespaces) taken.add(name)
    return !repositories.includes(entry.name)
  })
}

/** A fleet as people write it, valid in itself. */
export const fleetInput: fc.Arbitrary<FleetInput> = fc
  .record({
    name: label,
    layout: fc.constantFrom(...LAYOUTS),
    platform,
    tenancy: fc.record({ serviceAccount: label.filter((name) => name !== 'default') }, { requiredKeys: [] }),
    tenants: fc.uniqueArray(tenant, { maxLength: 3, selector: ({ name }) => name }),
    git: fc.record(
      {
        owner: fc.constantFrom('acme', '1234', 'null', '~jane', 'a/b/c'),
        repository: fc.constantFrom('on', '1e3', '_x', 'fleet.git'),
        branch: fc.constantFrom('main', '1.0', 'on', 'feature/x'),
        personal: fc.boolean(),
        init: fc.boolean(),
      },
      { requiredKeys: ['owner'] },
    ),
    flux: fc.record(
      { version: oneOf('flux', 'version'), logLevel: oneOf('flux', 'logLevel') },
      { requiredKeys: [] },
    ),
    artifacts: fc.boolean(),
    granularity: oneOf('granularity'),
    ci: oneOf('ci'),
    environments: fc.uniqueArray(
      fc.record(
        { name: label.filter((name) => name !== 'base'), production: fc.boolean() },
        { requiredKeys: ['name'] },
      ),
      {
        minLength: 1,
        maxLength: 3,
        selector: ({ name }) => name,
      },
    ),
    clusters: fc.uniqueArray(
      fc.record(
        { name: label, environment: fc.nat(), region, domain, variables },
        { requiredKeys: ['name', 'environment'] },
      ),
      { minLength: 1, maxLength: 4, selector: ({ name }) => name },
    ),
    components: fc.uniqueArray(component, { maxLength: 3, selector: ({ name }) => name }),
  })
  .map(({ platform, tenancy, tenants, ...fleet }) => {
    const environment = (index: number) => fleet.environments[index % fleet.environments.length]!.name
    const several = fleet.layout === 'multi-repo'
    const ownPlatform = several ? platform : {}
    const repository = ownPlatform.repository ?? `${fleet.name}-platform`
    const main = fleet.git.repository ?? fleet.name
    return {
      ...fleet,
      ...(several
        ? {
            // Each repository has a name of its own, and each its part of the whole.
            platform: { ...ownPlatform, ...(repository === main ? { repository: 'the-platform' } : {}) },
            artifacts: false,
          }
        : {}),
      ...(fleet.layout === 'monorepo'
        ? {}
        : {
            tenancy,
            tenants: apart(tenants, fleet.components, several ? [main, repository, 'the-platform'] : []).map(
              ({ environments, ...entry }) => ({
                ...entry,
                ...(environments === undefined
                  ? {}
                  : { environments: [...new Set(environments.map(environment))] }),
              }),
            ) as NonNullable<FleetInput['tenants']>,
          }),
      version: 1 as const,
      clusters: fleet.clusters.map((cluster) => ({
        ...cluster,
        environment: environment(cluster.environment),
      })),
      components: fleet.components.map(({ name, ...rest }) => ({
        ...rest,
        name: name === 'default' || name === 'flux-system' ? 'x' : name,
      })) as NonNullable<FleetInput['components']>,
    }
  })

/** Components of the catalog that need no option; some of them pull in others. */
export const CATALOG_WITHOUT_OPTIONS = CATALOG.filter(({ options }) =>
  options.every(({ required }) => !required),
)
  .map(({ name }) => name)
  .sort()

/** Those that need others. */
export const PULLING = CATALOG.filter(
  ({ name, requires }) => CATALOG_WITHOUT_OPTIONS.includes(name) && requires.length > 0,
)
  .map(({ name }) => name)
  .sort()

/** Public keys that belong to nobody. */
export function recipient(number: number): string {
  return bech32.encode('age', bech32.toWords(new Uint8Array(32).fill(number)))
}

/** Where something is: everywhere, in some environments, on some clusters. Numbers stand for names. */
const placement = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ environments: fc.uniqueArray(fc.nat(1), { minLength: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ clusters: fc.uniqueArray(fc.nat(2), { minLength: 1 }) }) },
)

/**
 * A fleet that has been lived in: of the catalog too, with Secrets, and not everything everywhere. May break
 * rules between values.
 */
export const livedInFleet: fc.Arbitrary<Fleet> = fc
  .record({
    input: fleetInput,
    catalog: fc.uniqueArray(fc.constantFrom(...CATALOG_WITHOUT_OPTIONS), { maxLength: 4 }),
    places: fc.array(placement, { minLength: 10, maxLength: 10 }),
    secrets: fc.constantFrom('none', 'shared', 'own'),
  })
  .map(({ input, catalog, places, secrets }) => {
    // Components of the catalog have host names.
    const clusters = input.clusters!.map((cluster, index) => ({
      domain: `${cluster.name.slice(0, 9)}.example.com`.replace(/-+\./, '.'),
      ...cluster,
      ...(secrets === 'own' ? { recipients: [recipient(index + 1)] } : {}),
    }))
    const placed = <Entry extends { name: string }>(entry: Entry, index: number): Entry => ({
      ...entry,
      ...named(places[index % places.length]!, input),
    })
    const parsed = parseFleet({
      ...input,
      ...(secrets === 'none'
        ? {}
        : { secrets: { provider: 'sops', ...(secrets === 'shared' && { recipients: [recipient(99)] }) } }),
      clusters,
      components: [...(input.components ?? []), ...catalog.map((name) => ({ name }))].map(placed),
      ...(input.tenants && {
        tenants: input.tenants.map((entry, index) =>
          secrets === 'none' ? entry : { ...entry, recipients: [recipient(index + 101)] },
        ),
      }),
    })
    if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues))
    return parsed.fleet
  })

/** A placement in the names of a fleet. */
function named(
  { environments, clusters }: { environments?: number[]; clusters?: number[] },
  fleet: Pick<FleetInput, 'environments' | 'clusters'>,
): Pick<Placed, 'environments' | 'clusters'> {
  const pick = (numbers: number[], names: string[]) => [
    ...new Set(numbers.map((number) => names[number % names.length]!)),
  ]
  return {
    ...(environments && {
      environments: pick(
        environments,
        fleet.environments!.map(({ name }) => name),
      ),
    }),
    ...(clusters && {
      clusters: pick(
        clusters,
        fleet.clusters!.map(({ name }) => name),
      ),
    }),
  }
}

/** A valid fleet. */
export const fleet: fc.Arbitrary<Fleet> = fleetInput.map((input) => {
  const parsed = parseFleet(input)
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues))
  return parsed.fleet
})
