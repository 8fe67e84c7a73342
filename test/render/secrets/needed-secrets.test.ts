import { beforeAll, expect, it } from 'vitest'
import { checkFleet } from '../../../src/features/check-fleet.ts'
import { renderFleet } from '../../../src/features/render-fleet.ts'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { neededSecrets } from '../../../src/render/secrets/needed-secrets.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

type ChartInput = NonNullable<NonNullable<FleetInput['components']>[number]['chart']>

let library: Library

beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

it.each<[string, ChartInput, string[]]>([
  ['an OCI registry', { oci: 'oci://ghcr.io/acme/charts/shop', version: '1.0.0' }, ['.dockerconfigjson']],
  [
    'a Helm repository',
    { https: 'https://charts.example.com', name: 'shop', version: '1.0.0' },
    ['username', 'password'],
  ],
  [
    'Git over HTTPS',
    { git: 'https://git.example.com/charts.git', path: 'shop', tag: 'v1.0.0' },
    ['username', 'password'],
  ],
  [
    'Git over SSH',
    { git: 'ssh://git@git.example.com/charts.git', path: 'shop', tag: 'v1.0.0' },
    ['identity', 'known_hosts'],
  ],
])('has the keys that Flux reads for a private chart from %s', (_, chart, keys) => {
  const fleet = fleetSchema.parse({
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }],
    clusters: [{ name: 'staging', environment: 'staging' }],
    components: [{ name: 'shop', chart: { ...chart, secret: 'chart-source' } }],
  })
  expect(checkFleet(fleet, library.catalog)).toEqual([])
  expect(neededSecrets(resolveFleet(fleet, library.catalog).components[0]!)).toEqual([
    {
      name: 'chart-source',
      namespace: 'shop',
      keys,
      description: 'Credentials of the chart source',
    },
  ])
})

it('has the label with which a change of Helm values is taken at once', () => {
  const fleet = fleetSchema.parse({
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }],
    clusters: [{ name: 'staging', environment: 'staging' }],
    components: [
      {
        name: 'shop',
        chart: { oci: 'oci://ghcr.io/acme/charts/shop', version: '1.0.0' },
        valuesFrom: [
          { kind: 'Secret', name: 'passwords', targetPath: 'auth.password', valuesKey: 'password' },
        ],
      },
    ],
  })
  const page = renderFleet(fleet, library).get('docs/fleet.md')?.content
  expect(page).toContain('- `passwords` in namespace `shop`, with `password`:')
  expect(page).toContain('`reconcile.fluxcd.io/watch: Enabled`')
})
