import { resolve, sep } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { checkFleet } from '../../src/features/check-fleet.ts'
import { renderFleet } from '../../src/features/render-fleet.ts'
import { parseFleet } from '../../src/fleet/file/load-fleet.ts'
import { releaseNameFor, serviceNameFor } from '../../src/fleet/resolve/object-names.ts'
import { pathIn } from '../../src/fleet/resolve/repositories.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { shortened } from '../../src/text/shortened.ts'
import { toYaml } from '../../src/yaml/write.ts'
import { fleetRepository } from '../resolved.ts'
import { fleet, fleetInput, label, text } from './arbitraries.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

/** Fleets whose namespaces have one owner each, and whose components the catalog does not know. */
const renderable = fleet.filter((model) => checkFleet(model, library.catalog).length === 0)

function files(model: Fleet): Map<string, string> {
  return new Map([...renderFleet(model, library)].map(([path, file]) => [path, file.content]))
}

test('every file of every fleet parses in both versions of YAML, without a key twice', () => {
  fc.assert(
    fc.property(renderable, (model) => {
      for (const [path, content] of files(model)) {
        if (path.endsWith('.json')) JSON.parse(content)
        if (!/\.ya?ml$/.test(path)) continue
        for (const version of ['1.1', '1.2'] as const) {
          for (const document of parseAllDocuments(content, { version, uniqueKeys: true })) {
            expect({ path, errors: document.errors, warnings: document.warnings }).toEqual({
              path,
              errors: [],
              warnings: [],
            })
          }
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('variables and names arrive byte for byte', () => {
  fc.assert(
    fc.property(renderable, (model) => {
      const tree = files(model)
      const home = fleetRepository(model)
      for (const cluster of model.clusters) {
        for (const version of ['1.1', '1.2'] as const) {
          const path = pathIn(home, `clusters/${cluster.name}/cluster-vars.yaml`)
          const [document] = parseAllDocuments(tree.get(path)!, { version })
          expect(document!.toJS().data).toEqual({
            ...cluster.variables,
            CLUSTER_NAME: cluster.name,
            CLUSTER_IDENTITY: cluster.name,
            ENVIRONMENT: cluster.environment,
            ...(cluster.region === undefined ? {} : { CLUSTER_REGION: cluster.region }),
            ...(cluster.domain === undefined ? {} : { CLUSTER_DOMAIN: cluster.domain }),
            quote: '"',
          })
        }
      }
      for (const component of model.components) {
        const folder = [...tree.keys()]
          .find((path) =>
            new RegExp(`(^|/)(infrastructure/[a-z]+|apps)/base/${component.name}/kustomization.yaml$`).test(
              path,
            ),
          )!
          .replace(/[^/]+$/, '')
        const main = component.chart === undefined ? 'deployment.yaml' : 'release.yaml'
        for (const version of ['1.1', '1.2'] as const) {
          const [document] = parseAllDocuments(tree.get(folder + main)!, { version })
          const object = document!.toJS()
          // Where the controllers are locked down, a release acts as an account of flux-system.
          const elsewhere = component.chart !== undefined && model.layout !== 'monorepo'
          const namespace = elsewhere ? 'flux-system' : component.name
          expect(object.metadata).toMatchObject({ name: component.name, namespace })
          expect(object.spec.values ?? {}).toEqual(parse(toYaml(component.values ?? {}), { version }))
          if (elsewhere) {
            const { releaseName, targetNamespace, storageNamespace } = object.spec
            expect({ releaseName, targetNamespace, storageNamespace }).toEqual({
              releaseName: shortened(component.name, 53),
              targetNamespace: component.name,
              storageNamespace: 'flux-system',
            })
          }
        }
      }
      for (const tenant of model.tenants) {
        const own = tenant.namespaces ?? [tenant.name]
        const base = pathIn(home, `tenants/base/${tenant.name}`)
        for (const version of ['1.1', '1.2'] as const) {
          const objects = (file: string) =>
            parseAllDocuments(tree.get(`${base}/${file}`)!, { version }).map((document) => document.toJS())
          const namespaces = objects('namespaces.yaml').map(({ metadata }) => metadata)
          expect(namespaces.map(({ name }) => name)).toEqual(own)
          for (const { labels } of namespaces) expect(labels['toolkit.fluxcd.io/tenant']).toBe(tenant.name)
          const { serviceAccount } = model.tenancy
          for (const { kind, metadata, spec } of objects('sync.yaml')) {
            expect(metadata).toEqual({ name: tenant.name, namespace: own[0] })
            if (kind !== 'Kustomization') continue
            expect(spec.serviceAccountName).toBe(serviceAccount)
            expect(spec.targetNamespace).toBe(own.length === 1 ? own[0] : undefined)
          }
          for (const { kind, metadata, subjects } of objects('rbac.yaml')) {
            if (kind === 'ServiceAccount')
              expect(metadata).toEqual({ name: serviceAccount, namespace: own[0] })
            if (kind === 'RoleBinding')
              expect(subjects).toEqual([{ kind: 'ServiceAccount', name: serviceAccount, namespace: own[0] }])
          }
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('the order of entries does not matter', () => {
  const shuffled = renderable.chain((model) =>
    fc.record({
      model: fc.constant(model),
      environments: fc.shuffledSubarray(model.environments, { minLength: model.environments.length }),
      clusters: fc.shuffledSubarray(model.clusters, { minLength: model.clusters.length }),
      components: fc.shuffledSubarray(model.components, { minLength: model.components.length }),
      tenants: fc.shuffledSubarray(model.tenants, { minLength: model.tenants.length }),
    }),
  )
  fc.assert(
    fc.property(shuffled, ({ model, environments, clusters, components, tenants }) => {
      const moved = clusters.map((cluster) => ({
        ...cluster,
        ...(cluster.variables && {
          variables: Object.fromEntries(Object.entries(cluster.variables).reverse()),
        }),
      }))
      expect(files({ ...model, environments, clusters: moved, components, tenants })).toEqual(files(model))
    }),
    { numRuns: 40 },
  )
})

test('whatever is typed as a name or a path is refused or stays inside', () => {
  const root = resolve('/some/where')
  const nasty = fc.constantFrom(
    '..',
    '.',
    '../x',
    'a/../../x',
    '/etc',
    'C:\\x',
    '..\\x',
    '.git',
    '.git/hooks',
    'con',
    'a\u0000b',
    'x/',
  )
  const part = fc.oneof(label, fc.constantFrom('.', '..', '...', '.x', 'x..', '-'))
  const folder = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
  const names = ['environment', 'cluster', 'component', 'namespace', 'configMap', 'tenant']
  const typed = fc.oneof(
    fc.tuple(fc.constantFrom(...names, 'path', 'folder'), fc.oneof(text, nasty, label)),
    fc.tuple(fc.constantFrom('path', 'folder'), fc.oneof(nasty, folder)),
  )
  let taken = 0
  fc.assert(
    fc.property(fleetInput, typed, (input, [where, word]) => {
      const [environment] = input.environments!
      const [cluster] = input.clusters!
      const own = { name: 'own', chart: { path: where === 'path' ? word : 'x' } }
      const component = {
        ...own,
        ...(where === 'component' ? { name: word } : {}),
        ...(where === 'namespace' ? { namespace: word } : {}),
        ...(where === 'configMap'
          ? { valuesFrom: [{ kind: 'ConfigMap', name: word, values: { a: 1 } }] }
          : {}),
      }
      const name = where === 'environment' ? word : environment!.name
      const changed = {
        ...input,
        environments: [{ name }],
        clusters: [{ ...cluster!, environment: name, ...(where === 'cluster' ? { name: word } : {}) }],
        components: [component],
        ...(where === 'tenant' || where === 'folder'
          ? {
              layout: 'multi-repo' as const,
              artifacts: false,
              tenants: [
                {
                  name: where === 'tenant' ? word : 'team',
                  source: { path: where === 'folder' ? word : 'x' },
                },
              ],
            }
          : { tenants: [] }),
      }
      const parsed = parseFleet(changed)
      if ('issues' in parsed || checkFleet(parsed.fleet, library.catalog).length > 0) return
      for (const path of files(parsed.fleet).keys())
        expect(resolve(root, path).startsWith(root + sep)).toBe(true)
      taken += 1
    }),
    { numRuns: 150 },
  )
  expect(taken).toBeGreaterThan(25)
})

test('shortened names fit, stay labels, and stay different', () => {
  const long = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,120}[a-z0-9])$/)
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(label, long), { minLength: 2, maxLength: 20 }),
      fc.constantFrom(53, 63),
      (names, limit) => {
        const short = names.map((name) => shortened(name, limit))
        for (const [index, name] of short.entries()) {
          expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
          expect(name.length).toBeLessThanOrEqual(limit)
          if (names[index]!.length <= limit) expect(name).toBe(names[index])
        }
        expect(new Set(short).size).toBe(names.length)
      },
    ),
  )
  fc.assert(
    fc.property(label, (name) => {
      expect(serviceNameFor(name)).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/)
      expect((releaseNameFor(name) ?? name).length).toBeLessThanOrEqual(53)
    }),
  )
})
