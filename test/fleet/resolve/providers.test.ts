import { describe, expect, it, test } from 'vitest'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import type { Catalog } from '../../../src/fleet/catalog/catalog.ts'
import { catalogComponentSchema } from '../../../src/fleet/catalog/catalog-schema.ts'
import { isProvidedBeside } from '../../../src/fleet/resolve/providers.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'

type Placement = { environments?: string[]; clusters?: string[] }

const CLUSTERS = ['staging-1', 'staging-2', 'production-1']

function fleetOf(components: NonNullable<FleetInput['components']>) {
  return fleetSchema.parse({
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }, { name: 'production' }],
    clusters: CLUSTERS.map((name) => ({ name, environment: name.split('-')[0]! })),
    components,
  })
}

function entry(name: string) {
  return catalogComponentSchema().parse({
    name,
    title: 'Metrics',
    description: 'Metrics of pods',
    group: 'monitoring',
    layer: 'controllers',
    namespace: name,
    provides: ['resource-metrics'],
  })
}

/** The environments where one of the providers is wherever the component is. */
function provided(component: Placement, ...providers: Placement[]): string[] {
  const named = providers.map((provider, index) => ({ name: `provider-${index}`, ...provider }))
  const catalog: Catalog = new Map(named.map(({ name }) => [name, entry(name)]))
  const resolved = resolveFleet(fleetOf([{ name: 'web', ...component }, ...named]), catalog)
  const web = resolved.components.find(({ name }) => name === 'web')!
  return resolved.fleet.environments
    .map(({ name }) => name)
    .filter((environment) => isProvidedBeside(resolved, 'resource-metrics', web, environment))
}

const everywhere = {}
const in_ = (...environments: string[]) => ({ environments })
const on = (...clusters: string[]) => ({ clusters })

describe('what is provided beside a component of an environment', () => {
  it('comes from one that the whole environment has', () => {
    expect(provided(everywhere)).toEqual([])
    expect(provided(everywhere, everywhere)).toEqual(['staging', 'production'])
    expect(provided(everywhere, in_('staging'))).toEqual(['staging'])
    expect(provided(everywhere, in_('staging'), in_('production'))).toEqual(['staging', 'production'])
  })

  it('does not come from single clusters: those that are added later would lack it', () => {
    expect(provided(everywhere, on(...CLUSTERS))).toEqual([])
    expect(provided(everywhere, on('staging-1'), on('staging-2'))).toEqual([])
  })
})

describe('what is provided beside a component of single clusters', () => {
  it('may come from another component on each', () => {
    const both = on('staging-1', 'staging-2')
    expect(provided(both, on('staging-1'))).not.toContain('staging')
    expect(provided(both, on('staging-1'), on('staging-2'))).toContain('staging')
    expect(provided(both, on('staging-1'), in_('staging'))).toContain('staging')
    expect(provided(on('staging-1', 'production-1'), on('staging-1'), in_('production'))).toEqual([
      'staging',
      'production',
    ])
    expect(provided(on('staging-1'), on('staging-2'))).not.toContain('staging')
  })

  it('is nothing where nobody provides it', () => {
    expect(provided(on('staging-1'))).toEqual([])
  })
})

test('of a component of a person’s own nobody knows what it provides', () => {
  const catalog: Catalog = new Map([['metrics', entry('metrics')]])
  const known = resolveFleet(fleetOf([{ name: 'metrics' }, { name: 'other' }]), catalog)
  expect([...known.providers]).toEqual([['resource-metrics', [known.components[0]]]])
  const own = { name: 'metrics', chart: { oci: 'oci://registry.example.com/metrics', tag: '1' } }
  expect([...resolveFleet(fleetOf([own]), catalog).providers]).toEqual([])
})
