import { beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { renderFleet } from '../../../src/features/render-fleet.ts'
import type { FleetInput } from '../../../src/fleet/schema/fleet-schema.ts'
import { fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { LAYOUTS_WITH_TENANTS } from '../../definitions.ts'

// biome-ignore lint/suspicious/noExplicitAny: objects of all kinds
type Json = any

/** Every controller that Flux 2.9 may have, the extra ones included. */
const CONTROLLERS = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
  'source-watcher',
]
const GATE = '--feature-gates=ObjectLevelWorkloadIdentity=true'
const OLD = 'walrus'
const NEW = 'okapi-2'

let library: Library

beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

/** A fleet with a bit of all: the catalog, own charts of every kind, manifests, tenants. */
function inputOf(more: Partial<FleetInput>): FleetInput {
  return {
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }, { name: 'production' }],
    clusters: [
      { name: 'staging', environment: 'staging', domain: 'staging.example.com' },
      { name: 'on', environment: 'production', domain: 'example.com', region: 'eu-west-1' },
    ],
    components: [
      ...['cert-manager', 'gateway-api', 'envoy-gateway-crds', 'envoy-gateway', 'kube-prometheus-stack'],
      ...['prometheus-operator-crds', 'metrics-server'],
    ]
      .map((name): NonNullable<FleetInput['components']>[number] => ({ name }))
      .concat([
        { name: 'alone', clusters: ['on'], chart: { oci: 'oci://registry.example.com/x', version: '1.x' } },
        { name: 'from-git', chart: { git: 'https://git.example.com/x.git', path: 'chart', branch: 'main' } },
        { name: 'from-https', chart: { https: 'https://charts.example.com', name: 'x', version: '1.x' } },
        { name: 'local', chart: { path: 'charts/x' } },
        { name: 'web', manifests: { image: 'ghcr.io/acme/web:1.0.0' } },
      ]),
    ...more,
  }
}

function rendered(more: Partial<FleetInput>): Map<string, string> {
  const files = renderFleet(fleetSchema.parse(inputOf(more)), library)
  return new Map([...files].map(([path, { content }]) => [path, content]))
}

const TENANTS: NonNullable<FleetInput['tenants']> = [
  { name: 'one', source: { secret: 'credentials' }, notifications: { provider: 'slack' } },
  {
    name: 'several',
    namespaces: ['several-a', 'several-b'],
    role: 'custom',
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
    clusters: ['on'],
  },
]

/** Objects of a group and kind in the files whose path matches, and where each is. */
function objects(files: ReadonlyMap<string, string>, paths: RegExp, group: string, kind: string) {
  return [...files]
    .filter(([path]) => paths.test(path) && /\.ya?ml$/.test(path))
    .flatMap(([path, content]) =>
      parseAllDocuments(content, { version: '1.1' }).map((document) => ({
        path,
        object: document.toJS() as Json,
      })),
    )
    .filter(({ object }) => object?.kind === kind && object.apiVersion.startsWith(`${group}/`))
}

/**
 * The flags that the patches of a cluster's flux-system add to each controller, the limits that they give it,
 * and what they set of the root.
 */
function patched(files: ReadonlyMap<string, string>, cluster: string) {
  const path = [...files.keys()].find((name) =>
    name.endsWith(`clusters/${cluster}/flux-system/kustomization.yaml`),
  )!
  const { patches } = parse(files.get(path)!) as Json
  const flags = Object.fromEntries(CONTROLLERS.map((name) => [name, [] as string[]]))
  const limits = Object.fromEntries(CONTROLLERS.map((name) => [name, {} as Record<string, string>]))
  const root: Record<string, unknown> = {}
  for (const { patch, target } of patches as Json[]) {
    // kustomize takes the name of a target as a regular expression on the whole name.
    const name = target.name === undefined ? /^/ : new RegExp(`^(?:${target.name})$`)
    for (const operation of parse(patch) as Json[]) {
      const chosen = CONTROLLERS.filter((controller) => name.test(controller))
      const limit = /^\/spec\/template\/spec\/containers\/0\/resources\/limits\/(\w+)$/.exec(
        operation.path,
      )?.[1]
      expect(operation.op).toBe(limit === undefined ? 'add' : 'replace')
      if (limit !== undefined) {
        for (const controller of chosen) limits[controller]![limit] = operation.value
      } else if (target.kind === 'Deployment') {
        expect(operation.path).toBe('/spec/template/spec/containers/0/args/-')
        for (const controller of chosen) flags[controller]!.push(operation.value)
      } else {
        expect(target).toEqual({ kind: 'Kustomization', name: 'flux-system' })
        root[operation.path] = operation.value
      }
    }
  }
  return { flags, limits, root }
}

describe.each(LAYOUTS_WITH_TENANTS)('in the layout %s', (layout) => {
  let files: Map<string, string>
  beforeAll(() => {
    files = rendered({ layout, tenancy: { serviceAccount: OLD }, tenants: TENANTS })
  })

  const holders = (flag: string, cluster: string) =>
    Object.entries(patched(files, cluster).flags).flatMap(([controller, flags]) =>
      flags.filter((value) => value.startsWith(`--${flag}=`)).map((value) => `${controller} ${value}`),
    )

  it.each(['staging', 'on'])('each controller of the cluster %s has its own flags', (cluster) => {
    expect(holders('default-service-account', cluster)).toEqual([
      `kustomize-controller --default-service-account=${OLD}`,
      `helm-controller --default-service-account=${OLD}`,
    ])
    expect(holders('no-cross-namespace-refs', cluster)).toEqual([
      'kustomize-controller --no-cross-namespace-refs=true',
      'helm-controller --no-cross-namespace-refs=true',
      'notification-controller --no-cross-namespace-refs=true',
      'image-reflector-controller --no-cross-namespace-refs=true',
      'image-automation-controller --no-cross-namespace-refs=true',
      'source-watcher --no-cross-namespace-refs=true',
    ])
    expect(holders('no-remote-bases', cluster)).toEqual(['kustomize-controller --no-remote-bases=true'])
    // A controller exits at once when it does not know a flag, so nothing else may be there.
    expect(patched(files, cluster).flags['source-controller']).toEqual([
      '--concurrent=10',
      '--requeue-dependency=5s',
      GATE,
    ])
  })

  it.each([
    'staging',
    'on',
  ])('on the cluster %s a cloud sees accounts of tenants, not Flux itself', (cluster) => {
    expect(holders('default-decryption-service-account', cluster)).toEqual([
      `kustomize-controller --default-decryption-service-account=${OLD}`,
    ])
    expect(holders('default-kubeconfig-service-account', cluster)).toEqual([
      `kustomize-controller --default-kubeconfig-service-account=${OLD}`,
      `helm-controller --default-kubeconfig-service-account=${OLD}`,
    ])
    // Without the gate these two exit; source-watcher knows no such gate.
    const { flags } = patched(files, cluster)
    for (const controller of CONTROLLERS)
      expect(flags[controller]!.includes(GATE), controller).toBe(controller !== 'source-watcher')
  })

  it('Flux 2.10 needs no gate for that, and has it no more', () => {
    const newer = rendered({ layout, tenants: TENANTS, flux: { version: '2.10' } })
    const { flags } = patched(newer, 'on')
    for (const given of Object.values(flags)) expect(given).not.toContain(GATE)
    expect(flags['kustomize-controller']).toContain('--default-decryption-service-account=flux')
  })

  it('where Secrets are in Git the platform decrypts as its own account, and tenants as theirs', () => {
    const recipients = ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p']
    const tenants = [
      {
        name: 'one',
        recipients: ['age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg'],
      },
    ]
    const encrypted = rendered({ layout, tenants, secrets: { provider: 'sops', recipients } })
    const found = objects(encrypted, /./, 'kustomize.toolkit.fluxcd.io', 'Kustomization').filter(
      ({ object }) => object.spec?.decryption !== undefined,
    )
    expect(found.length).toBeGreaterThan(5)
    // An account that is not there fails a Kustomization since Flux 2.10, and only tenants have the default one.
    for (const { path, object } of found)
      expect([path, object.spec.decryption.serviceAccountName]).toEqual([
        path,
        object.metadata.namespace === 'flux-system' ? 'kustomize-controller' : undefined,
      ])
  })

  it('the root Kustomization keeps the rights of the platform', () => {
    for (const cluster of ['staging', 'on'])
      expect(patched(files, cluster).root).toEqual({ '/spec/serviceAccountName': 'kustomize-controller' })
  })

  it('every Kustomization of the platform names its account', () => {
    const found = objects(files, /^(?!.*tenants\/)/, 'kustomize.toolkit.fluxcd.io', 'Kustomization')
    expect(found.length).toBeGreaterThan(12)
    for (const { path, object } of found) {
      const { namespace } = object.metadata
      expect({ path, namespace, account: object.spec.serviceAccountName }).toEqual({
        path,
        namespace: 'flux-system',
        account: 'kustomize-controller',
      })
    }
  })

  it('policies wait for nothing, tenants for them and the infrastructure, and nobody for a tenant', () => {
    const found = objects(files, /clusters\//, 'kustomize.toolkit.fluxcd.io', 'Kustomization')
    const waits = (name: RegExp) =>
      found
        .filter(({ object }) => name.test(object.metadata.name))
        .map(({ object }) => (object.spec.dependsOn ?? []).map((other: Json) => other.name))
    expect(waits(/^policies$/)).toEqual([[], []])
    const [first, ...others] = waits(/^tenants/)
    expect(first).toEqual(['policies', 'infra-configs'])
    for (const other of others) expect(other).toEqual(first)
    expect(waits(/./).flat()).not.toContainEqual(expect.stringMatching(/^tenants/))
  })

  it('every HelmRelease acts in flux-system, for the namespace of its component', () => {
    const found = objects(files, /./, 'helm.toolkit.fluxcd.io', 'HelmRelease').filter(
      ({ path }) => !/-values\.yaml$/.test(path),
    )
    expect(found.map(({ object }) => object.metadata.name).sort()).toEqual([
      'alone',
      'cert-manager',
      'envoy-gateway',
      'from-git',
      'from-https',
      'kube-prometheus-stack',
      'local',
      'metrics-server',
      'prometheus-operator-crds',
    ])
    for (const { path, object } of found) {
      const { metadata, spec } = object
      expect(metadata.namespace, path).toBe('flux-system')
      expect(spec, path).toMatchObject({
        serviceAccountName: 'helm-controller',
        storageNamespace: 'flux-system',
        releaseName: expect.stringMatching(/^[a-z0-9.-]{1,53}$/),
      })
      expect(spec.targetNamespace, path).not.toBe('flux-system')
      const source = spec.chartRef ?? spec.chart.spec.sourceRef
      expect(source.namespace ?? 'flux-system', path).toBe('flux-system')
    }
    for (const kind of ['OCIRepository', 'HelmRepository', 'GitRepository'])
      for (const { path, object } of objects(files, /^(?!.*tenants\/)/, 'source.toolkit.fluxcd.io', kind))
        expect(object.metadata.namespace, path).toBe('flux-system')
  })

  it('another name of the account changes that name, in every place, and nothing else', () => {
    const renamed = rendered({ layout, tenancy: { serviceAccount: NEW }, tenants: TENANTS })
    expect([...renamed.keys()]).toEqual([...files.keys()])
    const changed = [...renamed].filter(([path, content]) => content !== files.get(path))
    for (const [path, content] of changed) {
      expect(content.replaceAll(NEW, OLD), path).toBe(files.get(path))
      expect(content, path).not.toContain(OLD)
    }
    for (const [path, content] of renamed) expect(content, path).not.toContain(OLD)
    const places = changed.map(([path]) => path.replace(/^acme\//, ''))
    expect(places).toEqual(
      expect.arrayContaining([
        'clusters/on/flux-system/kustomization.yaml',
        'clusters/staging/flux-system/kustomization.yaml',
        'docs/tenancy.md',
        'policies/base/accounts.yaml',
        'policies/base/decryption.yaml',
        'policies/base/pods.yaml',
        'policies/base/token-secrets.yaml',
        'policies/base/tokens.yaml',
        'tenants/base/one/rbac.yaml',
        'tenants/base/one/sync.yaml',
        'tenants/base/several/rbac.yaml',
        'tenants/base/several/sync.yaml',
      ]),
    )
  })

  it('another name than the one that is given without being asked leaves nothing of that', () => {
    const byDefault = rendered({ layout, tenants: TENANTS })
    for (const [path, content] of byDefault)
      expect(files.get(path)!.replaceAll(OLD, 'flux'), path).toBe(content)
  })
})

describe('in the layout monorepo', () => {
  it('nothing is locked down', () => {
    const files = rendered({})
    for (const cluster of ['staging', 'on']) {
      const { flags, limits, root } = patched(files, cluster)
      expect(root).toEqual({})
      for (const [controller, given] of Object.entries(flags)) {
        const tuned = ['source-controller', 'kustomize-controller', 'helm-controller'].includes(controller)
        expect({ controller, given }).toEqual({
          controller,
          given: [
            ...(tuned ? ['--concurrent=10', '--requeue-dependency=5s'] : []),
            ...(controller === 'kustomize-controller'
              ? ['--feature-gates=CancelHealthCheckOnNewRevision=true']
              : []),
          ],
        })
        expect(limits[controller]).toEqual(tuned ? { cpu: '2000m', memory: '2Gi' } : {})
      }
    }
    for (const [path, content] of files) {
      if (/\.ya?ml$/.test(path)) expect(content, path).not.toMatch(/serviceAccountName|storageNamespace/)
    }
  })
})
