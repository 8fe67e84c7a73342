import { beforeAll, expect, test } from 'vitest'
import { renderRepositories } from '../../../src/features/render-fleet.ts'
import { fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

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
  expect(found.sort()).toEqual([
    ['docker', 'quay.io/jetstack/charts/cert-manager', undefined, '1.21.x'],
    ['git-tags', 'https://git.example.org/charts.git', undefined, '1.2.x'],
    ['github-tags', 'kubernetes-sigs/gateway-api', undefined, '1.6.x'],
    ['helm', 'external-dns', 'https://kubernetes-sigs.github.io/external-dns/', '1.21.x'],
  ])
})
