import { describe, expect, test } from 'vitest'
import { differing, type Living, livingFrom } from './living.ts'

const FLEET = `version: 1
name: acme
git:
  owner: acme
environments:
  - name: staging
  - name: production
clusters:
  - name: s
    environment: staging
  - name: p
    environment: production
components:
  - name: shop
    chart:
      oci: oci://ghcr.io/acme/charts/shop
      version: 1.x
    values:
      # what runs
      image:
        repository: ghcr.io/acme/shop
        tag: v1.2.3
      exporter:
        tag: 1.10
      quoted:
        tag: "1.10"
      sidecars:
        - name: proxy
          image: ghcr.io/acme/proxy:2.0.1
    overrides:
      - environment: production
        values:
          image:
            tag: v1.2.0
`
const BASE = 'apps/base/shop/release.yaml'
const OVERLAY = 'apps/production/shop-values.yaml'
const DIGEST = `sha256:${'9f86d081884c7d65'.repeat(4)}`

/** What updaters do, and what `flux-fleet.yaml` says afterwards. */
const MOVES: [string, string, string, string, string][] = [
  ['a tag', BASE, 'tag: v1.2.3', 'tag: v1.3.0', '        tag: v1.3.0\n'],
  [
    'a tag that is no text',
    BASE,
    'exporter:\n      tag: 1.10',
    'exporter:\n      tag: 1.20',
    '        tag: 1.20\n',
  ],
  [
    'a tag in quotes',
    BASE,
    /quoted:\n( +)tag: (["'])1.10\2/.source,
    'quoted:\n$1tag: $21.11$2',
    '        tag: "1.11"\n',
  ],
  ['an image in a list', BASE, 'proxy:2.0.1', 'proxy:2.1.0', 'image: ghcr.io/acme/proxy:2.1.0\n'],
  [
    'an image with a digest',
    BASE,
    'proxy:2.0.1',
    `proxy:2.1.0@${DIGEST}`,
    `image: ghcr.io/acme/proxy:2.1.0@${DIGEST}\n`,
  ],
  ['a tag of one environment', OVERLAY, 'tag: v1.2.0', 'tag: v1.2.9', '            tag: v1.2.9\n'],
]

function move(fleet: Living, [, path, from, to]: (typeof MOVES)[number]): void {
  fleet.edit(path, new RegExp(from), to)
}

describe.each(MOVES)('%s inside of Helm values that an updater moved', (...moved) => {
  test('is no hand edit, and stays whatever is changed', async () => {
    const fleet = await livingFrom(FLEET)
    move(fleet, moved)
    const text = fleet.read(moved[1])
    const report = JSON.parse((await fleet.done('diff', '--json')).stdout)
    expect({ edited: report.edited, moved: report.moved.map(({ path }: { path: string }) => path) }).toEqual({
      edited: [],
      moved: [moved[1]],
    })
    const { stdout } = await fleet.done('apply', '--yes')
    expect(stdout).toContain('as an updater moved it.')
    expect(fleet.read(moved[1])).toBe(text)
    // The fleet says it from now on, with the comments that it had.
    expect(fleet.read('flux-fleet.yaml')).toContain(moved[4])
    expect(fleet.read('flux-fleet.yaml')).toContain('# what runs')
    expect(JSON.parse((await fleet.done('diff', '--json')).stdout)).toMatchObject({
      edited: [],
      moved: [],
      drift: [],
    })
    await fleet.done('add', 'cluster', 'west=production', '--yes')
    await fleet.done('add', 'environment', 'qa', '--yes')
    expect(fleet.read(moved[1])).toBe(text)
  })
})

describe('a new environment', () => {
  test.each([
    ['begins with what another one of its kind has', 'dr,production=true', 'v1.2.9'],
    ['has what all have where no other is of its kind', 'qa', undefined],
  ])('%s', async (_, entry, tag) => {
    const fleet = await livingFrom(FLEET)
    move(fleet, MOVES[5]!)
    const name = entry.split(',')[0]!
    const { stdout } = await fleet.done('add', 'environment', entry, '--yes')
    if (tag === undefined) expect(stdout).not.toContain(`image.tag in ${name}`)
    else {
      expect(stdout).toContain(`shop, image.tag in ${name}: ${tag}, as in production.`)
      expect(fleet.read(`apps/${name}/shop-values.yaml`)).toContain(`tag: ${tag}`)
    }
    expect(fleet.read(OVERLAY)).toContain('tag: v1.2.9')
    expect(JSON.parse((await fleet.done('diff', '--json')).stdout)).toMatchObject({ edited: [], drift: [] })
  })
})

test('several move at once, beside other changes of the same values', async () => {
  const fleet = await livingFrom(FLEET)
  move(fleet, MOVES[0]!)
  move(fleet, MOVES[3]!)
  fleet.edit('flux-fleet.yaml', '      sidecars:', '      replicas: 3\n      sidecars:')
  await fleet.done('apply', '--yes')
  expect(fleet.read(BASE)).toContain('tag: v1.3.0')
  expect(fleet.read(BASE)).toContain('proxy:2.1.0')
  expect(fleet.read(BASE)).toContain('replicas: 3')
  expect(fleet.read('flux-fleet.yaml')).toContain('tag: v1.3.0')
})

test('whoever wants another version than the updater is asked', async () => {
  const fleet = await livingFrom(FLEET)
  move(fleet, MOVES[0]!)
  fleet.edit('flux-fleet.yaml', 'tag: v1.2.3', 'tag: v2.0.0')
  const before = fleet.files()
  const { code, stderr } = await fleet.run('apply', '--yes')
  expect(code).toBe(3)
  expect(stderr).toContain(BASE)
  expect(fleet.files()).toEqual(before)
})

test('what is no version, or of another image, is a hand edit', async () => {
  const fleet = await livingFrom(FLEET)
  fleet.edit(BASE, 'proxy:2.0.1', 'other:2.0.1')
  const before = fleet.files()
  await fleet.done('apply', '--yes')
  expect(differing(before, fleet.files())).toEqual([])
  expect(JSON.parse((await fleet.done('diff', '--json')).stdout).edited).toHaveLength(1)
})
