import { beforeAll, describe, expect, test } from 'vitest'
import { componentVersion, withComponentVersion } from '../../../src/fleet/changes/component-version.ts'
import { withSiblingVersions } from '../../../src/fleet/changes/sibling-versions.ts'
import { parseFleet } from '../../../src/fleet/file/load-fleet.ts'
import type { Fleet } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

const DIGEST = `sha256:${'9f86d081884c7d65'.repeat(4)}`

function fleetOf(component: object, environments = ['staging', 'production']): Fleet {
  const parsed = parseFleet({
    version: 1,
    name: 'f',
    git: { provider: 'github', owner: 'acme', repository: 'f' },
    environments: environments.map((name) => ({ name })),
    clusters: [{ name: 'one', environment: 'staging' }],
    components: [{ name: 'podinfo', ...component }],
  })
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues))
  return parsed.fleet
}

describe('another version', () => {
  test.each([
    ['in general', {}, undefined, '7.x', '7.x'],
    ['in an environment', {}, 'staging', '7.x', '7.x'],
    ['of an image', { manifests: { image: 'a/b:1' } }, undefined, `a/b:2@${DIGEST}`, `a/b:2@${DIGEST}`],
    ['of an image in an environment', { manifests: { image: 'a/b:1' } }, 'production', 'a/b:2', 'a/b:2'],
    ['of a tag', { chart: { oci: 'oci://a/b', tag: '1' } }, undefined, '2', '2'],
    ['of a digest', { chart: { oci: 'oci://a/b', digest: DIGEST } }, undefined, DIGEST, DIGEST],
    ['without an upper bound', {}, undefined, '>=7', undefined],
    ['that is none', {}, 'staging', 'latest', undefined],
    ['that is no image', { manifests: { image: 'a/b:1' } }, 'staging', 'a/b', undefined],
    [
      'of a digest that is none',
      { chart: { oci: 'oci://a/b', digest: DIGEST } },
      undefined,
      '1.2.3',
      undefined,
    ],
    ['that moves without notice', { chart: { oci: 'oci://a/b', tag: '1' } }, undefined, 'latest', undefined],
  ])('%s', (_, component, environment, version, said) => {
    const fleet = fleetOf(component)
    const changed = withComponentVersion(fleet, fleet.components[0]!, environment, version, library.catalog)
    expect(changed && componentVersion(changed, environment)).toBe(said)
  })

  test('leaves environments their own where that followed from the catalog, and only there', () => {
    const fleet = fleetOf({}, ['staging', 'production', 'prod-us'])
    const [podinfo] = fleet.components
    const own = withComponentVersion(fleet, podinfo!, 'prod-us', '7.2.x', library.catalog)!
    const moved = withComponentVersion(fleet, own, undefined, '8.x', library.catalog)!
    expect(moved.overrides).toEqual([
      { environment: 'prod-us', version: '7.2.x' },
      { environment: 'production', version: expect.stringMatching(/^6\.\d+\.x$/) },
    ])
    const again = withComponentVersion(
      fleet,
      { ...moved, overrides: undefined },
      undefined,
      '9.x',
      library.catalog,
    )!
    expect(again.overrides).toBeUndefined()
    const exact = withComponentVersion(
      { ...fleet, versions: 'exact' },
      podinfo!,
      undefined,
      '8.0.0',
      library.catalog,
    )!
    expect(exact.overrides).toBeUndefined()
  })
})

describe('a new environment', () => {
  const overrides = [
    { environment: 'production', version: '7.1.x', values: { a: 1 } },
    { environment: 'staging', values: { a: 2 } },
  ]

  test('takes the version of the first other one of its kind, and nothing else of it', () => {
    const { fleet, taken } = withSiblingVersions(
      fleetOf({ overrides }, ['staging', 'production', 'qa', 'prod-us']),
      ['prod-us', 'qa'],
    )
    expect(fleet.components[0]!.overrides).toEqual([
      ...overrides,
      { environment: 'prod-us', version: '7.1.x' },
    ])
    expect(taken).toEqual([
      { component: 'podinfo', environment: 'prod-us', from: 'production', version: '7.1.x' },
    ])
  })

  test.each([
    ['says another itself', { overrides: [...overrides, { environment: 'prod-us', version: '6.x' }] }],
    ['does not have the component', { environments: ['staging', 'production'], overrides }],
  ])('takes none where it %s', (_, component) => {
    const fleet = fleetOf(component, ['staging', 'production', 'prod-us'])
    expect(withSiblingVersions(fleet, ['prod-us'])).toEqual({ fleet, taken: [] })
  })
})
