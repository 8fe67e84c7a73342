import { beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { checkFleet } from '../../../src/features/check-fleet.ts'
import { renderFleet } from '../../../src/features/render-fleet.ts'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { neededSecrets } from '../../../src/render/secrets/needed-secrets.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

type ComponentInput = NonNullable<FleetInput['components']>[number]
type ManifestsInput = NonNullable<ComponentInput['manifests']>

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function fleetWith(manifests: Partial<ManifestsInput>, more: Partial<ComponentInput> = {}) {
  return fleetSchema.parse({
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }, { name: 'production' }],
    clusters: [{ name: 'one', environment: 'production' }],
    components: [{ name: 'web', manifests: { image: 'ghcr.io/acme/web:1.0.0', ...manifests }, ...more }],
  })
}

function files(manifests: Partial<ManifestsInput>, more?: Partial<ComponentInput>): Map<string, string> {
  const fleet = fleetWith(manifests, more)
  expect(checkFleet(fleet, library.catalog)).toEqual([])
  return new Map([...renderFleet(fleet, library)].map(([path, { content }]) => [path, content]))
}

function podOf(manifests: Partial<ManifestsInput>) {
  const { spec } = parse(files(manifests).get('apps/base/web/deployment.yaml')!)
  return { deployment: spec, pod: spec.template.spec, container: spec.template.spec.containers[0] }
}

function problems(manifests: Partial<ManifestsInput>, more?: Partial<ComponentInput>): string[] {
  return checkFleet(fleetWith(manifests, more), library.catalog).map(
    ({ path, message }) => `${path.slice(2).join('.')}: ${message}`,
  )
}

describe('the container of an own application', () => {
  it('is ready when its port is open, where nobody says more', () => {
    const { container } = podOf({})
    expect(container.readinessProbe).toEqual({ tcpSocket: { port: 'http' } })
    expect(container.livenessProbe).toBeUndefined()
    expect(podOf({ healthPath: '/healthz' }).container.readinessProbe).toEqual({
      httpGet: { path: '/healthz', port: 'http' },
    })
  })

  it('runs what it is told, with its arguments as text', () => {
    const { container } = podOf({ command: ['/bin/web', 'on'], args: ['--port', '08', 'a: b'] })
    expect(container.command).toEqual(['/bin/web', 'on'])
    expect(container.args).toEqual(['--port', '08', 'a: b'])
    expect(podOf({}).container).not.toHaveProperty('command')
  })

  it('has variables from ConfigMaps and Secrets', () => {
    const { container } = podOf({
      envFrom: [
        { kind: 'ConfigMap', name: 'settings', prefix: 'APP_' },
        { kind: 'Secret', name: 'on', optional: true },
      ],
    })
    expect(container.envFrom).toEqual([
      { configMapRef: { name: 'settings' }, prefix: 'APP_' },
      { secretRef: { name: 'on', optional: true } },
    ])
  })

  it('may write to volumes only, where that is chosen', () => {
    const { container, pod } = podOf({
      readOnlyRootFilesystem: true,
      volumes: [
        { name: 'tmp', mountPath: '/tmp', emptyDir: {} },
        { name: 'cache', mountPath: '/cache', emptyDir: { sizeLimit: '1Gi' } },
        { name: 'settings', mountPath: '/etc/web', configMap: 'settings', readOnly: true },
        { name: 'keys', mountPath: '/keys', secret: 'keys' },
      ],
    })
    expect(container.securityContext.readOnlyRootFilesystem).toBe(true)
    expect(podOf({}).container.securityContext).not.toHaveProperty('readOnlyRootFilesystem')
    expect(container.volumeMounts).toEqual([
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'cache', mountPath: '/cache' },
      { name: 'settings', mountPath: '/etc/web', readOnly: true },
      { name: 'keys', mountPath: '/keys' },
    ])
    expect(pod.volumes).toEqual([
      { name: 'tmp', emptyDir: {} },
      { name: 'cache', emptyDir: { sizeLimit: '1Gi' } },
      { name: 'settings', configMap: { name: 'settings' } },
      { name: 'keys', secret: { secretName: 'keys' } },
    ])
    expect(pod.securityContext).not.toHaveProperty('fsGroup')
  })

  it('keeps what it writes to a claim, of which one Pod alone has it', () => {
    const all = files({
      volumes: [
        { name: 'data', mountPath: '/data', persistentVolumeClaim: { size: '10Gi', storageClass: 'fast' } },
      ],
    })
    const [claim] = parseAllDocuments(all.get('apps/base/web/claims.yaml')!).map((one) => one.toJS())
    expect(claim).toMatchObject({
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: 'web-data',
        namespace: 'web',
        annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
      },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fast',
        resources: { requests: { storage: '10Gi' } },
      },
    })
    const { spec } = parse(all.get('apps/base/web/deployment.yaml')!)
    expect(spec.strategy).toEqual({ type: 'Recreate' })
    expect(spec.template.spec.volumes).toEqual([
      { name: 'data', persistentVolumeClaim: { claimName: 'web-data' } },
    ])
    expect(spec.template.spec.securityContext.fsGroup).toBe(65532)
    expect(all.has('apps/production/web-patch.yaml')).toBe(false)
    expect(parse(all.get('apps/base/web/kustomization.yaml')!).resources).toContain('claims.yaml')
  })

  it('shares a claim that several nodes can mount', () => {
    const { deployment } = podOf({
      replicas: 3,
      volumes: [
        {
          name: 'data',
          mountPath: '/data',
          persistentVolumeClaim: { size: '1Gi', accessMode: 'ReadWriteMany' },
        },
      ],
    })
    expect(deployment).not.toHaveProperty('strategy')
  })

  it('needs the Secrets that it can not start without', () => {
    const fleet = fleetWith({
      envFrom: [
        { kind: 'Secret', name: 'a' },
        { kind: 'Secret', name: 'b', optional: true },
        { kind: 'ConfigMap', name: 'c' },
      ],
      volumes: [
        { name: 'x', mountPath: '/x', secret: 'a' },
        { name: 'y', mountPath: '/y', secret: 'd' },
      ],
    })
    const [entry] = resolveFleet(fleet, library.catalog).components
    expect(neededSecrets(entry!).map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
      'web/a',
      'web/d',
    ])
  })
})

describe('what environments have differently of an own application', () => {
  it('is in production that its Pods are spread', () => {
    const all = files({ replicas: 2 })
    expect(all.has('apps/staging/web-patch.yaml')).toBe(false)
    const { spec } = parse(all.get('apps/production/web-patch.yaml')!)
    expect(spec).toEqual({
      template: {
        spec: {
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
            },
          ],
        },
      },
    })
  })

  it('is that beside an image', () => {
    const all = files({}, { overrides: [{ environment: 'production', image: 'ghcr.io/acme/web:2.0.0' }] })
    const { spec } = parse(all.get('apps/production/web-patch.yaml')!)
    expect(spec.replicas).toBe(2)
    expect(spec.template.spec.topologySpreadConstraints).toHaveLength(1)
    expect(spec.template.spec.containers).toEqual([{ name: 'web', image: 'ghcr.io/acme/web:2.0.0' }])
  })

  it.each([
    [{ maxReplicas: 20 }, { maxReplicas: 20 }],
    [
      { minReplicas: 3, maxReplicas: 9 },
      { minReplicas: 3, maxReplicas: 9 },
    ],
    [
      { cpuUtilization: 60 },
      {
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
          },
        ],
      },
    ],
  ])('is its autoscaler: %j', (autoscaling, spec) => {
    const all = files({ autoscaling: {} }, { overrides: [{ environment: 'staging', autoscaling }] })
    const patch = parse(all.get('apps/staging/web-autoscaling.yaml')!)
    expect(patch).toMatchObject({ kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' } })
    expect(patch.spec).toEqual(spec)
    expect(parse(all.get('apps/staging/kustomization.yaml')!).patches).toEqual([
      {
        path: 'web-autoscaling.yaml',
        target: { kind: 'HorizontalPodAutoscaler', name: 'web', namespace: 'web' },
      },
    ])
    expect(all.has('apps/production/web-autoscaling.yaml')).toBe(false)
  })
})

describe('the route of an own application', () => {
  const listener = (
    hostname: string,
    others: ComponentInput[],
    route: { gateway?: string } = {},
  ): string | undefined => {
    const { fleet } = addRequired(
      fleetSchema.parse({
        ...fleetWith({ route: { hostname, ...route } }),
        clusters: [{ name: 'one', environment: 'production', domain: 'example.com' }],
        components: [
          { name: 'web', manifests: { image: 'ghcr.io/acme/web:1', route: { hostname, ...route } } },
          ...others,
        ],
      }),
      library.catalog,
    )
    const tree = new Map([...renderFleet(fleet, library)])
    return parse(tree.get('apps/base/web/route.yaml')!.content).spec.parentRefs[0].sectionName
  }
  const host = 'web.${CLUSTER_DOMAIN}'
  const both: ComponentInput[] = [{ name: 'envoy-gateway' }, { name: 'cert-manager' }]

  it('is served by HTTPS alone, where that serves its host in every environment', () => {
    expect(listener(host, both)).toBe('https')
  })

  it('is served by all listeners where HTTPS is not there for its host', () => {
    expect(listener(host, [{ name: 'envoy-gateway' }])).toBeUndefined()
    expect(
      listener(host, [{ name: 'envoy-gateway' }, { name: 'cert-manager', environments: ['production'] }]),
    ).toBeUndefined()
    expect(listener('web.example.org', both)).toBeUndefined()
    expect(listener(host, both, { gateway: 'mine' })).toBeUndefined()
    expect(listener(host, [])).toBeUndefined()
  })
})

describe('of an own application is refused', () => {
  it.each<[string, Partial<ManifestsInput>, Partial<ComponentInput>, string]>([
    [
      'an autoscaler of an environment alone',
      {},
      { overrides: [{ environment: 'staging', autoscaling: { maxReplicas: 3 } }] },
      'overrides.0.autoscaling: there is no autoscaler to change: say "autoscaling" under "manifests" first',
    ],
    [
      'a maximum below the minimum of all environments',
      { autoscaling: { minReplicas: 4 } },
      { overrides: [{ environment: 'staging', autoscaling: { maxReplicas: 3 } }] },
      'overrides.0.autoscaling.maxReplicas: must not be less than minReplicas',
    ],
    [
      'a minimum above the maximum of all environments',
      { autoscaling: {} },
      { overrides: [{ environment: 'staging', autoscaling: { minReplicas: 6 } }] },
      'overrides.0.autoscaling.minReplicas: must not be more than maxReplicas',
    ],
    [
      'a volume of no kind',
      { volumes: [{ name: 'a', mountPath: '/a' }] },
      {},
      'manifests.volumes.0: is of no kind: say one of emptyDir, configMap, secret, persistentVolumeClaim',
    ],
    [
      'a volume of two kinds',
      { volumes: [{ name: 'a', mountPath: '/a', emptyDir: {}, secret: 'b' }] },
      {},
      'manifests.volumes.0: is of several kinds (emptyDir, secret): say one of emptyDir, configMap, secret, persistentVolumeClaim',
    ],
    [
      'several Pods that write to one volume',
      { replicas: 2, volumes: [{ name: 'a', mountPath: '/a', persistentVolumeClaim: { size: '1Gi' } }] },
      {},
      'manifests.replicas: only one Pod can write to the volume "a": leave it at one, or give the claim the accessMode ReadWriteMany',
    ],
  ])('%s', (_, manifests, more, message) => {
    expect(problems(manifests, more)).toEqual([message])
  })
})
