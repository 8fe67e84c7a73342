import { beforeAll, describe, expect, it } from 'vitest'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import type { Difference, Part } from '../../../src/render/components/part.ts'
import { textsOf } from '../../../src/render/components/part.ts'
import { partsOf } from '../../../src/render/components/parts.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

type ComponentInput = NonNullable<FleetInput['components']>[number]

function partsIn(...components: ComponentInput[]) {
  const { fleet } = addRequired(
    fleetSchema.parse({
      version: 1,
      name: 'acme',
      git: { owner: 'acme' },
      environments: [{ name: 'staging' }, { name: 'production' }],
      clusters: [{ name: 'one', environment: 'production', domain: 'example.com' }],
      components,
    }),
    library.catalog,
  )
  const resolved = resolveFleet(fleet, library.catalog)
  const parts = partsOf(resolved, library)
  const part = (name: string, layer?: Part['layer']) =>
    parts.find(
      (candidate) => candidate.entry.name === name && (layer ?? candidate.layer) === candidate.layer,
    )!
  const environment = (name: string) => resolved.environments.find((candidate) => candidate.name === name)!
  return (name: string, where: string, layer?: Part['layer']): Difference =>
    part(name, layer).in(environment(where))
}

describe('what an environment has differently than the base of a part', () => {
  it('is nothing where nothing differs', () => {
    const difference = partsIn({ name: 'own', chart: { oci: 'oci://registry.example.com/own', tag: '1' } })
    expect(difference('own', 'staging')).toEqual({})
    expect(difference('own', 'production')).toEqual({})
  })

  it.each([
    {
      chart: { oci: 'oci://registry.example.com/own', version: '1.x' },
      kind: 'OCIRepository',
      comment: '# renovate: datasource=docker depName=registry.example.com/own',
    },
    {
      chart: { https: 'https://charts.example.com', name: 'own', version: '1.x' },
      kind: 'HelmRelease',
      comment: '# renovate: datasource=helm depName=own registryUrl=https://charts.example.com',
    },
    {
      chart: { git: 'https://git.example.com/own.git', path: 'chart', version: '1.x' },
      kind: 'GitRepository',
      comment: '# renovate: datasource=git-tags depName=https://git.example.com/own.git',
    },
  ])('is the version of a chart, and the $kind that carries it', ({ chart, kind, comment }) => {
    const override = { environment: 'staging', version: '1.2.x', values: { replicas: 2 } }
    const difference = partsIn({ name: 'own', namespace: 'team', chart, overrides: [override] })
    expect(difference('own', 'staging')).toEqual({
      version: {
        object: { kind, name: 'own', namespace: 'team' },
        selector: 'semver',
        version: '1.2.x',
        comment,
      },
      values: {
        release: { kind: 'HelmRelease', name: 'own', namespace: 'team' },
        text: 'replicas: 2\n',
      },
    })
    expect(difference('own', 'production')).toEqual({})
  })

  it('is the ref of manifests from upstream', () => {
    const difference = partsIn({ name: 'gateway-api' })
    expect(difference('gateway-api', 'staging')).toEqual({})
    expect(difference('gateway-api', 'production')).toMatchObject({
      version: { object: { kind: 'GitRepository', name: 'gateway-api' }, selector: 'semver' },
    })
  })

  it('is what the container of an own application has', () => {
    const env = { CLUSTER: '${CLUSTER_NAME}' }
    const difference = partsIn({
      name: 'web',
      manifests: { image: 'ghcr.io/acme/web:1' },
      overrides: [{ environment: 'staging', image: 'ghcr.io/acme/web:2', env }],
    })
    const deployment = { kind: 'Deployment', name: 'web', namespace: 'web' }
    expect(difference('web', 'staging')).toEqual({
      workload: {
        deployment,
        replicas: undefined,
        image: 'ghcr.io/acme/web:2',
        env,
        resources: undefined,
        spread: false,
        autoscaling: undefined,
      },
    })
    expect(difference('web', 'production').workload).toMatchObject({
      replicas: 2,
      image: undefined,
      spread: true,
    })
  })

  it('is what the catalog has for production and for what is provided there', () => {
    const difference = partsIn(
      { name: 'podinfo' },
      { name: 'prometheus-operator-crds', environments: ['staging'] },
      { name: 'traefik', environments: ['production'] },
    )
    expect(difference('podinfo', 'staging').values?.text).toBe('serviceMonitor:\n  enabled: true\n')
    const production = difference('podinfo', 'production').values?.text
    expect(production).toMatch(/^ingress:\n {2}enabled: true$/m)
    expect(production).toMatch(/^replicaCount: [2-9]/m)
    expect(production).not.toContain('serviceMonitor')
  })

  it('is objects and changes of them, not files of an overlay', () => {
    const difference = partsIn(
      { name: 'envoy-gateway' },
      { name: 'cert-manager', environments: ['production'] },
    )
    const { objects, changes } = difference('envoy-gateway', 'production', 'configs')
    expect(objects).toHaveLength(2)
    const [{ file, added, changed }] = objects as [NonNullable<Difference['objects']>[number]]
    expect(file).toBe('gateway.yaml')
    expect(added.map((object) => /^kind: (.*)$/m.exec(object)?.[1])).toEqual(['Certificate'])
    expect(changed.map((object) => /^kind: (.*)$/m.exec(object)?.[1])).toEqual(['Gateway'])
    expect(changes?.map((change) => change.file)).toEqual(['gateway.yaml'])
    expect(difference('envoy-gateway', 'staging', 'configs')).toEqual({ objects: [], changes: [] })
  })

  it('is asked of a part once', () => {
    const difference = partsIn({ name: 'podinfo' })
    expect(difference('podinfo', 'production')).toBe(difference('podinfo', 'production'))
  })
})

it('variables are looked for in all texts of a difference', () => {
  const reference = { kind: 'Deployment', name: 'web', namespace: 'web' }
  const texts = textsOf({
    version: {
      object: { ...reference, kind: 'HelmRelease' },
      selector: 'semver',
      version: '1',
      comment: 'c',
    },
    values: { release: reference, text: 'a: ${VALUES}' },
    workload: {
      deployment: reference,
      replicas: 1,
      image: '${IMAGE}',
      env: { A: '${ENV}' },
      resources: { limits: { memory: '${MEMORY}' } },
      spread: true,
      autoscaling: { maxReplicas: 3 },
    },
    objects: [{ file: 'a.yaml', added: ['${ADDED}'], changed: ['${CHANGED}'] }],
    changes: [{ file: 'b.yaml', text: '${CHANGE}', object: undefined }],
  }).join(' ')
  expect([...texts.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1])).toEqual([
    'VALUES',
    'IMAGE',
    'ENV',
    'MEMORY',
    'ADDED',
    'CHANGED',
    'CHANGE',
  ])
})
