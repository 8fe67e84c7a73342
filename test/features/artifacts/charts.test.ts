import { beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { renderFleet } from '../../../src/features/render-fleet.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import type { Tree } from '../../../src/tree/tree.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function treeOf(input: Partial<FleetInput>): Tree {
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
    ...input,
  } satisfies FleetInput)
  return renderFleet(fleet, library)
}

function release(tree: Tree, name: string) {
  return parse(tree.get(`apps/base/${name}/release.yaml`)!.content).spec
}

/** The artifacts of the cluster's generator of a name; undefined where it has none. */
function generator(tree: Tree, cluster: string, name: string) {
  return parseAllDocuments(tree.get(`clusters/${cluster}/artifacts.yaml`)!.content)
    .map((document) => document.toJS())
    .find(({ metadata }) => metadata.name === name)?.spec.artifacts
}

const SHOP = { name: 'shop', chart: { path: 'deploy/charts/shop' } }

describe('a chart that Git holds', () => {
  it('is upgraded when its version is raised, and not with every commit', () => {
    const tree = treeOf({
      components: [
        SHOP,
        {
          name: 'forge',
          chart: { git: 'https://git.example.com/acme/forge.git', path: 'chart', branch: 'main' },
        },
      ],
    })
    expect(release(tree, 'shop').chart.spec).toMatchObject({
      chart: './deploy/charts/shop',
      reconcileStrategy: 'ChartVersion',
      sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' },
    })
    expect(release(tree, 'forge').chart.spec.reconcileStrategy).toBe('ChartVersion')
    for (const path of ['apps/base/shop/release.yaml', 'apps/base/forge/release.yaml'])
      expect(tree.get(path)!.content).toMatch(/# .*raise it with each change/)
  })

  it('is an artifact of its own in a repository that is split, with its files in a folder as Helm wants them', () => {
    const tree = treeOf({ artifacts: true, components: [SHOP] })
    expect(release(tree, 'shop')).toMatchObject({
      chartRef: { kind: 'ExternalArtifact', name: 'chart-shop', namespace: 'flux-system' },
    })
    expect(release(tree, 'shop').chart).toBeUndefined()
    expect(generator(tree, 'staging', 'charts')).toEqual([
      {
        name: 'chart-shop',
        originRevision: '@monorepo',
        copy: [{ from: '@monorepo/deploy/charts/shop/**', to: '@artifact/shop/' }],
      },
    ])
    const areas = generator(tree, 'staging', 'flux-system')
    expect(JSON.stringify(areas)).not.toContain('deploy/charts')
  })

  it('is an artifact on the clusters only that have it', () => {
    const tree = treeOf({ artifacts: true, components: [{ ...SHOP, environments: ['production'] }] })
    expect(generator(tree, 'staging', 'charts')).toBeUndefined()
    expect(generator(tree, 'production', 'charts')).toHaveLength(1)
  })

  it('is taken from beside the release where all releases lie with Flux', () => {
    const tree = treeOf({ layout: 'multi-tenant', artifacts: true, components: [SHOP] })
    expect(release(tree, 'shop').chartRef).toEqual({ kind: 'ExternalArtifact', name: 'chart-shop' })
  })

  it('is none where the chart comes from a registry', () => {
    const tree = treeOf({
      artifacts: true,
      components: [{ name: 'shop', chart: { oci: 'oci://ghcr.io/acme/charts/shop', version: '1.x' } }],
    })
    expect(generator(tree, 'production', 'charts')).toBeUndefined()
    expect(release(tree, 'shop').chartRef.kind).toBe('OCIRepository')
  })
})
