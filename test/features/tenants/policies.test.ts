import { beforeAll, describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { writePolicies } from '../../../src/features/tenants/policies.ts'
import { TENANT_LABEL } from '../../../src/features/tenants/tenancy.ts'
import { writeTenants } from '../../../src/features/tenants/tenant-files.ts'
import { type Fleet, type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { Tree } from '../../../src/tree/tree.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function fleetOf(input: Partial<FleetInput> = {}): Fleet {
  return fleetSchema.parse({
    version: 1,
    name: 'acme-fleet',
    layout: 'multi-tenant',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }, { name: 'production' }],
    clusters: [{ name: 'main', environment: 'production' }],
    tenants: [{ name: 'web' }],
    ...input,
  })
}

function policiesOf(fleet: Fleet): Tree {
  const tree = new Tree()
  writePolicies(tree, { resolved: resolveFleet(fleet, library.catalog), library })
  return tree
}

function tenantsOf(fleet: Fleet): Tree {
  const tree = new Tree()
  writeTenants(tree, { resolved: resolveFleet(fleet, library.catalog), library })
  return tree
}

// biome-ignore lint/suspicious/noExplicitAny: what is parsed here is of many kinds
type Anything = any

function documents(tree: Tree): Anything[] {
  return [...tree].flatMap(([, { content }]) =>
    parseAllDocuments(content).map((document) => document.toJS() as Anything),
  )
}

function allowed(tree: Tree, environment: string): { sources: string[]; images: string[] } {
  const { data } = parse(tree.get(`policies/${environment}/allowed-sources.yaml`)!.content) as Anything
  const lines = (text: string) => text.split('\n').filter((line) => line !== '')
  return { sources: lines(data.sources), images: lines(data.images) }
}

describe('the policies', () => {
  test('are a base that every environment takes with its own list of sources', () => {
    const tree = policiesOf(fleetOf())
    const base = tree.paths().filter((path) => path.startsWith('policies/base/'))
    const { resources } = parse(tree.get('policies/base/kustomization.yaml')!.content) as Anything
    expect(['kustomization.yaml', ...resources].sort()).toEqual(
      base.map((path) => path.slice('policies/base/'.length)).sort(),
    )
    expect(tree.paths().filter((path) => !base.includes(path))).toEqual([
      'policies/production/allowed-sources.yaml',
      'policies/production/kustomization.yaml',
      'policies/staging/allowed-sources.yaml',
      'policies/staging/kustomization.yaml',
    ])
  })

  test('are each bound to the namespaces with the label of tenants, and deny when they fail', () => {
    const tree = policiesOf(fleetOf())
    const found = documents(tree)
    const policies = found.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
    const bindings = found.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding')
    expect(policies.length).toBeGreaterThan(5)
    expect(bindings.map(({ spec }) => spec.policyName)).toEqual(policies.map(({ metadata }) => metadata.name))
    for (const { spec } of policies) expect(spec.failurePolicy).toBe('Fail')
    for (const { spec } of bindings) {
      expect(spec.validationActions).toEqual(['Deny'])
      expect(spec.matchResources).toEqual({
        namespaceSelector: { matchExpressions: [{ key: TENANT_LABEL, operator: 'Exists' }] },
      })
    }
  })

  test('take their list from the ConfigMap that is written, and allow nothing without it', () => {
    const found = documents(policiesOf(fleetOf()))
    const [{ metadata }] = found.filter(({ kind }) => kind === 'ConfigMap')
    const parametrized = found.filter(({ spec }) => spec?.paramKind !== undefined)
    expect(parametrized.map(({ metadata: { name } }) => name).sort()).toEqual([
      'tenant-images',
      'tenant-sources',
    ])
    for (const { metadata: policy } of parametrized) {
      const binding = found.find(({ spec }) => spec?.policyName === policy.name)
      expect(binding.spec.paramRef).toEqual({ ...metadata, parameterNotFoundAction: 'Deny' })
    }
  })

  test('select the label that the namespaces of tenants carry', () => {
    const namespaces = documents(tenantsOf(fleetOf())).filter(({ kind }) => kind === 'Namespace')
    expect(namespaces.map(({ metadata }) => metadata.labels[TENANT_LABEL])).toEqual(['web'])
  })
})

test('another account of the tenants changes in the policies and in what is made for tenants, and nothing else does', () => {
  const renamed = fleetOf({ tenancy: { serviceAccount: 'team-reconciler' } })
  const texts = (tree: Tree) => [...tree].map(([path, { content }]) => [path, content] as const)
  const name = /(?<=[\s'])flux(?=[\s',])/g
  for (const render of [policiesOf, tenantsOf]) {
    const before = texts(render(fleetOf()))
    const after = texts(render(renamed))
    expect(after).toEqual(before.map(([path, text]) => [path, text.replace(name, 'team-reconciler')]))
    expect(after).not.toEqual(before)
  }
  const judged = texts(policiesOf(renamed)).filter(([, text]) => text.includes("'team-reconciler'"))
  expect(judged.map(([path]) => path)).toEqual([
    'policies/base/accounts.yaml',
    'policies/base/decryption.yaml',
    'policies/base/pods.yaml',
    'policies/base/token-secrets.yaml',
    'policies/base/tokens.yaml',
  ])
  const accounts = documents(tenantsOf(renamed)).filter(({ kind }) => kind === 'ServiceAccount')
  expect(accounts.map(({ metadata }) => metadata.name)).toEqual(['team-reconciler'])
})

describe('the allowed sources', () => {
  test('are those of the owner of the fleet, and of the tenants of the environment', () => {
    const tree = policiesOf(
      fleetOf({
        tenants: [
          { name: 'web', source: { git: 'https://git.example.com/teams/web.git' } },
          {
            name: 'data',
            source: { oci: 'oci://registry.example.com:5000/data' },
            environments: ['staging'],
          },
        ],
      }),
    )
    expect(allowed(tree, 'production')).toEqual({
      sources: [
        'https://git.example.com/teams/web.git/',
        'https://github.com/acme/',
        'oci://ghcr.io/acme/',
        'ssh://git@github.com/acme/',
      ],
      images: ['ghcr.io/acme/'],
    })
    expect(allowed(tree, 'staging').images).toEqual(['ghcr.io/acme/', 'registry.example.com:5000/data/'])
  })

  test('are those that the fleet names, instead of those of its owner', () => {
    const tree = policiesOf(fleetOf({ tenancy: { sources: ['https://git.example.com/'] }, tenants: [] }))
    expect(allowed(tree, 'production')).toEqual({ sources: ['https://git.example.com/'], images: [] })
  })

  test('all end in "/"', () => {
    const tree = policiesOf(
      fleetOf({ git: { provider: 'git', url: 'ssh://git@git.example.com/acme/fleet.git' } }),
    )
    expect(allowed(tree, 'production').sources).toEqual([
      'ssh://git@git.example.com/acme/',
      'ssh://git@git.example.com/acme/web.git/',
    ])
  })
})
