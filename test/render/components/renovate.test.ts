import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { renderRepositories } from '../../../src/features/render-fleet.ts'
import { fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { checkout, filesBelow } from '../../program.ts'
import { WRITTEN_OTHERWISE } from './written-otherwise.ts'

let library: Library

beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

test('Renovate knows what each version of an overlay is of', () => {
  const fleet = fleetSchema.parse({
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }, { name: 'production' }],
    clusters: [{ name: 'production', environment: 'production', domain: 'example.org' }],
    components: [
      { name: 'cert-manager' },
      { name: 'external-dns', options: { provider: 'google' } },
      { name: 'gateway-api' },
      {
        name: 'own',
        chart: { git: 'https://git.example.org/charts.git', path: 'own', version: '1.x' },
        overrides: [{ environment: 'production', version: '1.2.x' }],
      },
    ],
  })
  const [{ tree }] = renderRepositories(fleet, library) as [ReturnType<typeof renderRepositories>[0]]
  const { customManagers } = JSON.parse(tree.get('renovate.json')!.content) as {
    customManagers: { managerFilePatterns: string[]; matchStrings: string[] }[]
  }
  const found = customManagers.flatMap(({ managerFilePatterns: [pattern], matchStrings: [match] }) =>
    tree
      .paths()
      .filter((path) => /\/production\//.test(path) && new RegExp(pattern!.slice(1, -1)).test(path))
      .flatMap((path) => [...tree.get(path)!.content.matchAll(new RegExp(match!, 'g'))])
      .map(({ groups }) => [groups!.datasource, groups!.depName, groups!.registryUrl, groups!.currentValue]),
  )
  const minorOf = (name: string) => {
    const { chart, manifests } = library.catalog.get(name)!
    const [, major, minor] = /^v?(\d+)\.(\d+)/.exec((chart ?? manifests)!.version!)!
    return `${major}.${minor}.x`
  }
  expect(found.sort()).toEqual([
    ['docker', 'quay.io/jetstack/charts/cert-manager', undefined, minorOf('cert-manager')],
    ['git-tags', 'https://git.example.org/charts.git', undefined, '1.2.x'],
    ['github-tags', 'kubernetes-sigs/gateway-api', undefined, minorOf('gateway-api')],
    ['helm', 'external-dns', 'https://kubernetes-sigs.github.io/external-dns/', minorOf('external-dns')],
  ])
})

describe.each(Object.entries(WRITTEN_OTHERWISE))('with %s', (_, rewrite) => {
  test.each([
    'monorepo',
    'own-components',
    'multi-tenant',
    'multi-repo/acme-platform',
  ])('Renovate finds in %s the same', (example) => {
    const folder = join(checkout, 'examples', example)
    const { customManagers } = JSON.parse(readFileSync(join(folder, 'renovate.json'), 'utf8')) as Managers
    const files = filesBelow(folder).filter((path) => /\.ya?ml$/.test(path))
    let count = 0
    for (const {
      managerFilePatterns: [pattern],
      matchStrings: [match],
    } of customManagers) {
      for (const path of files.filter((file) => new RegExp(pattern!.slice(1, -1)).test(file))) {
        const text = readFileSync(join(folder, path), 'utf8')
        const found = (inText: string) =>
          [...inText.matchAll(new RegExp(match!, 'g'))].map(({ groups }) => ({ ...groups }))
        expect(found(rewrite(text)), path).toEqual(found(text))
        count += found(text).length
      }
    }
    expect(count).toBeGreaterThan(2)
  })
})

test('an address is not joined with the version of another object', () => {
  const { customManagers } = JSON.parse(
    readFileSync(join(checkout, 'examples/monorepo/renovate.json'), 'utf8'),
  ) as Managers
  const text = `spec:
  url: oci://ghcr.io/acme/first
  ref:
    tag: "1.2.3"
---
spec:
  url: oci://ghcr.io/acme/second
  ref:
    semver: 1.x
`
  const found = [...text.matchAll(new RegExp(customManagers[0]!.matchStrings[0]!, 'g'))]
  expect(found.map(({ groups }) => ({ ...groups }))).toEqual([
    { depName: 'ghcr.io/acme/second', currentValue: '1.x' },
  ])
})

test('the patterns are those of RE2, which Renovate reads them with: it looks neither ahead nor back', () => {
  const { customManagers } = JSON.parse(
    readFileSync(join(checkout, 'examples/monorepo/renovate.json'), 'utf8'),
  ) as Managers
  for (const { matchStrings } of customManagers)
    for (const match of matchStrings) expect(match).not.toMatch(/\(\?<?[=!]|\\[1-9]|\\k/)
})

interface Managers {
  customManagers: { managerFilePatterns: string[]; matchStrings: string[] }[]
}
