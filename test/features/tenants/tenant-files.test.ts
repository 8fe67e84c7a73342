import { beforeAll, describe, expect, it, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { renderFleet } from '../../../src/features/render-fleet.ts'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { QUOTA_PRESETS } from '../../../src/features/tenants/quota-presets.ts'
import { tenantsOf } from '../../../src/features/tenants/resolved-tenant.ts'
import { TENANT_ANNOTATIONS, TENANT_LABEL } from '../../../src/features/tenants/tenancy.ts'
import { writeTenants } from '../../../src/features/tenants/tenant-files.ts'
import { tenantSecrets } from '../../../src/features/tenants/tenant-secrets.ts'
import {
  type Fleet,
  type FleetInput,
  fleetSchema,
  type Tenant,
} from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { Tree } from '../../../src/tree/tree.ts'
import { choicesOf } from '../../definitions.ts'

type TenantInput = NonNullable<FleetInput['tenants']>[number]

// biome-ignore lint/suspicious/noExplicitAny: objects of all kinds
type Json = any

const LONG = `${'a'.repeat(62)}z`
const ODD = ['on', 'null', '1234', '0x1f', '012', '1e3', 'y']

let library: Library

beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function fleetOf(tenants: readonly TenantInput[], more: Partial<FleetInput> = {}): Fleet {
  return fleetSchema.parse({
    version: 1,
    name: 'acme',
    layout: 'multi-tenant',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }, { name: 'production' }],
    clusters: [
      { name: 'staging', environment: 'staging' },
      { name: 'prod-eu', environment: 'production' },
      { name: 'prod-us', environment: 'production' },
    ],
    tenants: [...tenants],
    ...more,
  })
}

function rendered(tenants: readonly TenantInput[], more?: Partial<FleetInput>): Tree {
  const tree = new Tree()
  writeTenants(tree, { resolved: resolveFleet(fleetOf(tenants, more), library.catalog), library })
  return tree
}

/** The objects of a file as a YAML 1.1 reader sees them, which kustomize and the API server are. */
function objects(tree: Tree, path: string): Json[] {
  const file = tree.get(path)
  expect(file, path).toBeDefined()
  return parseAllDocuments(file!.content, { version: '1.1' }).map((document) => {
    expect(document.errors, path).toEqual([])
    return document.toJS() as Json
  })
}

function all(tree: Tree): Json[] {
  return tree.paths().flatMap((path) => objects(tree, path))
}

function some(tree: Tree, kind: string): Json[] {
  return all(tree).filter((object) => object.kind === kind && object.metadata !== undefined)
}

/** The operations that an overlay's patches make on objects of a kind. */
function operations(tree: Tree, path: string, kind: string): Json[] {
  const [{ patches = [] }] = objects(tree, path) as [Json]
  return patches
    .filter((patch: Json) => patch.target.kind === kind)
    .flatMap((patch: Json) => parse(patch.patch, { version: '1.1' }) as Json)
}

const overlay = (environment: string, tenant: string) => `tenants/${environment}/${tenant}/kustomization.yaml`

describe('a tenant with one namespace', () => {
  it('has a base that lists its files, and an overlay in each environment', () => {
    const tree = rendered([{ name: 'shop' }])
    expect(tree.paths()).toEqual([
      'tenants/base/shop/kustomization.yaml',
      'tenants/base/shop/namespaces.yaml',
      'tenants/base/shop/network-policies.yaml',
      'tenants/base/shop/quota.yaml',
      'tenants/base/shop/rbac.yaml',
      'tenants/base/shop/sync.yaml',
      'tenants/production/kustomization.yaml',
      'tenants/production/shop/kustomization.yaml',
      'tenants/staging/kustomization.yaml',
      'tenants/staging/shop/kustomization.yaml',
    ])
    expect(objects(tree, 'tenants/base/shop/kustomization.yaml')[0].resources).toEqual([
      'namespaces.yaml',
      'rbac.yaml',
      'sync.yaml',
      'quota.yaml',
      'network-policies.yaml',
    ])
    expect(objects(tree, overlay('staging', 'shop'))[0].resources).toEqual(['../../base/shop'])
    expect(objects(tree, 'tenants/staging/kustomization.yaml')[0].resources).toEqual(['shop'])
  })

  it('is synced with its own account into its namespace, and pruned', () => {
    const [source, sync] = objects(rendered([{ name: 'shop' }]), 'tenants/base/shop/sync.yaml') as [
      Json,
      Json,
    ]
    expect(source).toEqual({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'shop', namespace: 'shop' },
      spec: { interval: '5m', url: 'https://github.com/acme/shop.git', ref: { branch: 'main' } },
    })
    expect(sync).toEqual({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'shop', namespace: 'shop' },
      spec: {
        serviceAccountName: 'flux',
        interval: '30m',
        retryInterval: '2m',
        timeout: '5m',
        sourceRef: { kind: 'GitRepository', name: 'shop' },
        targetNamespace: 'shop',
        prune: true,
        wait: true,
      },
    })
  })

  it('takes another path in each environment', () => {
    const tree = rendered([{ name: 'shop' }])
    for (const environment of ['staging', 'production']) {
      expect(operations(tree, overlay(environment, 'shop'), 'Kustomization')).toEqual([
        { op: 'add', path: '/spec/path', value: `./apps/${environment}` },
      ])
      expect(operations(tree, overlay(environment, 'shop'), 'GitRepository')).toEqual([])
    }
  })
})

describe('a tenant with several namespaces', () => {
  const tenant: TenantInput = { name: 'shop', namespaces: ['shop-web', 'shop-data', 'shop-jobs'] }

  it('has source, Kustomization and account in the first, without targetNamespace', () => {
    const tree = rendered([tenant])
    for (const kind of ['GitRepository', 'Kustomization', 'ServiceAccount'])
      expect(some(tree, kind).map((object) => object.metadata.namespace)).toEqual(['shop-web'])
    expect(some(tree, 'Kustomization')[0].spec).not.toHaveProperty('targetNamespace')
    expect(objects(tree, overlay('staging', 'shop'))[0].patches[0].target).toEqual({
      kind: 'Kustomization',
      name: 'shop',
      namespace: 'shop-web',
    })
  })

  it('has the label, a binding of that one account, a quota and network policies in each', () => {
    const tree = rendered([tenant])
    expect(some(tree, 'Namespace').map((object) => object.metadata.name)).toEqual(tenant.namespaces)
    for (const namespace of some(tree, 'Namespace'))
      expect(namespace.metadata.labels).toMatchObject({ [TENANT_LABEL]: 'shop' })
    const bindings = some(tree, 'RoleBinding')
    expect(bindings.map((object) => object.metadata.namespace)).toEqual(tenant.namespaces)
    for (const binding of bindings) {
      expect(binding.metadata.name).toBe('shop-reconciler')
      expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'flux', namespace: 'shop-web' }])
    }
    for (const kind of ['ResourceQuota', 'LimitRange'])
      expect(some(tree, kind).map((object) => object.metadata.namespace)).toEqual(tenant.namespaces)
    for (const namespace of tenant.namespaces!) {
      const policies = some(tree, 'NetworkPolicy').filter((policy) => policy.metadata.namespace === namespace)
      expect(policies.map((policy) => policy.metadata.name)).toEqual([
        'platform-default-deny',
        'platform-allow-dns',
        'platform-allow-tenant',
      ])
    }
  })
})

describe('rights', () => {
  const rules = [{ apiGroups: ['', 'apps'], resources: ['deployments'], verbs: ['get', 'patch'] }]

  test.each(
    choicesOf<Tenant['role']>('tenants', 0, 'role').filter((role) => role !== 'custom'),
  )('%s is the ClusterRole of that name, bound in the namespace', (role) => {
    const tree = rendered([{ name: 'shop', role }])
    expect(some(tree, 'RoleBinding').map((object) => object.roleRef)).toEqual([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    ])
    expect(some(tree, 'Role')).toEqual([])
  })

  it('custom is a Role in each namespace with the rules and what health checks read', () => {
    const tree = rendered([{ name: 'shop', namespaces: ['one', 'two'], role: 'custom', rules }])
    const roles = some(tree, 'Role')
    expect(roles.map((object) => object.metadata)).toEqual([
      { name: 'shop-reconciler', namespace: 'one' },
      { name: 'shop-reconciler', namespace: 'two' },
    ])
    for (const role of roles) {
      expect(role.rules.slice(0, 1)).toEqual(rules)
      expect(role.rules.slice(1)).toEqual([
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
        { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['get', 'list'] },
      ])
    }
    for (const binding of some(tree, 'RoleBinding'))
      expect(binding.roleRef).toEqual({
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Role',
        name: 'shop-reconciler',
      })
  })

  it('can change role, although Kubernetes never changes that of a binding', () => {
    const [binding] = some(rendered([{ name: 'shop' }]), 'RoleBinding')
    expect(binding.metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/force': 'Enabled' })
  })

  it('never reach over the cluster', () => {
    const tree = rendered([
      { name: 'one' },
      { name: 'two', role: 'edit', namespaces: ['two', 'three'] },
      { name: 'four', role: 'custom', rules, clusters: ['prod-eu'] },
    ])
    expect(some(tree, 'RoleBinding')).toHaveLength(4)
    expect(all(tree).filter((object) => /^ClusterRole/.test(object.kind))).toEqual([])
    for (const binding of some(tree, 'RoleBinding'))
      expect(['admin', 'edit', 'four-reconciler']).toContain(binding.roleRef.name)
    for (const object of all(tree)) {
      if (object.metadata === undefined || object.kind === 'Namespace') continue
      expect(['one', 'two', 'three', 'four']).toContain(object.metadata.namespace)
    }
  })

  it('follow the account of the model wherever it is named', () => {
    const tenants: TenantInput[] = [
      { name: 'one', namespaces: ['one-a', 'one-b'], notifications: { provider: 'slack' } },
      { name: 'two', role: 'custom', rules },
    ]
    const withAccount = (serviceAccount: string) => {
      const tree = rendered(tenants, { tenancy: { serviceAccount }, secrets: { provider: 'sops' } })
      return Object.fromEntries([...tree].map(([path, file]) => [path, file.content]))
    }
    const renamed = JSON.parse(
      JSON.stringify(withAccount('first-account')).replaceAll('first-account', 'next'),
    )
    expect(renamed).toEqual(withAccount('next'))

    const tree = rendered(tenants, { tenancy: { serviceAccount: 'next' } })
    expect(some(tree, 'ServiceAccount').map((object) => object.metadata.name)).toEqual(['next', 'next'])
    expect(some(tree, 'Kustomization').map((object) => object.spec.serviceAccountName)).toEqual([
      'next',
      'next',
    ])
    const subjects = some(tree, 'RoleBinding').flatMap((object) => object.subjects)
    expect(subjects.map((subject: Json) => `${subject.namespace}/${subject.name}`)).toEqual([
      'one-a/next',
      'one-a/next',
      'two/next',
    ])
    const text = [...tree].map(([, file]) => file.content).join('')
    expect(text.match(/\bname: flux\b|serviceAccountName: flux\b/g)).toBeNull()
  })
})

describe('pod security', () => {
  const labels = (podSecurity: 'baseline' | 'restricted') =>
    some(rendered([{ name: 'shop', podSecurity }]), 'Namespace')[0].metadata.labels

  it('of baseline tells what restricted would refuse', () => {
    expect(labels('baseline')).toEqual({
      [TENANT_LABEL]: 'shop',
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    })
  })

  it('of restricted is enforced alone', () => {
    expect(labels('restricted')).toEqual({
      [TENANT_LABEL]: 'shop',
      'pod-security.kubernetes.io/enforce': 'restricted',
    })
  })
})

describe('sources', () => {
  const sync = (source: TenantInput['source']) =>
    objects(rendered([{ name: 'shop', source }]), 'tenants/base/shop/sync.yaml') as [Json, Json]

  it('that are private name their Secret', () => {
    expect(sync({ secret: 'deploy-key' })[0].spec).toMatchObject({
      url: 'ssh://git@github.com/acme/shop.git',
      secretRef: { name: 'deploy-key' },
    })
    expect(sync({})[0].spec).not.toHaveProperty('secretRef')
  })

  it('of OCI are extracted as flux push artifact packs them', () => {
    const [source, kustomization] = sync({ oci: 'oci://ghcr.io/acme/shop', semver: '>=1.0.0' })
    expect(source).toEqual({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      metadata: { name: 'shop', namespace: 'shop' },
      spec: { interval: '5m', url: 'oci://ghcr.io/acme/shop', ref: { semver: '>=1.0.0' } },
    })
    expect(kustomization.spec.sourceRef).toEqual({ kind: 'OCIRepository', name: 'shop' })
  })

  it('with one path everywhere have it in the base, and nothing to patch', () => {
    const tree = rendered([{ name: 'shop', source: { path: 'deploy', tag: '1.20' } }])
    const [source, kustomization] = objects(tree, 'tenants/base/shop/sync.yaml') as [Json, Json]
    expect(kustomization.spec.path).toBe('./deploy')
    expect(source.spec.ref).toEqual({ tag: '1.20' })
    for (const environment of ['staging', 'production'])
      expect(objects(tree, overlay(environment, 'shop'))[0]).not.toHaveProperty('patches')
  })

  it('take what an environment has differently, and only there', () => {
    const tree = rendered([
      {
        name: 'shop',
        source: { branch: 'develop', path: 'deploy' },
        overrides: [{ environment: 'production', semver: '1.x', path: 'deploy/production' }],
      },
    ])
    expect(objects(tree, 'tenants/base/shop/sync.yaml')[0].spec.ref).toEqual({ branch: 'develop' })
    expect(objects(tree, overlay('staging', 'shop'))[0]).not.toHaveProperty('patches')
    // The whole ref, since a branch and a range are different keys of it.
    expect(operations(tree, overlay('production', 'shop'), 'GitRepository')).toEqual([
      { op: 'replace', path: '/spec/ref', value: { semver: '1.x' } },
    ])
    expect(operations(tree, overlay('production', 'shop'), 'Kustomization')).toEqual([
      { op: 'add', path: '/spec/path', value: './deploy/production' },
    ])
  })
})

describe('places', () => {
  it('alone on a cluster: an overlay in its environment that the list leaves out', () => {
    const tree = rendered([{ name: 'shop', clusters: ['prod-us'] }])
    expect(tree.has(overlay('production', 'shop'))).toBe(true)
    expect(tree.has(overlay('staging', 'shop'))).toBe(false)
    for (const environment of ['staging', 'production'])
      expect(objects(tree, `tenants/${environment}/kustomization.yaml`)[0].resources).toEqual([])
  })

  it('in one environment: nothing of it in the other', () => {
    const tree = rendered([{ name: 'shop', environments: ['staging'] }, { name: 'web' }])
    expect(objects(tree, 'tenants/staging/kustomization.yaml')[0].resources).toEqual(['shop', 'web'])
    expect(objects(tree, 'tenants/production/kustomization.yaml')[0].resources).toEqual(['web'])
    expect(tree.paths().filter((path) => path.startsWith('tenants/production/shop/'))).toEqual([])
  })

  it('without tenants: an empty list in each environment', () => {
    const tree = rendered([])
    expect(tree.paths()).toEqual([
      'tenants/production/kustomization.yaml',
      'tenants/staging/kustomization.yaml',
    ])
    expect(objects(tree, 'tenants/staging/kustomization.yaml')[0].resources).toEqual([])
  })
})

describe('dependencies on the platform', () => {
  const components = [
    { name: 'cert-manager' },
    { name: 'external-secrets' },
    { name: 'gateway-api' },
    { name: 'traefik', environments: ['staging'], clusters: ['prod-us'] },
  ]
  const dependsOn = (tenant: Partial<TenantInput>, environment: string) =>
    operations(
      rendered([{ name: 'shop', ...tenant }], { components }),
      overlay(environment, 'shop'),
      'Kustomization',
    )
      .filter((operation) => operation.path === '/spec/dependsOn')
      .flatMap((operation) => operation.value)

  it('are the Kustomizations of their layers, each once', () => {
    const tenant = { dependsOn: ['cert-manager', 'external-secrets', 'gateway-api'] }
    expect(dependsOn(tenant, 'staging')).toEqual([
      { name: 'infra-controllers', namespace: 'flux-system' },
      { name: 'infra-crds', namespace: 'flux-system' },
    ])
  })

  it('are another one where a component is alone on a cluster', () => {
    const tenant = { clusters: ['staging', 'prod-us'], dependsOn: ['traefik'] }
    expect(dependsOn(tenant, 'staging')).toEqual([{ name: 'infra-controllers', namespace: 'flux-system' }])
    expect(dependsOn(tenant, 'production')).toEqual([
      { name: 'infra-controllers-traefik', namespace: 'flux-system' },
    ])
  })

  it('are left out where a cluster of the tenant would wait for ever', () => {
    expect(dependsOn({ dependsOn: ['traefik'] }, 'production')).toEqual([])
  })

  it('are told by the names of the components, of those only that are waited for', () => {
    const tenant: TenantInput = { name: 'shop', dependsOn: ['cert-manager', 'gateway-api', 'traefik'] }
    const tree = rendered([tenant], { components })
    const told = (environment: string) =>
      tree.get(overlay(environment, 'shop'))!.content.match(/that install .*/)
    expect(told('staging')?.[0]).toBe('that install cert-manager, gateway-api, traefik.')
    expect(told('production')?.[0]).toBe('that install cert-manager, gateway-api.')
  })
})

describe('quotas', () => {
  const units: Record<string, number> = { m: 1e-3, Mi: 2 ** 20, Gi: 2 ** 30 }
  const amount = (quantity: string) => {
    const [, digits, unit] = /^(\d+)(m|Mi|Gi)?$/.exec(quantity)!
    return Number(digits) * (unit === undefined ? 1 : units[unit]!)
  }
  const sizes = Object.keys(QUOTA_PRESETS) as (keyof typeof QUOTA_PRESETS)[]

  test.each(sizes)('%s holds as many pods as it counts when all take the defaults', (quota) => {
    const tree = rendered([{ name: 'shop', quota }])
    const [resourceQuota, limitRange] = objects(tree, 'tenants/base/shop/quota.yaml') as [Json, Json]
    const { hard } = resourceQuota.spec
    expect(Object.values(hard).every((value) => typeof value === 'string')).toBe(true)
    const [limit] = limitRange.spec.limits
    expect(limit.type).toBe('Container')
    const pods = amount(hard.pods)
    expect(pods * amount(limit.defaultRequest.cpu)).toBeLessThanOrEqual(amount(hard['requests.cpu']))
    expect(pods * amount(limit.defaultRequest.memory)).toBeLessThanOrEqual(amount(hard['requests.memory']))
    expect(pods * amount(limit.default.memory)).toBeLessThanOrEqual(amount(hard['limits.memory']))
    const disk = 'ephemeral-storage'
    expect(pods * amount(limit.defaultRequest[disk])).toBeLessThanOrEqual(amount(hard[`requests.${disk}`]))
    expect(pods * amount(limit.default[disk])).toBeLessThanOrEqual(amount(hard[`limits.${disk}`]))
    expect(amount(limit.defaultRequest.memory)).toBeLessThanOrEqual(amount(limit.default.memory))
  })

  test.each(sizes)('%s admits pods that say nothing: what is counted has a default', (quota) => {
    const tree = rendered([{ name: 'shop', quota }])
    const [resourceQuota, limitRange] = objects(tree, 'tenants/base/shop/quota.yaml') as [Json, Json]
    const [limit] = limitRange.spec.limits
    const counted = Object.keys(resourceQuota.spec.hard)
      .map((key) => key.split('.') as [string, string | undefined])
      .filter(([kind, resource]) => kind === 'limits' || (kind === 'requests' && resource !== 'storage'))
    expect(counted.length).toBeGreaterThan(0)
    for (const [kind, resource] of counted)
      expect(kind === 'limits' ? limit.default : limit.defaultRequest).toHaveProperty(resource!)
  })

  test.each([
    [['LoadBalancer'], { 'services.loadbalancers': undefined, 'services.nodeports': undefined }],
    [['NodePort'], { 'services.loadbalancers': '0', 'services.nodeports': undefined }],
    [[], { 'services.loadbalancers': '0', 'services.nodeports': '0' }],
  ] as const)('leave open to Services of the types %j what those need', (serviceTypes, counted) => {
    const tree = rendered([
      { name: 'shop', namespaces: ['shop', 'shop-jobs'], serviceTypes: [...serviceTypes] },
    ])
    for (const { spec } of some(tree, 'ResourceQuota'))
      expect({ ...spec.hard, ...counted }, JSON.stringify(serviceTypes)).toEqual(spec.hard)
    for (const { metadata } of some(tree, 'Namespace'))
      expect(metadata.annotations?.[TENANT_ANNOTATIONS.serviceTypes]).toBe(serviceTypes[0])
  })

  test.each(sizes)('%s opens no way past the platform', (quota) => {
    const [resourceQuota] = objects(rendered([{ name: 'shop', quota }]), 'tenants/base/shop/quota.yaml')
    expect(resourceQuota.spec.hard).toMatchObject({
      'services.loadbalancers': '0',
      'services.nodeports': '0',
    })
  })

  test.each(sizes)('%s counts objects, and lets a workload for each pod keep its revisions', (quota) => {
    const { hard } = QUOTA_PRESETS[quota]
    for (const counted of [
      'configmaps',
      'secrets',
      'count/jobs.batch',
      'count/helmreleases.helm.toolkit.fluxcd.io',
    ])
      expect(amount(hard[counted]!), counted).toBeGreaterThan(0)
    // A Deployment keeps ten ReplicaSets unless it says otherwise (`spec.revisionHistoryLimit`), a release five Secrets.
    const deployments = amount(hard['count/deployments.apps']!)
    expect(amount(hard['count/replicasets.apps']!)).toBeGreaterThanOrEqual(10 * deployments)
    const releases = amount(hard['count/helmreleases.helm.toolkit.fluxcd.io']!)
    expect(amount(hard.secrets!)).toBeGreaterThanOrEqual(5 * releases)
  })

  it('grow from small over medium to large', () => {
    const [small, medium, large] = [QUOTA_PRESETS.small, QUOTA_PRESETS.medium, QUOTA_PRESETS.large]
    for (const key of Object.keys(small.hard)) {
      expect(amount(small.hard[key]!), key).toBeLessThan(amount(medium.hard[key]!))
      expect(amount(medium.hard[key]!), key).toBeLessThan(amount(large.hard[key]!))
    }
  })

  it('none is none', () => {
    const tree = rendered([{ name: 'shop', quota: 'none' }])
    expect(tree.has('tenants/base/shop/quota.yaml')).toBe(false)
    expect(objects(tree, 'tenants/base/shop/kustomization.yaml')[0].resources).not.toContain('quota.yaml')
  })
})

describe('hosts', () => {
  test('are written on each namespace, which the gateway admits for that', () => {
    const tree = rendered([
      { name: 'shop', namespaces: ['shop', 'shop-jobs'], hosts: ['b.example.com', '*.a.example.com'] },
      { name: 'data' },
    ])
    const labels = { 'shared-gateway-access': 'true' }
    const [shop, jobs] = objects(tree, 'tenants/base/shop/namespaces.yaml') as [Json, Json]
    for (const { metadata } of [shop, jobs]) {
      expect(metadata.labels).toMatchObject(labels)
      expect(metadata.annotations).toEqual({ [TENANT_ANNOTATIONS.hosts]: '*.a.example.com b.example.com' })
    }
    const [data] = objects(tree, 'tenants/base/data/namespaces.yaml') as [Json]
    expect(data.metadata.annotations).toBeUndefined()
    expect(data.metadata.labels).not.toHaveProperty('shared-gateway-access')
  })

  test('below the domain of a cluster hold its variable, which Flux substitutes', () => {
    const clusters = [{ name: 'one', environment: 'production', domain: 'one.example.com' }]
    const tree = rendered([{ name: 'shop', hosts: ['shop.${CLUSTER_DOMAIN}'] }], { clusters })
    const [namespace] = objects(tree, 'tenants/base/shop/namespaces.yaml') as [Json]
    expect(namespace.metadata.annotations[TENANT_ANNOTATIONS.hosts]).toBe('shop.${CLUSTER_DOMAIN}')
  })
})

describe('the listeners of the gateway', () => {
  const components = ['gateway-api', 'envoy-gateway-crds', 'envoy-gateway', 'cert-manager', 'podinfo'].map(
    (name) => ({ name }),
  )
  const clusters = [{ name: 'one', environment: 'production', domain: 'one.example.com' }]
  const listeners = (layout: Fleet['layout']) => {
    const fleet = fleetSchema.parse({ ...fleetOf([]), layout, components, clusters })
    const files = renderFleet(fleet, library)
    const of = (name: string) =>
      [...files].filter(([path]) => path.endsWith(name)).flatMap(([path]) => objects(files, path))
    const gateway = of('base/envoy-gateway/gateway.yaml').find(({ kind }) => kind === 'Gateway')
    return {
      admitted: gateway.spec.listeners.map((one: Json) => one.allowedRoutes.namespaces),
      labels: of('/namespace.yaml').map(({ metadata }) => metadata.labels?.['shared-gateway-access']),
    }
  }
  test.each(['multi-tenant', 'multi-repo'] as const)('in the layout %s go by a label', (layout) => {
    const { admitted, labels } = listeners(layout)
    const selected = { from: 'Selector', selector: { matchLabels: { 'shared-gateway-access': 'true' } } }
    expect(admitted).toEqual([selected, selected])
    // Of every component that has a namespace of its own, since it may have routes.
    expect(labels).toEqual(['true', 'true', 'true'])
  })
  test('in the layout monorepo admit all', () => {
    const { admitted, labels } = listeners('monorepo')
    expect(admitted).toEqual([{ from: 'All' }, { from: 'All' }])
    expect(labels).toEqual([undefined, undefined, undefined])
  })
})

describe('network policies', () => {
  const policies = (tenant: Partial<TenantInput>, components: FleetInput['components'] = []) =>
    Object.fromEntries(
      some(rendered([{ name: 'shop', ...tenant }], { components }), 'NetworkPolicy').map((policy) => [
        policy.metadata.name,
        policy.spec,
      ]),
    )
  const from = (policy: Json) =>
    policy.ingress[0].from.map(
      (peer: Json) => peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name'],
    )

  it('deny everything but name resolution and the tenant itself', () => {
    expect(policies({})).toEqual({
      'platform-default-deny': { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      'platform-allow-dns': {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
              },
            ],
            ports: [
              { protocol: 'UDP', port: 53 },
              { protocol: 'TCP', port: 53 },
            ],
          },
        ],
      },
      'platform-allow-tenant': {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { [TENANT_LABEL]: 'shop' } } }] }],
        egress: [{ to: [{ namespaceSelector: { matchLabels: { [TENANT_LABEL]: 'shop' } } }] }],
      },
    })
  })

  it('let gateways, ingress controllers and monitoring in from where they are', () => {
    const found = policies({}, [
      { name: 'traefik', namespace: 'edge' },
      { name: 'envoy-gateway' },
      { name: 'gateway-api' },
      { name: 'kube-prometheus-stack' },
      { name: 'prometheus-operator-crds' },
    ])
    expect(from(found['platform-allow-ingress'])).toEqual(['edge', 'envoy-gateway-system'])
    expect(from(found['platform-allow-monitoring'])).toEqual(['monitoring'])
    for (const name of ['platform-allow-ingress', 'platform-allow-monitoring'])
      expect(found[name].policyTypes).toEqual(['Ingress'])
  })

  it('leave out what the environments of the tenant lack, and what only bears the name', () => {
    const found = policies({ environments: ['production'] }, [
      { name: 'envoy-gateway', environments: ['staging'] },
      { name: 'kube-prometheus-stack', clusters: ['prod-eu'] },
      { name: 'traefik', chart: { oci: 'oci://ghcr.io/acme/charts/traefik' } },
    ])
    expect(found).not.toHaveProperty('platform-allow-ingress')
    expect(from(found['platform-allow-monitoring'])).toEqual(['monitoring'])
  })

  it('are a choice', () => {
    expect(policies({ networkPolicies: false })).toEqual({})
  })
})

describe('secrets', () => {
  const secretsOf = (tenant: TenantInput, more?: Partial<FleetInput>) => {
    const fleet = fleetOf([tenant], more)
    return tenantSecrets(tenantsOf(resolveFleet(fleet, library.catalog))[0]!).map(
      ({ name, namespace, keys }) => ({
        name,
        namespace,
        keys,
      }),
    )
  }
  const sops: Partial<FleetInput> = { secrets: { provider: 'sops' } }

  it('are decrypted with a key of the tenant where the fleet uses SOPS', () => {
    const decryption = (tenant: TenantInput, more?: Partial<FleetInput>) =>
      some(rendered([tenant], more), 'Kustomization')[0].spec.decryption
    expect(decryption({ name: 'shop' }, sops)).toEqual({ provider: 'sops', secretRef: { name: 'sops-age' } })
    expect(decryption({ name: 'shop' })).toBeUndefined()
    expect(decryption({ name: 'shop', decryption: false }, sops)).toBeUndefined()
    expect(secretsOf({ name: 'shop', namespaces: ['web', 'data'] }, sops)).toEqual([
      { name: 'sops-age', namespace: 'web', keys: ['shop.agekey'] },
    ])
    expect(secretsOf({ name: 'shop', decryption: false }, sops)).toEqual([])
    expect(secretsOf({ name: 'shop' })).toEqual([])
  })

  it('have the keys that the kind of source asks for', () => {
    const keys = (source: TenantInput['source']) =>
      secretsOf({ name: 'shop', source }).map((secret) => secret.keys)
    expect(keys({ secret: 'key' })).toEqual([['identity', 'known_hosts']])
    expect(keys({ git: 'https://git.example.com/shop', secret: 'key' })).toEqual([['username', 'password']])
    expect(keys({ oci: 'oci://ghcr.io/acme/shop', secret: 'key' })).toEqual([['.dockerconfigjson']])
  })

  it('hold the address that alerts go to', () => {
    const tenant: TenantInput = {
      name: 'shop',
      namespaces: ['web', 'data'],
      notifications: { provider: 'slack', secret: 'hook' },
    }
    expect(secretsOf(tenant)).toEqual([{ name: 'hook', namespace: 'web', keys: ['address'] }])
  })

  it('have a place that the overlay tells, where the fleet uses SOPS', () => {
    expect(rendered([{ name: 'shop' }], sops).get(overlay('staging', 'shop'))!.content).toContain(
      '.sops.yaml',
    )
    expect(rendered([{ name: 'shop' }]).get(overlay('staging', 'shop'))!.content).not.toContain('.sops.yaml')
  })
})

describe('notifications', () => {
  const tenant: TenantInput = {
    name: 'shop',
    namespaces: ['web', 'data'],
    notifications: { provider: 'slack', channel: '#shop: alerts' },
  }

  it('go to the channel of the team, about its own namespace', () => {
    const tree = rendered([tenant])
    const metadata = { name: 'shop', namespace: 'web' }
    expect(some(tree, 'Provider').map(({ metadata, spec }) => ({ metadata, spec }))).toEqual([
      { metadata, spec: { type: 'slack', channel: '#shop: alerts', secretRef: { name: 'notifications' } } },
    ])
    expect(some(tree, 'Alert').map(({ metadata, spec }) => ({ metadata, spec }))).toEqual([
      {
        metadata,
        spec: {
          providerRef: { name: 'shop' },
          eventSeverity: 'error',
          eventSources: [
            { kind: 'GitRepository', name: '*' },
            { kind: 'Kustomization', name: '*' },
            { kind: 'HelmRelease', name: '*' },
          ],
        },
      },
    ])
  })

  it('need no channel, and are a choice', () => {
    const [provider] = some(rendered([{ name: 'shop', notifications: { provider: 'msteams' } }]), 'Provider')
    expect(provider.spec).toEqual({ type: 'msteams', secretRef: { name: 'notifications' } })
    expect(rendered([{ name: 'shop' }]).has('tenants/base/shop/notifications.yaml')).toBe(false)
  })

  test.each([
    ['2.x', 'v1beta3'],
    ['2.9', 'v1beta3'],
    ['2.10', 'v1'],
  ] as const)('of Flux %s are of the API version %s', (version, served) => {
    const tree = rendered([tenant], { flux: { version } })
    for (const kind of ['Provider', 'Alert'])
      expect(some(tree, kind)[0].apiVersion).toBe(`notification.toolkit.fluxcd.io/${served}`)
  })
})

describe('names', () => {
  const everything = (name: string, namespaces?: string[]): TenantInput => ({
    name,
    ...(namespaces && { namespaces }),
    source: { secret: name, branch: name },
    role: 'custom',
    rules: [{ apiGroups: [name], resources: [name], verbs: ['get'] }],
    dependsOn: ['cert-manager'],
    notifications: { provider: 'slack', channel: name, secret: name },
    overrides: [{ environment: 'production', branch: '1e3', path: name }],
  })
  const more: Partial<FleetInput> = { components: [{ name: 'cert-manager' }], secrets: { provider: 'sops' } }
  const tenants = [
    ...ODD.map((name) => everything(name)),
    everything(LONG, [LONG, `b${LONG.slice(1)}`, 'true', '1-5']),
  ]

  it('that YAML misreads stay strings wherever they are', () => {
    const tree = rendered(tenants, more)
    const allowed = new Set(['automountServiceAccountToken', 'prune', 'wait', 'port'])
    const visit = (value: unknown, key: string, where: string) => {
      if (Array.isArray(value)) for (const entry of value) visit(entry, key, where)
      else if (typeof value === 'object' && value !== null)
        for (const [inner, entry] of Object.entries(value)) visit(entry, inner, `${where}.${inner}`)
      else if (!allowed.has(key)) expect(typeof value, where).toBe('string')
    }
    for (const path of tree.paths()) for (const object of objects(tree, path)) visit(object, '', path)
    for (const path of tree.paths().filter((path) => path.endsWith('/kustomization.yaml'))) {
      for (const kind of ['Kustomization', 'GitRepository'])
        for (const operation of operations(tree, path, kind)) visit(operation, '', path)
    }
    for (const name of ODD) {
      const namespace = some(tree, 'Namespace').find((object) => object.metadata.name === name)
      expect(namespace?.metadata.labels[TENANT_LABEL]).toBe(name)
    }
  })

  it('of 63 characters come out whole and valid', () => {
    const tree = rendered(tenants, more)
    for (const object of all(tree)) {
      if (object.metadata === undefined) continue
      const isPathSegment = /^(Role|RoleBinding)$/.test(object.kind)
      expect(object.metadata.name.length).toBeLessThanOrEqual(isPathSegment ? 253 : 63)
      for (const label of Object.values(object.metadata.labels ?? {}) as string[])
        expect(label).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)
    }
    const labels = some(tree, 'Namespace').map((object) => object.metadata.labels[TENANT_LABEL])
    expect(labels.filter((label) => label === LONG)).toHaveLength(4)
    expect(some(tree, 'RoleBinding').map((object) => object.metadata.name)).toContain(`${LONG}-reconciler`)
    for (const kind of ['GitRepository', 'Kustomization'])
      expect(some(tree, kind).map((object) => object.metadata.name)).toContain(LONG)
  })
})
