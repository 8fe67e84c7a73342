import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { TENANT_LABEL } from '../../src/features/tenants/tenancy.ts'
import { type Fleet, type FleetInput, fleetSchema } from '../../src/fleet/schema/fleet-schema.ts'
import type { Library } from '../../src/render/templates/library.ts'
import { openLibrary, temporaryFolder } from './fleets.ts'
import { admit, type BuiltTenancy, buildTenancy, type KubernetesObject, type Space } from './isolation.ts'
import { CASES } from './isolation-cases.ts'
import { anObject } from './isolation-objects.ts'

const ENVIRONMENT = 'production'
/** Namespaces that belong to no tenant. */
const OTHERS: Space[] = [
  { name: 'platform', labels: { 'kubernetes.io/metadata.name': 'platform' } },
  { name: 'unlabelled', labels: {} },
]

const folder = temporaryFolder('isolation')
let library: Library
let built: BuiltTenancy
let made = 0

function fleetOf(input: Partial<FleetInput> = {}): Fleet {
  return fleetSchema.parse({
    version: 1,
    name: 'acme-fleet',
    layout: 'multi-tenant',
    git: { owner: 'acme' },
    secrets: { provider: 'sops' },
    environments: [{ name: 'staging' }, { name: ENVIRONMENT }],
    clusters: [{ name: 'main', environment: ENVIRONMENT }],
    components: [{ name: 'cert-manager' }, { name: 'external-secrets' }],
    tenancy: {
      priorityClasses: ['batch', 'apps.normal'],
      secretStores: ['shared'],
      sources: [
        'https://github.com/acme/',
        'https://github.com/acme/shared/',
        'ssh://git@github.com/acme/',
        'oci://ghcr.io/acme/',
        'oci://ghcr.io/acme/charts/',
        'https://charts.example.com/stable/',
      ],
    },
    tenants: [
      {
        name: 'data',
        serviceTypes: ['NodePort', 'LoadBalancer'],
        quota: 'none',
        source: { oci: 'oci://registry.example.com:5000/data/app' },
      },
      { name: 'on', hosts: ['on.example.com'], serviceTypes: ['LoadBalancer'] },
      {
        name: 'web',
        namespaces: ['web', 'web-jobs'],
        hosts: ['shop.example.com', '*.apps.example.com'],
        source: { git: 'https://git.example.com/teams/web', secret: 'web' },
        notifications: { provider: 'slack' },
      },
    ],
    ...input,
  })
}

function build(fleet: Fleet): BuiltTenancy {
  made += 1
  return buildTenancy(join(folder, String(made)), fleet, library, ENVIRONMENT)
}

/** The policies without an object, or with one changed. */
function changed(
  policies: string,
  change: (object: KubernetesObject) => KubernetesObject | undefined,
): string {
  return parseAllDocuments(policies)
    .map((document) => change(document.toJS() as KubernetesObject))
    .filter((object) => object !== undefined)
    .map((object) => `---\n${JSON.stringify(object)}\n`)
    .join('')
}

beforeAll(async () => {
  library = await openLibrary()
  built = build(fleetOf())
})

test('every namespace of a tenant has its label, as text, and no other object makes a namespace', () => {
  expect(built.namespaces.map(({ name, labels }) => [name, labels[TENANT_LABEL]]).sort()).toEqual([
    ['data', 'data'],
    ['on', 'on'],
    ['web', 'web'],
    ['web-jobs', 'web'],
  ])
})

describe('what tenants may and may not do', () => {
  let verdicts: Map<string, { denied: string[]; messages: string; invalid: string[] }>
  beforeAll(() => {
    const namespaces = [...built.namespaces, ...OTHERS]
    const [report] = admit([{ policies: built.policies, namespaces, requests: CASES }])
    expect(report!.problems).toEqual([])
    verdicts = new Map(
      report!.verdicts.map(({ denied, invalid }, index) => [
        CASES[index]!.name,
        {
          denied: denied.map(({ policy }) => policy),
          messages: denied.map(({ message }) => message).join('\n'),
          invalid,
        },
      ]),
    )
  })
  test('no two requests have the same name', () => expect(verdicts.size).toBe(CASES.length))
  test.each(CASES)('$name', ({ name, denied, invalid }) => {
    const verdict = verdicts.get(name)!
    expect(verdict.denied).toEqual(denied)
    // A policy that fails denies as well.
    expect(verdict.messages).not.toMatch(/resulted in error|no such key|failed expression|evaluation/i)
    // An object with a misspelt field would be allowed for the wrong reason.
    if (!invalid) expect(verdict.invalid).toEqual([])
    else expect(verdict.invalid).not.toEqual([])
  })
  test('each policy denies something', () => {
    const policies = parseAllDocuments(built.policies)
      .map((document) => document.toJS() as KubernetesObject)
      .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
      .map(({ metadata }) => metadata.name)
    expect([...new Set(CASES.flatMap(({ denied }) => denied))].sort()).toEqual(policies.sort())
  })
})

test('a denial says what is allowed', () => {
  const object = anObject('GitRepository', { url: 'https://evil.example.com/x' })
  const [report] = admit([{ ...built, requests: [{ object }] }])
  expect(report!.verdicts[0]!.denied).toEqual([
    {
      policy: 'tenant-sources',
      message:
        'the source https://evil.example.com/x is not among those that tenants may use: ' +
        'https://charts.example.com/stable/ https://git.example.com/teams/web/ https://github.com/acme/ ' +
        'https://github.com/acme/on.git/ https://github.com/acme/shared/ oci://ghcr.io/acme/ ' +
        'oci://ghcr.io/acme/charts/ oci://registry.example.com:5000/data/app/ ' +
        'ssh://git@github.com/acme/',
    },
  ])
})

test('without the list of allowed sources none is allowed', () => {
  const requests = [
    { object: anObject('GitRepository', { url: 'https://github.com/acme/x' }) },
    { object: anObject('ImageRepository', { image: 'ghcr.io/acme/x' }) },
    { object: anObject('GitRepository', { url: 'https://github.com/acme/x' }, 'platform') },
  ]
  const namespaces = [...built.namespaces, ...OTHERS]
  const without = (change: (object: KubernetesObject) => KubernetesObject | undefined) => ({
    policies: changed(built.policies, (object) => (object.kind === 'ConfigMap' ? change(object) : object)),
    namespaces,
    requests,
  })
  const data = (values: Record<string, string>) => without((object) => ({ ...object, data: values }))
  const reports = admit([
    without(() => undefined),
    data({}),
    data({ sources: '', images: '' }),
    // What a person could write there by mistake, or to allow everything.
    data({ sources: 'https://github.com/acme\n\n/\nhttps://\nhttps:///\n', images: 'ghcr.io/acme\n\n/\n' }),
  ])
  for (const { problems, verdicts } of reports) {
    expect(problems).toEqual([])
    expect(verdicts.map(({ denied }) => denied.map(({ policy }) => policy))).toEqual([
      ['tenant-sources'],
      ['tenant-images'],
      [],
    ])
  }
})

test('white space around a prefix does not matter, and a thousand prefixes are not too many', () => {
  const many = Array.from(
    { length: 1000 },
    (_, index) => `https://git.example.com/${'x'.repeat(40)}-${index}/`,
  )
  const policies = changed(built.policies, (object) =>
    object.kind === 'ConfigMap'
      ? { ...object, data: { sources: `${many.join('\r\n')}\r\n  https://github.com/acme/ `, images: '' } }
      : object,
  )
  const urls = [
    'https://github.com/acme/x',
    `https://git.example.com/${'x'.repeat(40)}-999/y`,
    'https://evil.example.com/x',
  ]
  const requests = urls.map((url) => ({ object: anObject('GitRepository', { url }) }))
  const [report] = admit([{ policies, namespaces: built.namespaces, requests }])
  expect(report!.verdicts.map(({ denied }) => denied.length)).toEqual([0, 0, 1])
})

test('another account in the model is another account in every policy', () => {
  const renamed = build(fleetOf({ tenancy: { serviceAccount: 'reconciler' } }))
  const requests = ['flux', 'reconciler'].flatMap((serviceAccountName) => [
    { object: anObject('Kustomization', { serviceAccountName }) },
    { object: anObject('HelmRelease', { serviceAccountName }) },
    { object: anObject('Kustomization', { decryption: { provider: 'sops', serviceAccountName } }) },
    { object: anObject('Pod', { serviceAccountName }) },
  ])
  const [report] = admit([{ ...renamed, requests }])
  expect(report!.problems).toEqual([])
  expect(report!.verdicts.map(({ denied }) => denied.map(({ policy }) => policy))).toEqual([
    ['tenant-accounts'],
    ['tenant-accounts'],
    ['tenant-decryption'],
    [],
    [],
    [],
    [],
    ['tenant-pods'],
  ])
  const accounts = renamed.objects.filter(({ kind }) => kind === 'ServiceAccount')
  expect(new Set(accounts.map(({ metadata }) => metadata.name))).toEqual(new Set(['reconciler']))
  const named = renamed.objects.filter(({ kind }) => kind === 'Kustomization')
  expect(new Set(named.map(({ spec }) => spec?.serviceAccountName))).toEqual(new Set(['reconciler']))
})

describe('policies that deny nothing are found', () => {
  const broken = (from: string, to: string) => {
    const policies = built.policies.replaceAll(from, to)
    expect(policies).not.toBe(built.policies)
    return admit([{ policies, namespaces: built.namespaces, requests: [] }])[0]!.problems.join('\n')
  }
  test.each([
    ['a misspelt field', 'object.spec.kubeConfig', 'object.spec.kubeconfig', "undefined field 'kubeconfig'"],
    [
      'a misspelt field of a pod',
      'object.spec.serviceAccountName',
      'object.spec.serviceAccountname',
      'undefined field',
    ],
    ['a misspelt variable', 'variables.plain', 'variables.plane', "undefined field 'plane'"],
    [
      'a misspelt field of a match condition',
      'metadata.deletionTimestamp',
      'metadata.deletiontimestamp',
      'undefined field',
    ],
    ['a misspelt resource', '- gitrepositories', '- gitrepository', 'there is no resource "gitrepository"'],
    [
      'a misspelt group',
      '- helm.toolkit.fluxcd.io',
      '- helm.fluxcd.io',
      'there is no resource "helmreleases"',
    ],
    [
      'a binding of another policy',
      'policyName: tenant-pods',
      'policyName: pods',
      'nothing binds the policy tenant-pods',
    ],
    ['broken CEL', 'request.operation ==', 'request.operation ===', 'Syntax error'],
  ])('%s', (_, from, to, message) => expect(broken(from, to)).toContain(message))
})

/** Requests for all that is made for the tenants, as Flux makes it. */
function emitted({ policies, objects, namespaces }: BuiltTenancy) {
  const inside = objects.filter(({ metadata }) => metadata.namespace !== undefined)
  const controller = {
    user: 'system:serviceaccount:flux-system:kustomize-controller',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:flux-system'],
  }
  const spaces = [...namespaces, { name: 'flux-system', labels: {} }]
  return { policies, namespaces: spaces, requests: inside.map((object) => ({ object, ...controller })) }
}

const host = fc.constantFrom('github.com', 'git.example.com:8443', 'GIT.example.com', 'xn--bcher-kva.example')
const segment = fc.stringMatching(/^[!-~\u00e0-\u00ff]{1,12}$/).filter((text) => !/[\s/]/.test(text))
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
/** Registries know lower-case names only (OCI distribution, `<name>`). */
const ociSegment = fc.stringMatching(/^[a-z0-9]{1,6}([._-][a-z0-9]{1,5})?$/)
const ociPath = fc.array(ociSegment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
const ending = fc.constantFrom('', '.git')
const ownSource = fc.oneof(
  fc.constant({}),
  fc.constant({ secret: 'credentials' }),
  fc.tuple(host, path, ending).map(([at, below, end]) => ({ git: `https://${at}/${below}${end}` })),
  fc.tuple(host, path, ending).map(([at, below, end]) => ({ git: `ssh://git@${at}/${below}${end}` })),
  fc.tuple(host, ociPath).map(([at, below]) => ({ oci: `oci://${at}/${below}` })),
)

test('all that is made for tenants is allowed, whatever their sources are called', () => {
  const fleets = fc.sample(
    fc.record({
      owner: fc.constantFrom('acme', 'Acme-Corp', 'group/sub'),
      sources: fc.constantFrom<string[] | undefined>(undefined, ['https://github.com/acme/']),
      own: fc.array(ownSource, { minLength: 1, maxLength: 12 }),
    }),
    { numRuns: 8, seed: 20261120 },
  )
  const clusters = fleets.map(({ owner, sources, own }) =>
    emitted(
      build(
        fleetOf({
          git: { owner },
          tenancy: sources === undefined ? {} : { sources },
          tenants: own.map((source, index) => ({ name: `team-${index}`, source })),
        }),
      ),
    ),
  )
  for (const [index, { problems, verdicts }] of admit([...clusters, emitted(built)]).entries()) {
    expect(problems).toEqual([])
    const { requests } = [...clusters, emitted(built)][index]!
    expect(requests.length).toBeGreaterThan(0)
    const refused = verdicts.flatMap(({ denied }, number) =>
      denied.map(({ message }) => [requests[number], message]),
    )
    expect(refused).toEqual([])
  }
})
