import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { renderFleet } from '../../../src/features/render-fleet.ts'
import { contributorsOf, resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { sopsRules } from '../../../src/features/sops/sops-rules.ts'
import { type Fleet, type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { LAYOUTS_WITH_TENANTS } from '../../definitions.ts'

/** Age recipients of nobody: as many as are needed, all different. */
const KEYS = [
  'age1emj6993pq0w4vkyeare5cygv7jtzqec0z998tqkynlkl03vj73jqrnlrd3',
  'age1ldlnxjglj6qu884wzh2ey5dqpsfckuxj29a0qfs9k58rkyj5vedszsnc2n',
  'age16dz7dgju0hne2xuxzl8y4t3ad5eceumel4pveagd7hz70zmfaqnsctwze6',
  'age1pcvrg437n40ncvpm2hgsx2xn8cfcvdjys9e0guk385a5fxhzds9qftcvhf',
  'age1k0cgzzhyfgx75cyyxf20mya2xlt2q7q4xmpctlcwzy78kppguegs3msuxl',
] as const
const [ADMIN, ON, ON_2, NUMBER, OTHER] = KEYS

/** Whose keys sops would encrypt a file for: those of the first rule that matches, or nobody's. */
function readers(fleet: Fleet, kind: 'fleet' | 'platform', path: string): string[] | undefined {
  const rules = sopsRules(resolveFleet(fleet, new Map()), { kind }, contributorsOf(fleet))
  const [found, onWindows] = [path, path.replaceAll('/', '\\')].map(
    (one) => rules.find((rule) => new RegExp(rule.path).test(one))?.recipients,
  )
  expect(onWindows).toEqual(found)
  return found
}

/** Names of which one is the beginning or the end of another. */
const NAMES = ['on', 'on-2', '2', '1234', 'no', 'x-on', 'null']

const placed = fc.record(
  { environments: fc.subarray(NAMES.slice(0, 3)), clusters: fc.subarray(NAMES) },
  { requiredKeys: [] },
)

const model = fc
  .record({
    layout: fc.constantFrom(...LAYOUTS_WITH_TENANTS),
    shared: fc.subarray([ADMIN, OTHER]),
    environments: fc.subarray(NAMES.slice(0, 3), { minLength: 1 }),
    clusters: fc.subarray(NAMES, { minLength: 1 }),
    keys: fc.array(fc.subarray([...KEYS]), { minLength: 7, maxLength: 7 }),
    tenants: fc.subarray(NAMES),
    places: fc.array(placed, { minLength: 7, maxLength: 7 }),
  })
  .map(({ layout, shared, environments, clusters, keys, tenants, places }) =>
    fleetSchema.parse({
      version: 1,
      name: 'acme',
      layout,
      git: { owner: 'acme' },
      secrets: { provider: 'sops', recipients: shared },
      environments: environments.map((name) => ({ name })),
      clusters: clusters.map((name, index) => ({
        name,
        environment: environments[index % environments.length]!,
        recipients: keys[index]!,
      })),
      tenants: tenants.map((name, index) => ({ name, ...places[index] })),
    } satisfies FleetInput),
  )

/**
 * Whether a cluster has a tenant, as the reference says it: by its environment, by its own name, or because
 * neither is asked for.
 */
function has(cluster: Fleet['clusters'][number], tenant: Fleet['tenants'][number]): boolean {
  if (tenant.environments === undefined && tenant.clusters === undefined) return true
  return (
    (tenant.environments ?? []).includes(cluster.environment) ||
    (tenant.clusters ?? []).includes(cluster.name)
  )
}

test('a file is for the clusters that apply it, and for the administrators', () => {
  let read = 0
  fc.assert(
    fc.property(model, (fleet) => {
      const shared = fleet.secrets.recipients ?? []
      const keysOf = (clusters: Fleet['clusters']) => {
        const keys = new Set([...shared, ...clusters.flatMap((cluster) => cluster.recipients ?? [])])
        return keys.size === 0 ? undefined : [...keys].sort()
      }
      const check = (kind: 'fleet' | 'platform', path: string, expected: string[] | undefined) => {
        const found = readers(fleet, kind, path)
        expect({ path, readers: found && [...found].sort() }).toEqual({ path, readers: expected })
        if (found !== undefined) read += 1
      }
      for (const name of NAMES) {
        const cluster = fleet.clusters.filter((entry) => entry.name === name)
        const expected = cluster.length === 0 ? undefined : keysOf(cluster)
        check('fleet', `secrets/${name}/x.sops.yaml`, expected)
        check('platform', `secrets/${name}/x.sops.yaml`, undefined)
        const environment = fleet.environments.some((entry) => entry.name === name)
        const inside = fleet.clusters.filter((entry) => entry.environment === name)
        const ofOverlays = environment ? keysOf(inside) : undefined
        const elsewhere = fleet.layout === 'multi-repo'
        for (const folder of ['apps', 'infrastructure/configs']) {
          check('fleet', `${folder}/${name}/x.sops.yaml`, elsewhere ? undefined : ofOverlays)
          if (elsewhere) check('platform', `${folder}/${name}/x.sops.yaml`, ofOverlays)
        }
        for (const other of NAMES) {
          const tenant = fleet.tenants.find((entry) => entry.name === other)
          const there = tenant === undefined ? [] : inside.filter((entry) => has(entry, tenant))
          // A tenant of an environment that has no cluster yet is the administrators'.
          const asked = tenant?.environments?.includes(name) ?? tenant?.clusters === undefined
          const here = environment && tenant !== undefined && (there.length > 0 || asked)
          check('fleet', `tenants/${name}/${other}/x.sops.yaml`, here ? keysOf(there) : undefined)
          check('platform', `tenants/${name}/${other}/x.sops.yaml`, undefined)
        }
      }
    }),
    { numRuns: 150 },
  )
  expect(read).toBeGreaterThan(1000)
})

describe('no rule', () => {
  const fleet = fleetSchema.parse({
    version: 1,
    name: 'acme',
    layout: 'multi-tenant',
    git: { owner: 'acme' },
    secrets: { provider: 'sops', recipients: [ADMIN] },
    environments: [{ name: 'on' }, { name: 'production' }],
    clusters: [
      { name: 'on', environment: 'on', recipients: [ON] },
      { name: 'on-2', environment: 'on', recipients: [ON_2] },
      { name: '1234', environment: 'production', recipients: [NUMBER] },
    ],
    tenants: [{ name: 'on' }, { name: 'on-2', clusters: ['on-2'] }],
  } satisfies FleetInput)

  it.each([
    'tenants/base/on/x.sops.yaml',
    'apps/base/web/x.sops.yaml',
    'infrastructure/controllers/base/web/x.sops.yaml',
    'tenants/on/x.sops.yaml',
    'tenants/on/on/x.yaml',
    'tenants/on/on/xsops.yaml',
    'tenants/on/on-3/x.sops.yaml',
    'tenants/production/on-2/x.sops.yaml',
    'x/tenants/on/on/x.sops.yaml',
    'docs/secrets/on/x.sops.yaml',
    'docs/apps/on/x.sops.yaml',
    'policies/on/x.sops.yaml',
    'clusters/on/x.sops.yaml',
    'clusters/on/flux-system/x.sops.yaml',
    'secrets/x.sops.yaml',
    'secrets/on/x.sops.yaml.txt',
  ])('is for %s', (path) => {
    for (const kind of ['fleet', 'platform'] as const) expect(readers(fleet, kind, path)).toBeUndefined()
  })

  it('names somebody twice', () => {
    const twice = { ...fleet, secrets: { ...fleet.secrets, recipients: [ADMIN, ON] } }
    expect(readers(twice, 'fleet', 'secrets/on/x.sops.yaml')).toEqual([ADMIN, ON])
    expect(readers(twice, 'fleet', 'tenants/on/on-2/x.sops.yml')).toEqual([ADMIN, ON, ON_2])
  })
})

test('what a rule encrypts lies where the Kustomization that applies it decrypts', async () => {
  const library = await Library.create(await builtinFiles())
  const fleet = fleetSchema.parse({
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    secrets: { provider: 'sops', recipients: [ADMIN] },
    environments: [{ name: 'staging' }],
    clusters: [{ name: 'one', environment: 'staging' }],
    components: [{ name: 'gateway-api' }, { name: 'metrics-server' }],
  } satisfies FleetInput)
  const tree = renderFleet(fleet, library)
  const applied = ['apps', 'infrastructure', 'secrets'].flatMap((file) =>
    parseAllDocuments(tree.get(`clusters/one/${file}.yaml`)!.content.toString()).map((document) =>
      document.toJS(),
    ),
  )
  const decrypted = applied.filter(({ spec }) => spec.decryption !== undefined)
  const ruled = applied.filter(({ spec }) => readers(fleet, 'fleet', `${spec.path.slice(2)}/x.sops.yaml`))
  const names = (found: typeof applied) => found.map(({ metadata }) => metadata.name).sort()
  expect(names(ruled)).toEqual([
    'apps',
    'cluster-secrets',
    'infra-configs',
    'infra-controllers',
    'infra-crds',
  ])
  expect(names(decrypted)).toEqual(names(ruled))
})
