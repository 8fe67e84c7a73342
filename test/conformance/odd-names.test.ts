import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import { LAYOUTS_WITH_TENANTS } from '../definitions.ts'
import { makeRepository, recipient, repositoriesIn, temporaryFolder } from './fleets.ts'
import { LONG_NAME, ODD_TEXTS, quoted, variable } from './matrix.ts'
import { checkFleets, complaints, type FleetReport } from './tools.ts'

const CLUSTERS = ['on', '1234', 'null', '0x1f', '1e3', '012', 'y', LONG_NAME]
/** Flux reads `$$` as a `$` in all that it substitutes, so that `$${X}` can stand for `${X}`. */
const SUBSTITUTED = { ...ODD_TEXTS, DOLLARS: 'a$b' }

/** Variables with a default; only that of `SET` is set. */
const DEFAULTED = { SET: '${CLUSTER_NAME:=none of them}', UNSET: '${NOBODY:=1}', ALSO: '${NOBODY:-1}' }

const VALUES = {
  text: 'on',
  number: '1234',
  list: ['null', '0x1f', '1e3'],
  lines: 'one\ntwo',
  real: 5,
  nested: { '1234': 'off' },
}

const INPUT: FleetInput = {
  version: 1,
  name: '1234',
  git: { provider: 'gitlab', owner: '1234', hostname: 'gitlab.example.com' },
  secrets: { provider: 'sops', recipients: [recipient(1)] },
  environments: [{ name: 'on' }, { name: '1234', production: true }],
  clusters: CLUSTERS.map((name, index) => ({
    name,
    environment: index % 2 === 0 ? 'on' : '1234',
    region: '1e3',
    domain: '1234',
    variables: ODD_TEXTS,
  })),
  components: [
    { name: 'external-dns', options: { provider: 'google' } },
    { name: 'cert-manager' },
    { name: 'envoy-gateway' },
    {
      name: '0x1f',
      manifests: {
        image: 'ghcr.io/acme/web:1.2.3',
        env: {
          ...ODD_TEXTS,
          CLUSTER: variable('CLUSTER_NAME'),
          SAFE: quoted('CLUSTER_NAME'),
          WHERE: `in ${variable('ENVIRONMENT')}`,
          TEXT: variable('ZERO'),
          ...DEFAULTED,
        },
      },
      overrides: [{ environment: '1234', env: { ADDED: variable('CLUSTER_NAME'), ON: 'off' } }],
    },
    {
      name: 'null',
      chart: { oci: 'oci://registry.example.com/charts/on', tag: '1.20' },
      values: VALUES,
      valuesFrom: [{ kind: 'ConfigMap', name: '1234', valuesKey: 'on', values: VALUES }],
      overrides: [{ environment: '1234', values: { text: '0x1f' } }],
    },
  ],
}

interface Built {
  kind: string
  metadata: { name: unknown; namespace?: unknown; labels?: Record<string, unknown> }
  data?: Record<string, unknown>
  spec?: Record<string, unknown>
}

const root = join(temporaryFolder('odd-names'), 'fleet')
let report: FleetReport

beforeAll(async () => {
  await makeRepository(root, INPUT)
  report = checkFleets([root], { objects: true })[0]!
})

describe('odd names and texts', () => {
  it('make nothing that the API server would refuse', () => {
    expect(complaints([report])).toEqual([])
    expect(report.clusters).toHaveLength(CLUSTERS.length)
  })

  describe.each(CLUSTERS)('on the cluster "%s"', (name) => {
    const objects = () =>
      report.clusters
        .find(({ cluster }) => cluster === `clusters/${name}`)!
        .builds.flatMap((build) => build.objects.map(({ object }) => object as unknown as Built))
    const one = (kind: string, object: string) =>
      objects().find((built) => built.kind === kind && built.metadata.name === object)!

    it('are strings wherever an object has a name', () => {
      expect(objects().length).toBeGreaterThan(30)
      for (const { metadata } of objects()) {
        expect(typeof metadata.name).toBe('string')
        expect(['string', 'undefined']).toContain(typeof metadata.namespace)
      }
    })

    it('stay as they are in the variables', () => {
      expect(one('ConfigMap', 'cluster-vars').data).toEqual({
        ...ODD_TEXTS,
        CLUSTER_NAME: name,
        CLUSTER_IDENTITY: name,
        CLUSTER_REGION: '1e3',
        CLUSTER_DOMAIN: '1234',
        ENVIRONMENT: environmentOf(name),
        quote: '"',
      })
    })

    it('stay strings in the values of external-dns and in a certificate', () => {
      expect(one('HelmRelease', 'external-dns').spec!.values).toMatchObject({
        txtOwnerId: name,
        domainFilters: ['1234'],
      })
      expect(one('Certificate', 'private-ca').spec!.subject).toEqual({ organizations: [name] })
    })

    it('stay strings in the environment of a container', () => {
      const template = one('Deployment', '0x1f').spec!.template as {
        spec: { containers: { env: { name: string; value: string }[] }[] }
      }
      const env = Object.fromEntries(
        template.spec.containers[0]!.env.map((entry) => [entry.name, entry.value]),
      )
      expect(env).toEqual({
        ...SUBSTITUTED,
        CLUSTER: name,
        SAFE: name,
        WHERE: `in ${environmentOf(name)}`,
        TEXT: ODD_TEXTS.ZERO,
        ...Object.fromEntries(Object.keys(DEFAULTED).map((key) => [key, key === 'SET' ? name : '1'])),
        ...(environmentOf(name) === '1234' && { ADDED: name, ON: 'off' }),
      })
    })

    it('stay as they are in Helm values, inline and in a ConfigMap', () => {
      expect(one('HelmRelease', 'null').spec!.values).toEqual({
        ...VALUES,
        text: environmentOf(name) === '1234' ? '0x1f' : 'on',
      })
      const data = one('ConfigMap', '1234').data!
      expect(Object.keys(data)).toEqual(['on'])
      expect(parse(data.on as string, { version: '1.1' })).toEqual(VALUES)
    })
  })
})

/**
 * Names of tenants, of namespaces, of a component and of an account that YAML would read as something else,
 * or as long as can be.
 */
const LONG_COMPONENT = `${'component-'.repeat(6)}end`
const TENANTS: NonNullable<FleetInput['tenants']> = [
  {
    name: 'on',
    source: { secret: '1e3', branch: '1.0' },
    notifications: { provider: 'slack', channel: '1234', secret: '012' },
  },
  {
    name: '1234',
    namespaces: ['0x1f', 'null', '1234'],
    role: 'custom',
    rules: someRules(),
    source: { tag: '1e3' },
  },
  {
    name: 'null',
    namespaces: ['true'],
    role: 'edit',
    dependsOn: ['0x1f'],
    overrides: [{ environment: '1234', semver: '1.20', path: '007' }],
  },
  { name: '1e3', clusters: ['null', LONG_NAME], source: { path: '0' } },
  { name: LONG_NAME, source: { path: 'on' } },
  { name: `${'t'.repeat(62)}9`, clusters: ['on'] },
]

function someRules() {
  return [
    {
      apiGroups: ['', 'apps', 'policy'],
      resources: ['deployments', 'services', 'poddisruptionbudgets'],
      verbs: ['get', 'create', 'patch', 'delete'],
    },
  ]
}

/** Fields of all kinds of objects that hold a text, wherever they stand. */
const TEXTS =
  /^(name|namespace|kind|path|url|branch|tag|semver|serviceAccountName|targetNamespace|storageNamespace|releaseName|channel|apiGroup|apiVersion)$/

/** Where a text should be and is none: the fields above, labels, annotations and selectors. */
function noTexts(value: unknown, place = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => noTexts(entry, `${place}[${index}]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, entry]) => {
    const here = `${place}.${key}`
    // Values of charts and the schema of a CRD are of their own making.
    if (/^\.spec\.(values|versions|validation)/.test(here)) return []
    const isText = typeof entry === 'string'
    if (/\.(labels|annotations|matchLabels|data|stringData)$/.test(place)) return isText ? [] : [here]
    if (TEXTS.test(key) && typeof entry !== 'object') return isText ? [] : [here]
    return noTexts(entry, here)
  })
}

describe.each(LAYOUTS_WITH_TENANTS)('odd names in the layout %s', (layout) => {
  let reports: FleetReport[]
  const locked: FleetInput = {
    ...INPUT,
    layout,
    git: { ...INPUT.git!, repository: 'yes' },
    components: [
      {
        name: '0x1f',
        namespace: '012',
        layer: 'controllers',
        chart: { oci: 'oci://registry.example.com/on', tag: '1.20' },
      },
      { name: LONG_COMPONENT, chart: { oci: 'oci://registry.example.com/long', version: '1.x' } },
      { name: 'y', namespace: '1-1', manifests: { image: 'ghcr.io/acme/web:1.2.3', env: { ON: 'on' } } },
    ],
    tenancy: { serviceAccount: '0' },
    ...(layout === 'multi-repo' && { platform: { repository: 'off', secret: '1-0' } }),
    tenants: TENANTS.map((tenant, index) => ({ ...tenant, recipients: [recipient(10 + index)] })),
  }

  beforeAll(async () => {
    const folder = join(root, '..', layout)
    const fleet = await makeRepository(folder, locked)
    reports = checkFleets(repositoriesIn(folder, fleet), { objects: true })
  })

  const objects = (cluster: string) =>
    reports
      .flatMap(({ clusters }) => clusters)
      .find((report) => report.cluster === `clusters/${cluster}`)!
      .builds.flatMap((build) => build.objects.map(({ object }) => object as unknown as Built))
  const one = (cluster: string, kind: string, namespace: string | undefined, name: string) =>
    objects(cluster).find(
      ({ kind: of, metadata }) => of === kind && metadata.namespace === namespace && metadata.name === name,
    ) as Built & Record<string, unknown>

  it('make nothing that the API server would refuse', () => {
    expect(complaints(reports)).toEqual([])
  })

  it.each(CLUSTERS)('are texts wherever a text belongs, on the cluster "%s"', (cluster) => {
    const built = objects(cluster)
    expect(built.length).toBeGreaterThan(layout === 'multi-repo' ? 80 : 70)
    for (const object of built) {
      const { kind, metadata } = object
      expect({ kind, metadata, wrong: noTexts(object) }).toEqual({ kind, metadata, wrong: [] })
    }
  })

  it.each(CLUSTERS)('arrive as they are, on the cluster "%s"', (cluster) => {
    const environment = environmentOf(cluster)
    for (const { name, namespaces, clusters } of TENANTS) {
      const own = namespaces ?? [name]
      const here = clusters === undefined || clusters.includes(cluster)
      for (const namespace of own) {
        const labels = one(cluster, 'Namespace', undefined, namespace)?.metadata.labels
        expect(labels?.['toolkit.fluxcd.io/tenant']).toBe(here ? name : undefined)
        if (!here) continue
        const peers = one(cluster, 'NetworkPolicy', namespace, 'platform-allow-tenant').spec!.ingress
        expect(peers).toEqual([
          { from: [{ namespaceSelector: { matchLabels: { 'toolkit.fluxcd.io/tenant': name } } }] },
        ])
        const { subjects } = one(cluster, 'RoleBinding', namespace, `${name}-reconciler`)
        expect(subjects).toEqual([{ kind: 'ServiceAccount', name: '0', namespace: own[0] }])
      }
      if (!here) continue
      expect(one(cluster, 'ServiceAccount', own[0], '0')).toBeDefined()
      const { spec } = one(cluster, 'Kustomization', own[0], name)
      expect(spec).toMatchObject({ serviceAccountName: '0', sourceRef: { kind: 'GitRepository', name } })
      expect(spec!.targetNamespace).toBe(own.length === 1 ? own[0] : undefined)
      expect(spec!.path).toBe(
        { null: environment === '1234' ? './007' : './apps/on', '1e3': './0', [LONG_NAME]: './on' }[name] ??
          `./apps/${environment}`,
      )
    }
    const source = (tenant: string, namespace: string) =>
      one(cluster, 'GitRepository', namespace, tenant).spec
    expect(source('on', 'on')).toMatchObject({ ref: { branch: '1.0' }, secretRef: { name: '1e3' } })
    expect(source('1234', '0x1f')).toMatchObject({ ref: { tag: '1e3' } })
    expect(source('null', 'true')!.ref).toEqual(
      environment === '1234' ? { semver: '1.20' } : { branch: 'main' },
    )
    expect(one(cluster, 'Provider', 'on', 'on').spec).toMatchObject({
      channel: '1234',
      secretRef: { name: '012' },
    })
    expect(one(cluster, 'Kustomization', 'true', 'null').spec!.dependsOn).toEqual([
      { name: 'infra-controllers', namespace: 'flux-system' },
    ])
    if (layout === 'multi-repo')
      expect(one(cluster, 'GitRepository', 'flux-system', 'platform').spec!.secretRef).toEqual({
        name: '1-0',
      })
  })

  it('give a Kustomization of a single cluster a name that is a label', () => {
    const names = objects('on')
      .filter(({ kind, metadata }) => kind === 'Kustomization' && metadata.namespace === 'flux-system')
      .map(({ metadata }) => metadata.name as string)
      .filter((name) => name.startsWith('tenants-'))
    expect(names).toEqual([expect.stringMatching(/^tenants-t{46}-[0-9a-f]{8}$/)])
    expect(names[0]).toHaveLength(63)
  })

  it.each(CLUSTERS)('give a release a name that Helm takes, on the cluster "%s"', (cluster) => {
    const long = one(cluster, 'HelmRelease', 'flux-system', LONG_COMPONENT).spec!
    expect(LONG_COMPONENT).toHaveLength(63)
    expect(long.releaseName).toMatch(/^(component-){4}comp-[0-9a-f]{8}$/)
    expect((long.releaseName as string).length).toBe(53)
    expect(long).toMatchObject({
      targetNamespace: LONG_COMPONENT,
      storageNamespace: 'flux-system',
      serviceAccountName: 'helm-controller',
      chartRef: { kind: 'OCIRepository', name: LONG_COMPONENT },
    })
    expect(one(cluster, 'HelmRelease', 'flux-system', '0x1f').spec).toMatchObject({
      releaseName: '0x1f',
      targetNamespace: '012',
    })
  })
})

function environmentOf(cluster: string): string {
  return INPUT.clusters!.find(({ name }) => name === cluster)!.environment
}
