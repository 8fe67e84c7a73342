import { beforeAll, expect, test } from 'vitest'
import { workloadNotes } from '../../../src/commands/write/workload-notes.ts'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

let library: Library

beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function notes(route: object, ...components: object[]): string[] {
  return notesOn({ route: { hostname: 'shop.example.com', ...route } }, ['one', 'two'], ...components)
}

function notesOn(manifests: object, clusters: string[], ...components: object[]): string[] {
  const fleet = fleetSchema.parse({
    version: 1,
    name: 'acme',
    environments: [{ name: 'staging' }],
    clusters: clusters.map((name) => ({ name, environment: 'staging' })),
    components: [{ name: 'shop', manifests: { image: 'shop:1', ...manifests } }, ...components],
  })
  const resolved = resolveFleet(fleet, library.catalog)
  return workloadNotes(resolved, resolved.components.find(({ name }) => name === 'shop')!)
}

test('a route without the Gateway API is told, with the clusters that lack it', () => {
  const own = { gateway: 'mine', gatewayNamespace: 'gateways' }
  expect(notes(own)).toEqual([expect.stringMatching(/can't be applied on one, two .* gateway-api/)])
  expect(notes(own, { name: 'gateway-api', clusters: ['two'] })).toEqual([
    expect.stringMatching(/can't be applied on one without/),
  ])
  expect(notes(own, { name: 'gateway-api' })).toEqual([])
})

test('a route at the Gateway of Envoy Gateway is told where that is missing', () => {
  const api = { name: 'gateway-api' }
  expect(notes({}, api, { name: 'envoy-gateway', clusters: ['one'] })).toEqual([
    expect.stringMatching(
      /envoy-gateway-system\/public of its route on two: add the component envoy-gateway/,
    ),
  ])
  expect(notes({}, api, { name: 'envoy-gateway' })).toEqual([])
})

test('autoscaling where nothing measures the CPU is told; many clusters are counted', () => {
  const scaled = { autoscaling: { minReplicas: 2, maxReplicas: 4 } }
  const four = ['one', 'two', 'three', 'four']
  expect(notesOn(scaled, four)).toEqual([expect.stringMatching(/scaled by on 4 clusters: .* metrics-server/)])
  expect(notesOn(scaled, four, { name: 'metrics-server', clusters: ['one'] })).toEqual([
    expect.stringMatching(/scaled by on two, three, four: /),
  ])
  expect(notesOn(scaled, four, { name: 'metrics-server' })).toEqual([])
})
