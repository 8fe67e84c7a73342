import { Placement as PlacementOf } from '../../src/fleet/resolve/placement.ts'
import type {
  Cluster,
  Component,
  ComponentInput,
  Fleet,
  FleetInput,
  Tenant,
} from '../../src/fleet/schema/fleet-schema.ts'
import { LAYOUTS } from '../../src/fleet/schema/layouts.ts'
import { CATALOG, choicesOf, optionChoices } from '../definitions.ts'
import { recipient } from './fleets.ts'
import { type Choices, pairwise } from './pairwise.ts'

/** The longest name there is, 63 characters. */
export const LONG_NAME = `${'long-'.repeat(12)}end`

/** Names that YAML would read as something else than a string. */
const ODD_NAMES = [
  'on',
  '1234',
  'null',
  '0x1f',
  LONG_NAME,
  '1e3',
  'true',
  '0',
  'no',
  '012',
  'y',
  '1-1',
] as const

/** A variable of Flux's substitution, as it stands in a text. */
export function variable(name: string): string {
  return `\${${name}}`
}

/** The same where the value has to stay a string, whatever it looks like. */
export function quoted(name: string): string {
  return `${variable('quote')}${variable(name)}${variable('quote')}`
}

/** Texts that have to reach a container as they are. */
export const ODD_TEXTS: Readonly<Record<string, string>> = {
  ON: 'on',
  NUMBER: '1234',
  NULL: 'null',
  HEX: '0x1f',
  EXPONENT: '1e3',
  OCTAL: '0o17',
  ZERO: '007',
  FRACTION: '.5',
  UNDERSCORES: '1_000',
  DATE: '2001-01-01',
  SEXAGESIMAL: '12:30:45',
  TILDE: '~',
  YES: 'Yes',
  EMPTY: '',
  SPACES: '  spaces ',
  TAB: 'tab\there',
  LINES: 'one\ntwo: three\n  four\n',
  QUOTES: `it's "quoted"`,
  BACKSLASH: 'C:\\temp\\n',
  HASH: 'a #comment',
  COLON: 'key: value',
  BRACES: '{}',
  DASH: '- entry',
  ANCHOR: '&anchor *alias',
  PERCENT: '%d 100%',
  BACKTICK: '`date`',
  DOLLAR: '$HOME',
  DOLLARS: 'a$$b',
  PARENTHESES: '$(HOST):8080',
  ACCENTS: 'Zürich ✓',
  BREAK: 'a\u2028b',
}

type NotificationProvider = NonNullable<Tenant['notifications']>['provider']
type Promotion = NonNullable<Fleet['platform']>['promotion']

/** What can be answered. Each choice is explained where `fleetOf` takes it. */
export const FACTORS = {
  git: ['github', 'github-hosted', 'gitlab', 'gitlab-hosted', 'gitea', 'bitbucket', 'git-ssh', 'git-https'],
  flux: choicesOf<Fleet['flux']['version']>('flux', 'version'),
  ci: choicesOf<Fleet['ci']>('ci'),
  secrets: ['none', 'shared', 'each', 'both'],
  artifacts: ['off', 'on'],
  versions: choicesOf<Fleet['versions']>('versions'),
  granularity: choicesOf<Fleet['granularity']>('granularity'),
  tuning: ['default', 'tuned', 'quiet'],
  environments: ['one', 'two', 'words', 'numbers'],
  clusters: ['one', 'three', 'gap'],
  clusterNames: ['plain', 'odd'],
  settings: ['bare', 'place', 'variables'],
  gateways: ['none', 'envoy', 'traefik', 'both'],
  gatewayApi: ['as-needed', 'asked'],
  certificates: ['none', 'plain', 'email'],
  monitoring: ['none', 'everywhere', 'production', 'crds'],
  dns: ['none', ...optionChoices('external-dns', 'provider')],
  metrics: ['none', ...optionChoices('metrics-server', 'kubeletTls')],
  platform: ['none', 'kyverno', 'external-secrets', 'cloudnative-pg', 'all'],
  podinfo: ['no', 'yes'],
  catalogPlacement: ['everywhere', 'environment', 'cluster', 'mixed'],
  placed: ['all', 'half'],
  oci: ['none', 'tag', 'range', 'digest', 'keys', 'keyless'],
  https: ['none', 'range', 'exact', 'secret'],
  gitChart: ['none', 'tag', 'branch', 'range', 'secret'],
  pathChart: ['no', 'yes'],
  valuesFrom: ['none', 'config-map', 'secret', 'both'],
  strategy: ['retry', 'remediate', 'unlimited'],
  manifests: ['none', 'plain', 'autoscaled', 'routed', 'odd', 'mounted', 'claimed'],
  namespaces: ['own', 'shared'],
  componentNames: ['plain', 'odd'],
  dependencies: ['none', 'some'],
  // The one that is the default first.
  layer: choicesOf<NonNullable<Component['layer']>>('components', 0, 'layer').toReversed(),
  ownPlacement: ['everywhere', 'environment', 'cluster', 'mixed'],
  overrides: ['none', 'first', 'all'],
  patches: ['none', 'merge', 'json', 'selector'],
  layout: LAYOUTS,
  tenants: ['none', 'one', 'several', 'odd'],
  tenantNamespaces: ['one', 'several'],
  tenantSource: ['own', 'git', 'oci', 'private'],
  tenantVersions: ['default', 'same', 'range', 'each'],
  tenantRole: choicesOf<Tenant['role']>('tenants', 0, 'role'),
  tenantLimits: ['default', 'strict', 'none'],
  tenantPlacement: ['everywhere', 'environment', 'cluster', 'mixed'],
  tenantNotifications: [
    'none',
    ...choicesOf<NotificationProvider>('tenants', 0, 'notifications', 'provider'),
  ],
  account: ['default', 'named'],
  promotion: [...choicesOf<Promotion>('platform', 'promotion'), 'each'],
  platformSecret: ['no', 'yes'],
} as const

/** One choice for each of the answers. */
export type Answers = Choices<typeof FACTORS>

/** One case of the matrix. */
export interface MatrixCase {
  name: string
  input: FleetInput
}

/**
 * Whether answers can stand together, as far as they are known: what a fleet would refuse, or what would
 * have no effect.
 */
function allowed(some: Partial<Answers>): boolean {
  const is = <Name extends keyof Answers>(name: Name, ...choices: Answers[Name][]) =>
    some[name] !== undefined && choices.includes(some[name] as Answers[Name])
  const isNot = <Name extends keyof Answers>(name: Name, ...choices: Answers[Name][]) =>
    some[name] !== undefined && !choices.includes(some[name] as Answers[Name])
  const refused = [
    // A fleet has a cluster; one environment has no other to be mixed with, and is not production here.
    is('environments', 'one') &&
      (is('clusters', 'gap') || is('catalogPlacement', 'mixed') || is('ownPlacement', 'mixed')),
    is('environments', 'one') && is('monitoring', 'production'),
    // Components that use the domain or region of the cluster.
    is('settings', 'bare') && isNot('dns', 'none'),
    is('settings', 'bare') &&
      isNot('gateways', 'none') &&
      (isNot('certificates', 'none') || is('podinfo', 'yes')),
    // The answers on charts are about the OCI chart.
    is('oci', 'none') &&
      (isNot('valuesFrom', 'none') || isNot('strategy', 'retry') || isNot('patches', 'none')),
    is('oci', 'none') && (isNot('layer', 'apps') || is('dependencies', 'some') || isNot('overrides', 'none')),
    is('https', 'none') && is('dependencies', 'some'),
    // Only some layouts have tenants, and only one a platform repository.
    is('layout', 'monorepo') && isNot('tenants', 'none'),
    is('layout', 'monorepo') && is('account', 'named'),
    is('tenants', 'none') &&
      (is('tenantNamespaces', 'several') ||
        isNot('tenantSource', 'own') ||
        isNot('tenantVersions', 'default') ||
        isNot('tenantRole', 'admin') ||
        isNot('tenantLimits', 'default') ||
        isNot('tenantPlacement', 'everywhere') ||
        isNot('tenantNotifications', 'none')),
    isNot('layout', 'multi-repo') && (isNot('promotion', 'branch') || is('platformSecret', 'yes')),
    is('layout', 'multi-repo') && is('artifacts', 'on'),
    is('environments', 'one') && is('tenantPlacement', 'mixed'),
    // The CRDs are those of Flux 2.9: they don't serve the notification API v1 of 2.10.
    is('flux', '2.10') && isNot('tenantNotifications', 'none'),
    // Without anything to place, a placement says nothing.
    is('placed', 'half') && is('catalogPlacement', 'everywhere'),
  ]
  return !refused.includes(true)
}

const GIT: Record<Answers['git'], FleetInput['git']> = {
  github: { provider: 'github', owner: 'acme' },
  'github-hosted': {
    provider: 'github',
    owner: '1234',
    repository: 'on',
    branch: 'null',
    hostname: 'git.example.com',
    personal: true,
  },
  gitlab: { provider: 'gitlab', owner: 'group/sub-group', branch: 'release/1.x' },
  'gitlab-hosted': { provider: 'gitlab', owner: 'acme', hostname: 'gitlab.example.com' },
  gitea: { provider: 'gitea', owner: 'acme', hostname: 'codeberg.org', branch: 'on' },
  bitbucket: {
    provider: 'bitbucket-server',
    owner: '~person',
    hostname: 'bitbucket.example.com',
    personal: true,
  },
  'git-ssh': { provider: 'git', url: 'ssh://git@git.example.com:2222/~acme/fleet.git' },
  'git-https': { provider: 'git', url: 'https://git.example.com/acme/fleet.git' },
}

const ENVIRONMENTS: Record<Answers['environments'], NonNullable<FleetInput['environments']>> = {
  one: [{ name: 'staging' }],
  two: [{ name: 'staging' }, { name: 'production' }],
  words: [{ name: 'on' }, { name: '1234', production: true }, { name: 'null' }],
  numbers: [{ name: '0x1f', production: false }, { name: LONG_NAME }, { name: 'production' }],
}

const IMAGE = `ghcr.io/acme/web@sha256:${'0123456789abcdef'.repeat(4)}`
const VALUES = {
  text: 'on',
  port: 8080,
  flags: ['null', '0x1f', true],
  message: 'one\ntwo',
  nested: { '1234': '', on: 'off' },
}

/** The fleet that the answers mean. */
function fleetOf(answers: Answers): FleetInput {
  const environments = ENVIRONMENTS[answers.environments]
  const clusters = clustersOf(answers, environments)
  const components = [
    ...catalogOf(answers, environments, clusters),
    ...ownOf(answers, environments, clusters),
  ]
  return {
    version: 1,
    name: answers.clusterNames === 'odd' ? '1234' : 'acme',
    git: GIT[answers.git]!,
    flux: {
      version: answers.flux,
      ...(answers.tuning === 'tuned' && {
        concurrency: 3,
        requeueDependency: '1m30s',
        logLevel: 'debug' as const,
      }),
      ...(answers.tuning === 'quiet' && { logLevel: 'error' as const }),
    },
    ci: answers.ci,
    artifacts: answers.artifacts === 'on',
    versions: answers.versions,
    granularity: answers.granularity,
    secrets:
      answers.secrets === 'none'
        ? { provider: 'none' }
        : {
            provider: 'sops',
            ...(answers.secrets !== 'each' && { recipients: [recipient(100), recipient(101)] }),
          },
    environments:
      answers.promotion === 'each'
        ? environments.map((environment, index) => ({
            ...environment,
            platform: PLATFORM_REFERENCES[index]!,
          }))
        : environments,
    clusters: withPatches(answers, clusters, components),
    components,
    ...tenancyOf(answers, environments, clusters),
  }
}

const PLATFORM_REFERENCES = [{ branch: 'on' }, { tag: '1234' }, { semver: '1.x' }]

function tenancyOf(
  answers: Answers,
  environments: readonly EnvironmentInput[],
  clusters: readonly ClusterInput[],
): Pick<FleetInput, 'layout' | 'platform' | 'tenancy' | 'tenants'> {
  const { layout } = answers
  if (layout === 'monorepo') return {}
  const names = {
    none: [],
    one: ['payments'],
    several: ['payments', 'search', 'team-a'],
    odd: ['true', 'no', `${'team-'.repeat(12)}end`],
  }[answers.tenants]
  const sops = answers.secrets !== 'none'
  return {
    layout,
    ...(layout === 'multi-repo' && {
      platform: {
        ...(answers.git.startsWith('git-') && { url: 'https://git.example.com/acme/platform.git' }),
        ...(answers.platformSecret === 'yes' && { secret: '1234' }),
        ...(answers.promotion !== 'each' && { promotion: answers.promotion }),
      },
    }),
    ...(answers.account === 'named' && {
      tenancy: { serviceAccount: 'on', sources: ['https://github.com/acme/', 'oci://ghcr.io/acme/'] },
    }),
    tenants: names.map((name, index) => ({
      name,
      ...(answers.tenantNamespaces === 'several' && {
        namespaces: [`${index}`, `1e${index}`, `ns-${index}`],
      }),
      ...placement(answers.tenantPlacement, environments, clusters),
      source: {
        ...TENANT_SOURCES[answers.tenantSource],
        ...(answers.tenantVersions !== 'default' && { path: './deploy' }),
        ...(answers.tenantVersions === 'same' && { tag: '1e3' }),
        ...(answers.tenantVersions === 'range' && { semver: '>=1.0.0 <2.0.0' }),
      },
      ...(answers.tenantVersions === 'each' && {
        overrides: environments.map((environment, number) => ({
          environment: environment.name,
          path: environment.name,
          ...tenantReference(answers, number),
        })),
      }),
      role: answers.tenantRole,
      ...(answers.tenantRole === 'custom' && {
        rules: [
          {
            apiGroups: ['', 'apps'],
            resources: ['deployments', 'services'],
            verbs: ['get', 'create', 'patch', 'delete'],
          },
        ],
      }),
      ...TENANT_LIMITS[answers.tenantLimits],
      ...(sops && { recipients: [recipient(120 + index)] }),
      ...(sops && answers.tenantLimits !== 'default' && { decryption: answers.tenantLimits === 'strict' }),
      ...(answers.tenantNotifications !== 'none' && {
        notifications: {
          provider: answers.tenantNotifications,
          ...(answers.tenantNotifications === 'slack' && { channel: '#on', secret: 'null' }),
        },
      }),
    })),
  }
}

/** What is followed of a tenant in an environment: of an artifact there are no branches. */
function tenantReference({ tenantSource }: Answers, environment: number) {
  if (environment === 0) return { tag: 'on' }
  return environment === 1 || tenantSource === 'oci' ? { semver: '>=1.0.0' } : { branch: '1.0' }
}

type TenantInput = NonNullable<FleetInput['tenants']>[number]

const TENANT_SOURCES: Record<Answers['tenantSource'], TenantInput['source']> = {
  own: {},
  git: { git: 'https://git.example.com/teams/apps.git' },
  oci: { oci: 'oci://ghcr.io/acme/apps' },
  private: { secret: '0x1f' },
}

const TENANT_LIMITS: Record<Answers['tenantLimits'], Partial<TenantInput>> = {
  default: {},
  strict: { quota: 'small', podSecurity: 'restricted' },
  none: { quota: 'none', networkPolicies: false },
}

type ClusterInput = NonNullable<FleetInput['clusters']>[number]
type EnvironmentInput = NonNullable<FleetInput['environments']>[number]

function clustersOf(answers: Answers, environments: readonly EnvironmentInput[]): ClusterInput[] {
  const inhabited = answers.clusters === 'gap' ? environments.slice(0, -1) : environments
  return inhabited
    .flatMap(({ name }) => new Array<string>(answers.clusters === 'three' ? 3 : 1).fill(name))
    .map((environment, index) => ({
      name: answers.clusterNames === 'odd' ? ODD_NAMES[index]! : `cluster-${index}`,
      environment,
      ...(answers.settings !== 'bare' && {
        region: index % 2 === 0 ? '1e3' : 'eu-west-1',
        domain: index % 2 === 0 ? '1234' : 'example.com',
      }),
      ...(answers.settings === 'variables' && {
        identity: `first-${index}`,
        variables: { ...ODD_TEXTS, lower_case: 'x' },
      }),
      ...(answers.settings === 'variables' &&
        answers.secrets !== 'none' && { secretVariables: ['API_TOKEN'] }),
      ...((answers.secrets === 'each' || answers.secrets === 'both') && { recipients: [recipient(index)] }),
    }))
}

type Placement = { environments?: string[]; clusters?: string[] }

/**
 * Everywhere; in the last environment; on one cluster of the first; in the first and on one cluster of
 * another.
 */
function placement(
  kind: Answers['ownPlacement'],
  environments: readonly EnvironmentInput[],
  clusters: readonly ClusterInput[],
): Placement {
  const first = environments[0]!.name
  const elsewhere = clusters.find((cluster) => cluster.environment !== first)
  switch (kind) {
    case 'everywhere':
      return {}
    case 'environment':
      return { environments: [environments.at(-1)!.name] }
    case 'cluster':
      return { clusters: [clusters[0]!.name] }
    case 'mixed':
      return { environments: [first], ...(elsewhere && { clusters: [elsewhere.name] }) }
  }
}

/** Components of the catalog that questions of their own are about, or that come along with those. */
const ASKED = [
  'cert-manager',
  'envoy-gateway',
  'envoy-gateway-crds',
  'external-dns',
  'gateway-api',
  'kube-prometheus-stack',
  'metrics-server',
  'podinfo',
  'prometheus-operator-crds',
  'traefik',
]

/** All others, whatever is new among them. */
const UNASKED = CATALOG.map(({ name }) => name)
  .filter((name) => !ASKED.includes(name))
  .sort()

function catalogOf(
  answers: Answers,
  environments: readonly EnvironmentInput[],
  clusters: readonly ClusterInput[],
): ComponentInput[] {
  const there = placement(answers.catalogPlacement, environments, clusters)
  const other = answers.placed === 'all' ? there : {}
  const production = environments
    .filter(({ name, production: is }) => is ?? name === 'production')
    .map(({ name }) => name)
  const platform = answers.platform === 'all' ? UNASKED : [answers.platform]
  const chosen: (ComponentInput | false)[] = [
    (answers.gateways === 'envoy' || answers.gateways === 'both') && { name: 'envoy-gateway', ...there },
    (answers.gateways === 'traefik' || answers.gateways === 'both') && { name: 'traefik', ...there },
    answers.gatewayApi === 'asked' && { name: 'gateway-api', automatic: false },
    answers.certificates !== 'none' && {
      name: 'cert-manager',
      ...other,
      ...(answers.certificates === 'email' && {
        options: { email: 'ops@example.com' },
        values: { replicaCount: 3 },
      }),
    },
    answers.monitoring === 'crds' && { name: 'prometheus-operator-crds' },
    answers.monitoring === 'everywhere' && {
      name: 'kube-prometheus-stack',
      overrides: [{ environment: environments[0]!.name, values: { grafana: { enabled: false } } }],
    },
    answers.monitoring === 'production' && { name: 'kube-prometheus-stack', environments: production },
    answers.dns !== 'none' && { name: 'external-dns', ...other, options: { provider: answers.dns } },
    answers.metrics !== 'none' && {
      name: 'metrics-server',
      ...other,
      options: { kubeletTls: answers.metrics },
    },
    ...platform.map((name) => name !== 'none' && { name, ...there }),
    answers.podinfo === 'yes' && { name: 'podinfo', ...there, version: '>=6.9.0 <7.0.0' },
  ]
  return chosen.filter((component) => component !== false)
}

function ownOf(
  answers: Answers,
  environments: readonly EnvironmentInput[],
  clusters: readonly ClusterInput[],
): ComponentInput[] {
  const there = placement(answers.ownPlacement, environments, clusters)
  const odd = answers.componentNames === 'odd'
  const names = {
    oci: odd ? 'on' : 'backend',
    https: odd ? LONG_NAME : 'frontend',
    git: odd ? '1234' : 'worker',
    path: odd ? 'null' : 'local',
    manifests: odd ? '0x1f' : 'web',
  }
  const common = { ...there, ...(answers.namespaces === 'shared' && { namespace: odd ? '1e3' : 'team' }) }
  // One that waits for another can't make the namespace that both are in, where each waits by itself.
  const some =
    answers.dependencies === 'some' &&
    !(answers.granularity === 'component' && answers.namespaces === 'shared')
  const overridden =
    answers.overrides === 'none'
      ? []
      : answers.overrides === 'first'
        ? environments.slice(0, 1)
        : environments
  const chosen: (ComponentInput | false)[] = [
    answers.oci !== 'none' && {
      name: names.oci,
      ...common,
      layer: answers.layer,
      chart: OCI_CHARTS[answers.oci],
      values: VALUES,
      ...VALUES_FROM[answers.valuesFrom],
      ...STRATEGIES[answers.strategy],
      overrides: overridden.map(({ name }) => ({
        environment: name,
        values: { text: name },
        ...(answers.oci === 'range' && { version: '1.4.x' }),
      })),
    },
    answers.https !== 'none' && {
      name: names.https,
      ...common,
      layer: answers.layer,
      chart: {
        https: 'https://charts.example.com/stable',
        name: 'frontend',
        version: answers.https === 'exact' ? '2.3.4' : '>=2.0.0 <3.0.0',
        ...(answers.https === 'secret' && { secret: 'chart-credentials' }),
      },
      ...(answers.https === 'exact' && { driftDetection: { mode: 'enabled' as const } }),
      ...(some && { dependsOn: [names.oci] }),
      overrides: overridden.map(({ name }) => ({ environment: name, version: '2.3.x' })),
    },
    answers.gitChart !== 'none' && {
      name: names.git,
      ...common,
      chart: GIT_CHARTS[answers.gitChart],
      releaseName: 'worker',
    },
    answers.pathChart === 'yes' && {
      name: names.path,
      ...common,
      chart: { path: answers.layer === 'apps' ? 'charts/local' : 'helm/local' },
      values: VALUES,
    },
    answers.manifests !== 'none' && {
      name: names.manifests,
      ...common,
      manifests: manifestsOf(answers),
      ...(some && answers.layer !== 'apps' && { dependsOn: [names.oci] }),
      overrides: overridden.map(({ name }, index) => ({
        environment: name,
        ...(answers.manifests === 'autoscaled'
          ? { autoscaling: { minReplicas: 2, maxReplicas: 9, cpuUtilization: 70 + index } }
          : { replicas: answers.manifests === 'claimed' ? 1 : index }),
        ...(index !== 1 && {
          image: IMAGE,
          env: { ON: 'off', ADDED: name },
          resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { cpu: '1', memory: '1Gi' } },
        }),
      })),
    },
  ]
  return chosen.filter((component) => component !== false)
}

const OCI = 'oci://registry.example.com/charts/backend'

const OCI_CHARTS: Record<Exclude<Answers['oci'], 'none'>, NonNullable<ComponentInput['chart']>> = {
  tag: { oci: OCI, tag: '1.20' },
  range: { oci: OCI, version: '1.x', secret: 'registry' },
  digest: { oci: OCI, digest: `sha256:${'0123456789abcdef'.repeat(4)}` },
  keys: { oci: OCI, version: '1.2.3', verify: { secret: 'cosign-keys' } },
  keyless: {
    oci: OCI,
    version: '~1.2.0',
    verify: {
      identities: [
        {
          issuer: '^https://token\\.actions\\.githubusercontent\\.com$',
          subject: '^https://github\\.com/acme/.*$',
        },
      ],
    },
  },
}

const GIT_URL = 'https://git.example.com/acme/worker.git'

const GIT_CHARTS: Record<Exclude<Answers['gitChart'], 'none'>, NonNullable<ComponentInput['chart']>> = {
  tag: { git: GIT_URL, path: 'charts/worker', tag: '1234' },
  branch: { git: GIT_URL, path: 'charts/worker', branch: 'on' },
  range: { git: GIT_URL, path: 'charts/worker', version: '1.x' },
  secret: {
    git: 'ssh://git@git.example.com/acme/worker.git',
    path: 'chart',
    branch: 'main',
    secret: 'deploy-key',
  },
}

const VALUES_FROM: Record<Answers['valuesFrom'], Pick<ComponentInput, 'valuesFrom'>> = {
  none: {},
  'config-map': { valuesFrom: [{ kind: 'ConfigMap', name: '1234', values: VALUES }] },
  secret: { valuesFrom: [{ kind: 'Secret', name: 'backend-values' }] },
  both: {
    valuesFrom: [
      { kind: 'ConfigMap', name: 'on', valuesKey: 'null', values: VALUES },
      { kind: 'Secret', name: 'token', valuesKey: 'token', targetPath: 'api.token', optional: true },
      { kind: 'Secret', name: 'more-values', optional: false },
    ],
  },
}

const STRATEGIES: Record<Answers['strategy'], Partial<ComponentInput>> = {
  retry: {},
  remediate: {
    strategy: 'remediate',
    retries: 5,
    rollback: { cleanupOnFail: true, recreate: false, force: true },
    test: true,
    driftDetection: {
      mode: 'warn',
      ignore: [
        {
          paths: ['/spec/replicas', '/metadata/annotations/a~1b'],
          target: { kind: 'Deployment', name: '1234' },
        },
        { paths: ['/data'] },
        { paths: ['/spec'], target: { kind: 'Service', namespace: 'null' } },
      ],
    },
  },
  unlimited: {
    strategy: 'remediate',
    retries: -1,
    rollback: { cleanupOnFail: false, recreate: true, force: false },
    driftDetection: { mode: 'disabled' },
  },
}

function manifestsOf(answers: Answers): NonNullable<ComponentInput['manifests']> {
  const image = 'ghcr.io/acme/web:1.2.3'
  switch (answers.manifests) {
    case 'autoscaled':
      return {
        image,
        healthPath: '/healthz',
        autoscaling: { minReplicas: 1, maxReplicas: 3, cpuUtilization: 50 },
      }
    case 'routed':
      return {
        image: IMAGE,
        port: 80,
        replicas: 0,
        route: {
          hostname: answers.settings === 'bare' ? 'web.example.com' : `web.${variable('CLUSTER_DOMAIN')}`,
        },
        resources: { requests: { cpu: '1', memory: '64Mi' }, limits: { cpu: '0.5', memory: '1G' } },
      }
    case 'mounted':
      return {
        image,
        command: ['/bin/web', '--name', quoted('CLUSTER_NAME')],
        args: ['on', '0x1f', '--listen=:8080'],
        envFrom: [
          { kind: 'ConfigMap', name: 'web-settings', prefix: 'WEB_', optional: true },
          { kind: 'Secret', name: 'web-credentials', optional: false },
        ],
        readOnlyRootFilesystem: true,
        volumes: [
          { name: 'tmp', mountPath: '/tmp', emptyDir: { sizeLimit: '64Mi' }, readOnly: false },
          { name: 'settings', mountPath: '/etc/web', configMap: 'web-settings', readOnly: true },
          { name: 'tls', mountPath: '/etc/web-tls', secret: 'web-tls', readOnly: true },
          {
            name: 'files',
            mountPath: '/var/lib/web',
            persistentVolumeClaim: { size: '1Gi', accessMode: 'ReadWriteMany', storageClass: 'files' },
          },
        ],
      }
    case 'claimed':
      return {
        image,
        readOnlyRootFilesystem: false,
        volumes: [
          {
            name: 'data',
            mountPath: '/var/lib/web',
            persistentVolumeClaim: { size: '10Gi', accessMode: 'ReadWriteOnce' },
          },
        ],
      }
    case 'odd':
      return {
        image,
        env: { ...ODD_TEXTS, CLUSTER: quoted('CLUSTER_NAME'), WHERE: `in ${variable('ENVIRONMENT')}` },
      }
    default:
      return { image }
  }
}

/** The first cluster that has the OCI chart patches its release. */
function withPatches(
  answers: Answers,
  clusters: readonly ClusterInput[],
  components: readonly ComponentInput[],
): ClusterInput[] {
  const component = components.find(({ chart }) => chart?.oci !== undefined)
  if (answers.patches === 'none' || component === undefined) return [...clusters]
  const cluster = new PlacementOf(component as Component, clusters as Cluster[]).clusters[0]
  const { name } = component
  const namespace = answers.layout === 'monorepo' ? (component.namespace ?? name) : 'flux-system'
  const merge = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${JSON.stringify(name)}
  namespace: ${JSON.stringify(namespace)}
spec:
  # A comment, and a value that is a string.
  values:
    text: "off"
`
  const json = '- op: replace\n  path: /spec/interval\n  value: 10m\n'
  const patches = {
    merge: { component: name, patch: merge },
    json: {
      component: name,
      layer: answers.layer,
      patch: json,
      target: { group: 'helm.toolkit.fluxcd.io', version: 'v2', kind: 'HelmRelease', name, namespace },
    },
    selector: {
      component: name,
      patch: merge,
      target: { kind: 'HelmRelease', name, labelSelector: '!missing' },
    },
  }
  return clusters.map((candidate) =>
    candidate === cluster
      ? { ...candidate, patches: [patches[answers.patches as keyof typeof patches]] }
      : candidate,
  )
}

/** Nothing but clusters: every answer at its first choice. */
const NOTHING = Object.fromEntries(
  Object.entries(FACTORS).map(([name, choices]) => [name, choices[0]]),
) as Answers

/** What no two answers show: empty layers, one layer alone, and the whole catalog together. */
const MORE: readonly Partial<Answers>[] = [
  { artifacts: 'on', environments: 'two', clusters: 'gap', secrets: 'each' },
  { artifacts: 'on', podinfo: 'yes' },
  { artifacts: 'on', metrics: 'verify' },
  { artifacts: 'on', gatewayApi: 'asked' },
  { artifacts: 'on', oci: 'tag', layer: 'configs', ownPlacement: 'cluster' },
  { layout: 'multi-tenant', tenants: 'several', artifacts: 'on', secrets: 'each', environments: 'two' },
  {
    layout: 'multi-repo',
    tenants: 'odd',
    tenantNamespaces: 'several',
    environments: 'words',
    clusters: 'gap',
  },
  {
    secrets: 'both',
    artifacts: 'on',
    environments: 'two',
    clusters: 'three',
    settings: 'variables',
    gateways: 'both',
    certificates: 'email',
    monitoring: 'everywhere',
    dns: 'google',
    metrics: 'verify',
    platform: 'all',
    podinfo: 'yes',
  },
]

const made = pairwise(FACTORS, allowed)

/** Pairs of answers that no case can have. */
export const IMPOSSIBLE_PAIRS = made.impossible

/** The cases: every two answers meet in one of them, and some more. */
export const MATRIX: readonly MatrixCase[] = [
  ...made.cases,
  NOTHING,
  ...MORE.map((some) => ({ ...NOTHING, ...some })),
].map((answers, index) => ({
  name: `${String(index).padStart(3, '0')}-${answers.layout}-${answers.environments}-${answers.gateways}-${answers.oci}`,
  input: fleetOf(answers),
}))
