import { beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { checkFleet } from '../../../src/features/check-fleet.ts'
import { renderFleet } from '../../../src/features/render-fleet.ts'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { choicesOf } from '../../../src/fleet/catalog/option-choices.ts'
import { addRequired } from '../../../src/fleet/changes/add-required.ts'
import { type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { textsOf } from '../../../src/render/components/part.ts'
import { partsOf } from '../../../src/render/components/parts.ts'
import { neededSecrets } from '../../../src/render/secrets/needed-secrets.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { entries } from '../../fleet/catalog/catalog-entries.ts'

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

describe('of the catalog', () => {
  it.each(optionSets())('is every Secret that pods of $name with $options wait for, and no other', ({
    name,
    options,
  }) => {
    const fleet = fleetSchema.parse({
      version: 1,
      name: 'acme',
      git: { owner: 'acme' },
      environments: [{ name: 'staging' }, { name: 'production' }],
      clusters: [{ name: 'one', environment: 'production' }],
      components: [{ name, ...(Object.keys(options).length > 0 && { options }) }],
    })
    const { fleet: complete } = addRequired(fleet, library.catalog)
    expect(checkFleet(complete, library.catalog)).toEqual([])
    const resolved = resolveFleet(complete, library.catalog)
    const parts = partsOf(resolved, library).filter(({ entry }) => entry.name === name)
    const texts = parts.flatMap((part) => [
      ...part.base.values(),
      ...resolved.environments.flatMap((environment) => textsOf(part.in(environment))),
    ])
    const waitedFor = texts.flatMap((text) => parseAllDocuments(text).flatMap((one) => secretsIn(one.toJS())))
    const needed = neededSecrets(resolved.components.find((component) => component.name === name)!)
    expect([...new Set(waitedFor)]).toEqual(needed.map((secret) => secret.name))
  })

  it('is none where a choice of the provider does not fit', () => {
    const problems = (options: Record<string, string>) =>
      checkFleet(
        fleetSchema.parse({
          version: 1,
          name: 'acme',
          git: { owner: 'acme' },
          environments: [{ name: 'production' }],
          clusters: [{ name: 'one', environment: 'production' }],
          components: [{ name: 'external-dns', options }],
        }),
        library.catalog,
      ).map(({ path, message }) => `${path.join('.')}: ${message}`)
    expect(problems({ provider: 'cloudflare', identity: 'workload' })).toEqual([
      'components.0.options.identity: "workload" is only for where provider is aws, azure, google',
    ])
    expect(problems({ provider: 'cloudflare', identity: 'worklod' })[0]).toContain('did you mean "workload"?')
    expect(problems({ provider: 'google', identity: 'workload' })).toEqual([])
  })
})

/** Each component of the catalog, with every way to set its options. */
function optionSets(): { name: string; options: Record<string, string> }[] {
  return entries.flatMap(({ facts }) => {
    let sets: Record<string, string>[] = [{}]
    for (const option of facts.options) {
      if (option.choices === undefined) continue
      sets = sets.flatMap((set) =>
        choicesOf(option, set).map((choice) => ({ ...set, [option.name]: choice })),
      )
    }
    return sets.map((options) => ({ name: facts.name, options }))
  })
}

/** The Secrets that a value names and a pod can't start without. */
function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, below]) => {
    if (below?.optional === true) return []
    if (key === 'secret' && typeof below?.secretName === 'string') return [below.secretName]
    if (key === 'secretKeyRef') return [below.name]
    return secretsIn(below)
  })
}
