import { beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { checkFleet } from '../../../src/features/check-fleet.ts'
import { renderFleet } from '../../../src/features/render-fleet.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

type Components = NonNullable<FleetInput['components']>

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

/** The files of a fleet. */
function filesOf(components: Components, fleet: Partial<FleetInput> = {}) {
  const { fleet: complete } = addRequired(
    fleetSchema.parse({
      version: 1,
      name: 'acme',
      git: { owner: 'acme' },
      environments: [{ name: 'production' }],
      clusters: [{ name: 'one', environment: 'production', domain: 'example.com', region: 'eu' }],
      components,
      ...fleet,
    }),
    library.catalog,
  )
  expect(checkFleet(complete, library.catalog)).toEqual([])
  return [...renderFleet(complete, library)]
}

/** The Kustomizations of the cluster `one`, by name. */
function kustomizations(components: Components, fleet: Partial<FleetInput> = {}) {
  const objects = filesOf(components, fleet)
    .filter(([path]) => /(^|\/)clusters\/one\/[^/]+\.yaml$/.test(path))
    .flatMap(([, { content }]) => parseAllDocuments(content).map((document) => document.toJS()))
    .filter(({ kind }) => kind === 'Kustomization')
  // biome-ignore lint/suspicious/noExplicitAny: objects of Flux, looked at here and there
  return new Map<string, any>(objects.map(({ metadata, spec }) => [metadata.name, spec]))
}

const own = (name: string, more: Partial<Components[number]> = {}): Components[number] => ({
  name,
  chart: { oci: `oci://registry.example.com/${name}`, version: '1.x' },
  ...more,
})
const application = (name: string, more: object = {}): Components[number] => ({
  name,
  manifests: { image: 'ghcr.io/acme/web:1.0.0', ...more },
})

describe('whether Kustomizations wait until all of it runs', () => {
  it('is so for every layer, and for what single clusters have', () => {
    const found = kustomizations([
      { name: 'cert-manager' },
      { name: 'podinfo' },
      { ...own('extra'), clusters: ['one'] },
    ])
    expect([...found].map(([name, { wait }]) => `${name} ${wait}`).sort()).toEqual([
      'apps true',
      'apps-extra true',
      'infra-configs true',
      'infra-controllers true',
    ])
  })

  it('is not so for tenants, of whom one must not block the others', () => {
    const found = kustomizations([{ name: 'podinfo' }], {
      layout: 'multi-tenant',
      tenants: [{ name: 'a', source: { git: 'https://git.example.com/a/a.git' } }],
    })
    expect(found.get('apps').wait).toBe(true)
    expect(found.get('policies').wait).toBe(true)
    expect(found.get('tenants').wait).toBeUndefined()
  })
})

describe('how long a Kustomization waits', () => {
  const timeout = (components: Components, name: string) => kustomizations(components).get(name).timeout

  it.each<[string, Components, string]>([
    ['nothing yet', [], '10m'],
    ['an application of plain manifests', [application('web')], '10m'],
    ['charts side by side', [own('a'), own('b'), own('c')], '10m'],
    ['two that wait for each other', [own('a'), own('b', { dependsOn: ['a'] })], '15m'],
    [
      'the longest row of several',
      [own('a'), own('b', { dependsOn: ['a'] }), own('c', { dependsOn: ['a', 'b'] }), own('d')],
      '20m',
    ],
  ])('is enough for %s', (_, components, expected) => {
    expect(timeout(components, 'apps')).toBe(expected)
  })

  it('counts what the catalog lets wait for each other', () => {
    const row = [{ name: 'envoy-gateway' }, { name: 'cert-manager' }]
    expect(timeout(row, 'infra-controllers')).toBe('10m')
    expect(timeout(row, 'infra-configs')).toBe('5m')
    expect(timeout(row, 'infra-crds')).toBe('10m')
  })

  it('does not count what another Kustomization installs', () => {
    const found = kustomizations([own('a'), { ...own('b', { dependsOn: ['a'] }), clusters: ['one'] }])
    expect(found.get('apps').timeout).toBe('10m')
    expect(found.get('apps-b').timeout).toBe('10m')
  })
})

describe('health checks', () => {
  const kinds = (spec: { healthCheckExprs?: { kind: string; current: string }[] }) =>
    spec.healthCheckExprs?.map(({ kind }) => kind)

  it('are there for the kinds that a Kustomization applies and kstatus can not tell of', () => {
    const found = kustomizations([
      { name: 'cert-manager' },
      { name: 'envoy-gateway' },
      { name: 'kyverno' },
      { name: 'kube-prometheus-stack' },
      application('web', { route: { hostname: 'web.example.com' } }),
    ])
    expect(kinds(found.get('infra-crds'))).toBeUndefined()
    expect(kinds(found.get('infra-controllers'))).toBeUndefined()
    expect(kinds(found.get('infra-configs'))).toEqual([
      'Certificate',
      'ClusterIssuer',
      'Gateway',
      'GatewayClass',
      'HTTPRoute',
      'ValidatingPolicy',
    ])
    expect(kinds(found.get('apps'))).toEqual(['HTTPRoute'])
  })

  it('are there for what only one environment has more', () => {
    const found = kustomizations(
      [
        { name: 'cert-manager' },
        { name: 'traefik', environments: ['production'] },
        { name: 'envoy-gateway', environments: ['production'] },
      ],
      {
        environments: [{ name: 'staging' }, { name: 'production' }],
        clusters: [
          { name: 'one', environment: 'staging', domain: 'example.com' },
          { name: 'two', environment: 'production', domain: 'example.com' },
        ],
      },
    )
    expect(kinds(found.get('infra-configs'))).toEqual(['Certificate', 'ClusterIssuer'])
  })

  it('are there without the component that brings the kind: the cluster may have it anyway', () => {
    const found = kustomizations([application('web', { route: { hostname: 'web.example.com' } })])
    expect(kinds(found.get('apps'))).toEqual(['HTTPRoute'])
    expect(found.get('apps').healthCheckExprs[0].current).toContain("c.type == 'Accepted'")
  })

  it('are none where there is nothing of that kind', () => {
    const found = kustomizations([
      { name: 'podinfo' },
      application('web'),
      { name: 'external-dns', options: { provider: 'google' } },
    ])
    for (const [name, spec] of found) expect(spec.healthCheckExprs, name).toBeUndefined()
  })
})

describe('a Kustomization for each component', () => {
  const alone = { granularity: 'component' as const }
  const before = (found: Map<string, { dependsOn?: { name: string }[] }>) =>
    Object.fromEntries(
      [...found].map(([name, { dependsOn = [] }]) => [name, dependsOn.map((one) => one.name)]),
    )

  it('waits for what it needs alone', () => {
    const found = kustomizations(
      [
        { name: 'cert-manager' },
        { name: 'cloudnative-pg' },
        own('a'),
        own('b', { dependsOn: ['a', 'cert-manager'] }),
      ],
      alone,
    )
    expect(before(found)).toEqual({
      'infra-controllers-cert-manager': [],
      'infra-controllers-cloudnative-pg': [],
      'infra-configs-cert-manager': ['infra-controllers-cert-manager'],
      'apps-a': [],
      'apps-b': ['infra-controllers-cert-manager', 'apps-a'],
    })
    expect(found.get('apps-b')).toMatchObject({ path: './apps/production/b', wait: true, timeout: '10m' })
    expect(found.get('infra-configs-cert-manager').healthCheckExprs).toHaveLength(2)
  })

  it('waits for definitions, for what is provided beside it, and for who makes its namespace', () => {
    const found = before(
      kustomizations(
        [
          { name: 'envoy-gateway' },
          { name: 'podinfo' },
          application('web', { route: { hostname: 'web.example.com' } }),
          { ...own('first'), namespace: 'shared' },
          { ...own('second'), namespace: 'shared' },
        ],
        alone,
      ),
    )
    const crds = ['infra-crds-envoy-gateway-crds', 'infra-crds-gateway-api']
    expect(found['infra-crds-gateway-api']).toEqual([])
    expect(found['infra-controllers-envoy-gateway']).toEqual(crds)
    expect(found['infra-configs-envoy-gateway']).toEqual([...crds, 'infra-controllers-envoy-gateway'])
    const gateway = [...crds, 'infra-controllers-envoy-gateway', 'infra-configs-envoy-gateway']
    expect(found['apps-podinfo']).toEqual(gateway)
    expect(found['apps-web']).toEqual(gateway)
    expect(found['apps-first']).toEqual(crds)
    expect(found['apps-second']).toEqual([...crds, 'apps-first'])
  })

  it('waits for plain manifests of its layer too, though no HelmRelease of them is there', () => {
    const components = [
      application('web'),
      { ...application('worker'), dependsOn: ['web'] },
      own('chart', { dependsOn: ['web'] }),
    ]
    const found = before(kustomizations(components, alone))
    expect(found['apps-worker']).toEqual(['apps-web'])
    expect(found['apps-chart']).toEqual(['apps-web'])
    const release = filesOf(components, alone).find(([path]) => path === 'apps/base/chart/release.yaml')!
    expect(parseAllDocuments(release[1].content)[0]!.toJS().spec.dependsOn).toBeUndefined()
  })

  it('is what documents speak of', () => {
    const documents = (fleet: Partial<FleetInput>) =>
      filesOf([{ name: 'cert-manager' }, { name: 'podinfo' }], fleet)
        .filter(([path]) => /^(docs\/|README|AGENTS)/.test(path))
        .map(([, { content }]) => content)
        .join('\n')
    const ofLayers = [
      'kustomization apps\n',
      '`<environment>/kustomization.yaml`',
      'layer_controllers --> layer_configs',
      '`infra-configs`',
    ]
    for (const words of ofLayers) {
      expect(documents({})).toContain(words)
      expect(documents(alone)).not.toContain(words)
    }
    for (const words of [
      'kustomization apps-<component>',
      '`<environment>/<component>/kustomization.yaml`',
      '`infra-configs-<component>`',
    ])
      expect(documents(alone)).toContain(words)
  })

  it('has an overlay of its own, and there is none of the layer', () => {
    const paths = filesOf([{ name: 'podinfo' }, own('a')], alone).map(([path]) => path)
    expect(paths).toEqual(
      expect.arrayContaining([
        'apps/production/podinfo/kustomization.yaml',
        'apps/production/podinfo/podinfo-values.yaml',
        'apps/production/a/kustomization.yaml',
      ]),
    )
    expect(paths).not.toContain('apps/production/kustomization.yaml')
    expect(paths).not.toContain('infrastructure/controllers/production/kustomization.yaml')
  })

  it('is what tenants wait for, all of the infrastructure or the components that they name', () => {
    const found = kustomizations([{ name: 'cert-manager' }, { name: 'podinfo' }], {
      ...alone,
      layout: 'multi-tenant',
      tenants: [{ name: 'a', source: { git: 'https://git.example.com/a/a.git' } }],
    })
    expect(before(found).tenants).toEqual([
      'policies',
      'infra-controllers-cert-manager',
      'infra-configs-cert-manager',
    ])
  })

  it.each([
    'monorepo',
    'multi-tenant',
    'multi-repo',
  ] as const)('names only Kustomizations that are there, never in a circle, with all of the catalog: %s', (layout) => {
    const all: Components = [...library.catalog.keys()].map((name) =>
      name === 'external-dns' ? { name, options: { provider: 'google' } } : { name },
    )
    const found = before(kustomizations(all, { ...alone, layout }))
    const reached = new Set<string>()
    const visit = (name: string, trail: readonly string[]): void => {
      expect(found, name).toHaveProperty([name])
      expect(trail).not.toContain(name)
      if (reached.has(name)) return
      reached.add(name)
      for (const other of found[name]!) visit(other, [...trail, name])
    }
    for (const name of Object.keys(found)) visit(name, [])
    expect(Object.keys(found).filter((name) => /^(infra-\w+|apps)$/.test(name))).toEqual([])
  })

  it('is refused where two would wait for each other by a namespace', () => {
    const fleet = fleetSchema.parse({
      version: 1,
      name: 'acme',
      git: { owner: 'acme' },
      environments: [{ name: 'production' }],
      clusters: [{ name: 'one', environment: 'production' }],
      components: [
        { ...own('a', { dependsOn: ['b'] }), namespace: 'shared' },
        { ...own('b'), namespace: 'shared' },
      ],
    })
    expect(checkFleet(fleet, library.catalog)).toEqual([])
    expect(checkFleet({ ...fleet, ...alone }, library.catalog).map(({ message }) => message)).toEqual([
      '"a" waits for "b" and makes its namespace "shared", for which that waits: give them namespaces of their own, or the granularity layer',
    ])
  })
})
