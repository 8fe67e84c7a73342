import { posix } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { checkFleet } from '../../../src/features/check-fleet.ts'
import { renderRepositories } from '../../../src/features/render-fleet.ts'
import { parseFleet } from '../../../src/fleet/file/load-fleet.ts'
import type { Fleet, FleetInput } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import type { Tree } from '../../../src/tree/tree.ts'

// biome-ignore lint/suspicious/noExplicitAny: objects of all kinds
type Json = any

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

type TenantInput = NonNullable<FleetInput['tenants']>[number]

const ENVIRONMENTS = ['staging', 'qa', 'production']

/** Folders that lie in, beside and above each other and the sample. */
const path = fc.constantFrom(
  ...['.', './', './deploy', 'deploy', 'deploy/on', 'deploy/on/1234', 'apps', './apps/base', 'apps/staging'],
  ...['apps/base/podinfo', 'apps/base/podinfo/x', 'apps/base-2/podinfo', 'apps/base-2', 'a.b', '-x', '1'],
)

const tenant: fc.Arbitrary<TenantInput> = fc
  .record({
    path: fc.option(path, { nil: undefined }),
    overrides: fc.dictionary(fc.constantFrom(...ENVIRONMENTS), path),
    where: fc.option(fc.subarray(ENVIRONMENTS, { minLength: 1 }), { nil: undefined }),
    alone: fc.boolean(),
    role: fc.constantFrom('admin', 'custom'),
    namespaces: fc.option(fc.constant<string[]>(['a', 'b']), { nil: undefined }),
  })
  .map(
    ({ path, overrides, where, alone, role, namespaces }): TenantInput => ({
      name: 'team',
      ...(namespaces && { namespaces }),
      ...(where && (alone ? { clusters: where } : { environments: where })),
      source: path === undefined ? {} : { path },
      overrides: Object.entries(overrides).map(([environment, path]) => ({ environment, path })),
      ...(role === 'custom' && {
        role: 'custom' as const,
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
      }),
    }),
  )

function fleetWith(tenant: TenantInput): Fleet {
  const parsed = parseFleet({
    version: 1,
    name: 'acme',
    layout: 'multi-repo',
    git: { owner: 'acme' },
    environments: ENVIRONMENTS.map((name) => ({ name })),
    clusters: ENVIRONMENTS.map((name) => ({ name, environment: name })),
    tenants: [tenant],
  })
  expect('issues' in parsed ? parsed.issues : []).toEqual([])
  const { fleet } = parsed as { fleet: Fleet }
  expect(checkFleet(fleet, library.catalog)).toEqual([])
  return fleet
}

/**
 * The folder that Flux applies of the team in an environment, as the manifests say; undefined where it is
 * not.
 */
function appliedPath(tree: Tree, environment: string): string | undefined {
  const overlay = tree.get(`tenants/${environment}/team/kustomization.yaml`)
  if (overlay === undefined) return undefined
  const [, kustomization] = parseAllDocuments(tree.get('tenants/base/team/sync.yaml')!.content)
  const operations = (((parse(overlay.content) as Json).patches ?? []) as Json[])
    .filter(({ target }) => target.kind === 'Kustomization')
    .flatMap(({ patch }) => parse(patch) as Json[])
  const changed = operations.find((operation) => operation.path === '/spec/path')
  return changed?.value ?? (kustomization!.toJS() as Json).spec.path
}

/**
 * The folders that a build of the folder reads, itself first; fails where one is missing or above another.
 */
function foldersOf(tree: Tree, folder: string, above: readonly string[] = []): string[] {
  const file = tree.get(posix.join(folder, 'kustomization.yaml'))
  expect(file, `${folder} has no kustomization.yaml`).toBeDefined()
  const { resources } = parse(file!.content) as { resources: string[] }
  return [
    folder,
    ...resources.flatMap((resource) => {
      const place = posix.join(folder, resource)
      if (/\.yaml$/.test(resource)) {
        expect(tree.get(place), place).toBeDefined()
        return []
      }
      // kustomize refuses a folder that lists itself or one that it lies in.
      for (const taken of [...above, folder]) expect(`${taken}/`.startsWith(`${place}/`)).toBe(false)
      return foldersOf(tree, place, [...above, folder])
    }),
  ]
}

test('the overlays of a team lie where Flux looks for them, in every environment that has it', () => {
  let applied = 0
  fc.assert(
    fc.property(tenant, (input) => {
      const fleet = fleetWith(input)
      const made = renderRepositories(fleet, library)
      const team = made.find(({ repository }) => repository.kind === 'team')!.tree
      const main = made.find(({ repository }) => repository.kind === 'fleet')!.tree
      const here = ENVIRONMENTS.filter(
        (name) => (input.environments ?? input.clusters ?? ENVIRONMENTS).indexOf(name) >= 0,
      )
      for (const environment of ENVIRONMENTS) {
        const path = appliedPath(main, environment)
        expect(path !== undefined).toBe(here.includes(environment))
        if (path === undefined) continue
        expect(path).toMatch(/^\.\//)
        const folders = foldersOf(team, posix.join(path))
        const sample = input.role === 'custom' ? [] : [expect.stringMatching(/^apps\/base(-\d+)?\/podinfo$/)]
        expect(folders.slice(1)).toEqual(sample)
        applied += 1
      }
    }),
    { numRuns: 200 },
  )
  expect(applied).toBeGreaterThan(300)
})

test('what Flux fetches of the repository of a team is all that its overlays need', () => {
  fc.assert(
    fc.property(tenant, (input) => {
      const made = renderRepositories(fleetWith(input), library)
      const team = made.find(({ repository }) => repository.kind === 'team')!.tree
      const fetched = team
        .get('.sourceignore')!
        .content.split('\n')
        .filter((line) => line.startsWith('!/'))
        .map((line) => line.slice(2).replace(/\/(\*\*)?$/, ''))
      for (const path of team.paths().filter((name) => name.endsWith('kustomization.yaml'))) {
        const [top] = path.split('/')
        expect({ path, fetched: fetched.includes(top!) }).toEqual({ path, fetched: true })
      }
    }),
    { numRuns: 100 },
  )
})
