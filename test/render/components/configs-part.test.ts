import { beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { renderFleet } from '../../../src/features/render-fleet.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import type { Tree } from '../../../src/tree/tree.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function treeOf(components: NonNullable<FleetInput['components']>): Tree {
  const fleet = fleetSchema.parse({
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }, { name: 'production' }],
    clusters: ['staging', 'production'].map((name) => ({
      name,
      environment: name,
      domain: `${name}.example.com`,
    })),
    components,
  } satisfies FleetInput)
  return renderFleet(addRequired(fleet, library.catalog).fleet, library)
}

/** What the overlay of an environment lists, and the objects of one of its files. */
function overlay(tree: Tree, environment: string) {
  const folder = `infrastructure/configs/${environment}`
  const { resources, patches = [] } = parse(tree.get(`${folder}/kustomization.yaml`)!.content)
  return {
    resources,
    patches: patches.map(({ path }: { path: string }) => path),
    objects: (file: string) =>
      parseAllDocuments(tree.get(`${folder}/${file}`)!.content).map((document) => document.toJS()),
  }
}

describe('custom resources that only some environments can have', () => {
  it('lie in their overlays, under the patches for production', () => {
    const production = { environments: ['production'] }
    const tree = treeOf([
      { name: 'cert-manager' },
      { name: 'envoy-gateway', ...production },
      { name: 'kube-prometheus-stack', ...production },
    ])
    expect(tree.get('infrastructure/configs/base/cert-manager/letsencrypt.yaml')).toBeUndefined()
    const there = overlay(tree, 'production')
    expect(there.resources).toEqual([
      '../base/cert-manager',
      '../base/envoy-gateway',
      'cert-manager-letsencrypt-added.yaml',
    ])
    expect(there.patches).toContain('cert-manager-letsencrypt.yaml')
    expect(there.objects('cert-manager-letsencrypt-added.yaml')).toMatchObject([
      { kind: 'ClusterIssuer', spec: { acme: { solvers: [{ http01: { gatewayHTTPRoute: {} } }] } } },
    ])
    expect(tree.get('infrastructure/configs/base/envoy-gateway/monitors.yaml')).toBeDefined()
    expect(overlay(tree, 'staging')).toMatchObject({ resources: ['../base/cert-manager'], patches: [] })
  })

  it('are patched where an environment has more of them', () => {
    const tree = treeOf([{ name: 'envoy-gateway' }, { name: 'cert-manager', environments: ['staging'] }])
    const there = overlay(tree, 'staging')
    const added = there.objects('envoy-gateway-gateway-added.yaml')
    expect(added.map(({ kind }) => kind)).toEqual(['Certificate'])
    const changed = there.objects('envoy-gateway-gateway-changed.yaml')
    expect(
      changed.map(({ kind, spec }) => [kind, spec.listeners.map(({ name }: { name: string }) => name)]),
    ).toEqual([['Gateway', ['http', 'https']]])
    expect(there.patches).toEqual(['envoy-gateway-gateway-changed.yaml'])
    const elsewhere = overlay(tree, 'production')
    expect(elsewhere.resources).toEqual(['../base/envoy-gateway'])
    expect(elsewhere.patches).toEqual(['envoy-gateway-gateway.yaml'])
  })
})
