import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import { filesBelow, makeRepository, recipient, temporaryFolder } from './fleets.ts'
import { encryptAt, makeAgeKey } from './sops.ts'
import { type Call, StandIns } from './stand-ins.ts'
import { checkFleets, run } from './tools.ts'

const root = temporaryFolder('validate-script')
const script = ['bash', 'scripts/validate.sh']

/** A fleet with a bit of all: layers, charts, manifests, Secrets, a chart of its own. */
const INPUT: FleetInput = {
  version: 1,
  name: 'acme',
  git: { owner: 'acme' },
  secrets: { provider: 'sops', recipients: [recipient(1)] },
  environments: [{ name: 'staging' }, { name: 'production' }],
  clusters: [
    { name: 'staging', environment: 'staging' },
    { name: 'on', environment: 'production', domain: 'example.com' },
  ],
  components: [
    { name: 'cert-manager' },
    { name: 'podinfo' },
    { name: 'local', chart: { path: 'charts/local' } },
    { name: 'web', manifests: { image: 'ghcr.io/acme/web:1.0.0' } },
  ],
}

/** As little as there can be, for the many runs in which something is wrong. */
const SMALL: FleetInput = {
  ...INPUT,
  environments: INPUT.environments!.slice(1),
  clusters: INPUT.clusters!.slice(1),
  components: INPUT.components!.slice(3),
}

describe('scripts/validate.sh', () => {
  const folder = join(root, 'fleet')
  const small = join(root, 'small')
  const complete = () => new StandIns(join(root, 'complete'), ['flux', 'flux-schema'])
  let all: StandIns

  beforeAll(async () => {
    await makeRepository(folder, INPUT)
    await makeRepository(small, SMALL)
    // A template of a chart is no YAML: nobody but Helm may read it.
    writeFileSync(
      join(folder, 'charts/local/templates/secret.yaml'),
      'kind: Secret\nstringData:\n  {{ range .Values.x }}\n  a: b\n',
    )
    all = complete()
  })

  /** A copy of the small fleet with something planted: path → text. */
  function copyWith(name: string, files: Readonly<Record<string, string>>): string {
    const copy = join(root, name.replaceAll(/[^a-z]+/gi, '-'))
    cpSync(small, copy, { recursive: true })
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(copy, path)), { recursive: true })
      writeFileSync(join(copy, path), text)
    }
    return copy
  }

  it('asks flux, flux-schema and kustomize about everything that a cluster gets, and passes', () => {
    const before = filesBelow(folder)
    const { status, stdout, stderr, calls } = all.run(script, folder)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/All checks passed\.\n$/)
    expect(filesBelow(folder)).toEqual(before)
    expect(calls.filter(({ program }) => program === 'flux').map(({ args }) => args)).toEqual([
      ['--version'],
      ['migrate', '-f', '.', '--version', '2.9', '--dry-run'],
    ])
    expect(validated(calls)).toEqual(builtAsFlux(folder))
  })

  it('does the same in a Git repository, for files that are not committed yet and none that are ignored', () => {
    const copy = copyWith('git', { 'ignored/secret.yaml': 'kind: Secret\nstringData:\n  a: b\n' })
    appendFileSync(join(copy, '.gitignore'), 'ignored/\n')
    expect(all.run(['git', 'init', '--quiet'], copy).status).toBe(0)
    expect(all.run(['git', 'add', '--all'], copy).status).toBe(0)
    writeFileSync(join(copy, 'apps/new.yaml'), '---\nkind: Secret\nstringData:\n  a: b\n')
    const { status, stderr } = all.run(script, copy)
    expect(status).toBe(1)
    expect(stderr).toMatch(/apps\/new\.yaml:4: Secret in plain text/)
    expect(stderr).toMatch(/apps\/new\.yaml: nothing applies this file/)
    expect(stderr).toMatch(/2 problem\(s\) found/)
  })

  it.each([
    ['flux migrate fails', { STAND_IN_MIGRATE_STATUS: '1' }, /flux migrate failed/],
    [
      'flux migrate says something else',
      { STAND_IN_MIGRATE: 'what?' },
      /flux migrate said something unexpected/,
    ],
    [
      'flux migrate would change a file',
      { STAND_IN_MIGRATE: '✚ apps/base/web/x.yaml:1: HelmRelease v2beta2 -> v2' },
      /apps\/base\/web\/x\.yaml:1: HelmRelease v2beta2 -> v2/,
    ],
  ])('fails when %s', (_, env, message) => {
    const { status, stderr } = all.run(script, small, env)
    expect(stderr).toMatch(message)
    expect(status).toBe(1)
  })

  it.each([
    [
      'a Kustomization has a field that there is not',
      'clusters/on/apps.yaml',
      ['prune: true', 'pruned: true'],
      /ERROR clusters\/on\/apps\.yaml: Kustomization\/flux-system\/apps is invalid: schema violation \(as on\/flux-system\/flux-system gets it\)/,
    ],
    [
      'what is built is invalid',
      'apps/base/web/service.yaml',
      ['name: http', 'nombre: http'],
      /ERROR apps\/base\/web\/service\.yaml: Service\/web\/web is invalid: schema violation \(as on\/flux-system\/apps gets it\)\n +- .*nombre/,
    ],
    [
      'a variable has a value of the wrong type',
      'apps/base/web/deployment.yaml',
      ['containerPort: 8080', 'containerPort: $'.concat('{CLUSTER_NAME}')],
      /ERROR apps\/base\/web\/deployment\.yaml: Deployment\/web\/web is invalid: [^\n]*\n +- .*containerPort/,
    ],
  ])('fails when %s', (name, path, [before, after], message) => {
    const text = readFileSync(join(small, path), 'utf8')
    expect(text).toContain(before)
    const { status, stderr } = all.run(script, copyWith(name, { [path]: text.replace(before!, after!) }))
    expect(stderr).toMatch(message)
    expect(stderr).toContain('1 problem(s) found.')
    expect(status).toBe(1)
  })

  it('fails when a folder does not build, and still looks at the others', () => {
    const copy = copyWith('broken', {
      'apps/base/web/kustomization.yaml': '---\nresources:\n  - missing.yaml\n',
      'clusters/on/cluster-vars.yaml': readFileSync(
        join(small, 'clusters/on/cluster-vars.yaml'),
        'utf8',
      ).replace('kind: ConfigMap', 'kind: ConfigMap\nimmutable: 1'),
    })
    const { status, stderr } = all.run(script, copy)
    expect(status).toBe(1)
    expect(stderr).toContain(
      'ERROR apps/production/kustomization.yaml: does not build (Kustomization apps of on)',
    )
    expect(stderr).toContain(
      'ERROR clusters/on/cluster-vars.yaml: ConfigMap/flux-system/cluster-vars is invalid',
    )
  })

  const OPEN = '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  token: open\n'
  it.each([
    ['a Secret of a cluster', 'secrets/on/token.yaml', OPEN, 7],
    ['a Secret that is only named as encrypted', 'secrets/on/token.sops.yaml', OPEN, 7],
    ['a Secret where nothing uses it', 'docs/token.yml', OPEN, 7],
    ['a Secret among others', 'apps/base/web/all.yaml', `---\nkind: ConfigMap\ndata:\n  a: b\n${OPEN}`, 11],
    [
      'data in base64',
      'clusters/on/token.yaml',
      '---\napiVersion: v1\ndata:\n  token: b3Blbg==\nkind: Secret\n',
      4,
    ],
    [
      'quoted words',
      'clusters/on/token.yaml',
      '---\n"kind": "Secret"\n"stringData":\n  "token": "open"\n',
      4,
    ],
    ['a value on one line', 'clusters/on/token.yaml', '---\nkind: Secret\nstringData: {token: open}\n', 3],
    ['line ends of Windows', 'clusters/on/token.yaml', OPEN.replaceAll('\n', '\r\n'), 7],
    [
      'a List',
      'clusters/on/list.yaml',
      '---\nkind: List\nitems:\n  - kind: Secret\n    data:\n      a: b\n',
      4,
    ],
    [
      'a generator with literals',
      'apps/base/web/kustomization.yaml',
      '---\nsecretGenerator:\n  - name: x\n    literals:\n      - a=b\n',
      4,
    ],
  ])('finds %s in plain text', (name, path, text, line) => {
    const { status, stderr } = all.run(script, copyWith(name, { [path]: text }))
    expect(stderr).toMatch(new RegExp(`ERROR ${path}:${line}: `))
    expect(status).toBe(1)
  })

  it('accepts a Secret that sops encrypted, and finds a value that was added to it by hand', () => {
    const copy = copyWith('encrypted', {})
    expect(encryptAt(copy, 'secrets/on/token.sops.yaml').status).toBe(0)
    listInKustomization(copy, 'secrets/on/token.sops.yaml')
    expect(all.run(script, copy)).toMatchObject({ status: 0, stderr: '' })
    const file = join(copy, 'secrets/on/token.sops.yaml')
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/^stringData:\n/m, 'stringData:\n    added: open\n'),
    )
    const { status, stderr } = all.run(script, copy)
    expect(status).toBe(1)
    expect(stderr).toMatch(/token\.sops\.yaml:\d+: a value in this encrypted Secret is in plain text/)
  })

  it('finds a private key, but not the ones that Git leaves out', () => {
    const key = readFileSync(makeAgeKey(join(root, 'keys'), 'key').file, 'utf8')
    expect(all.run(script, copyWith('kept', { '.age/on.agekey': key }))).toMatchObject({
      status: 0,
      stderr: '',
    })
    const { status, stderr } = all.run(script, copyWith('leaked', { 'docs/notes.txt': key }))
    expect(status).toBe(1)
    expect(stderr).toMatch(/docs\/notes\.txt: holds a private age key/)
  })

  it.each([
    ['flux', ['flux-schema'], /flux is missing/],
    ['flux-schema', ['flux'], /flux-schema is missing/],
    ['kustomize', ['flux', 'flux-schema'], /kustomize is missing/],
  ] as const)('ends with 2 when %s is missing, and says how to get it', (name, there, message) => {
    const { status, stderr, calls } = new StandIns(
      join(root, 'missing'),
      there,
      name === 'kustomize' ? [] : ['kustomize'],
    ).run(script, folder)
    expect(stderr).toMatch(message)
    expect(status).toBe(2)
    expect(calls.filter(({ args }) => args[0] === 'migrate' || args[0] === 'validate')).toEqual([])
  })

  it('ends with 2 when flux is too old for the fleet', () => {
    const { status, stderr } = all.run(script, small, { STAND_IN_FLUX_VERSION: '2.8.7' })
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('flux 2.8.7 is too old, 2.9 or later is needed'),
    })
    expect(all.run(script, small, { STAND_IN_FLUX_VERSION: '2.10.0' }).status).toBe(0)
  })

  it('takes the plugin of flux and the kustomize of kubectl as well', () => {
    const others = new StandIns(join(root, 'others'), ['flux', 'kubectl'], [])
    const { status, stderr, calls } = others.run(script, small, { STAND_IN_PLUGIN: 'yes' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(validated(calls)).toEqual(builtAsFlux(small))
  })

  it('takes no arguments, and explains itself', () => {
    expect(all.run([...script, 'all'], folder)).toMatchObject({ status: 2, calls: [] })
    const { status, stdout } = all.run([...script, '--help'], folder)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Checks this repository/)
    expect(stdout).not.toMatch(/errexit/)
  })

  it('is executable by itself', () => {
    expect(all.run(['env', 'scripts/validate.sh'], small).status).toBe(0)
  })
})

describe('scripts/validate.sh of each repository', () => {
  const JOINED: FleetInput = {
    ...INPUT,
    layout: 'multi-tenant',
    components: INPUT.components!.filter(({ name }) => name !== 'web'),
    tenants: [
      { name: 'on', recipients: [recipient(2)] },
      { name: 'several', namespaces: ['0x1f', 'null'], decryption: false, source: { path: '.' } },
    ],
  }
  const MANY: FleetInput = {
    ...JOINED,
    layout: 'multi-repo',
    platform: { repository: 'platform', promotion: 'semver' },
  }
  const FOLDERS = [
    'repositories/acme',
    'repositories/platform',
    'repositories/on',
    'repositories/several',
    'joined',
  ]
  /**
   * A file of each that a build needs, where a Secret would be applied, and what is built of a file that is
   * missing.
   */
  const INSIDE: Record<string, { needed: string; beside: string; breaks: string[] }> = {
    'repositories/acme': {
      needed: 'tenants/base/on/rbac.yaml',
      beside: 'clusters/on',
      breaks: ['tenants/production', 'tenants/staging'],
    },
    'repositories/platform': {
      needed: 'infrastructure/controllers/base/cert-manager/release.yaml',
      beside: 'apps/production',
      breaks: ['infrastructure/controllers/production', 'infrastructure/controllers/staging'],
    },
    'repositories/on': {
      needed: 'apps/base/podinfo/service.yaml',
      beside: 'apps/production',
      breaks: ['apps/production', 'apps/staging'],
    },
    'repositories/several': {
      needed: 'apps/base/podinfo/service.yaml',
      beside: 'apps',
      breaks: ['.'],
    },
    joined: {
      needed: 'policies/base/accounts.yaml',
      beside: 'tenants/staging/on',
      breaks: ['policies/production', 'policies/staging'],
    },
  }
  let all: StandIns

  beforeAll(async () => {
    await makeRepository(join(root, 'repositories'), MANY)
    await makeRepository(join(root, 'joined'), JOINED)
    all = new StandIns(join(root, 'each'), ['flux', 'flux-schema'])
  })

  /** A copy of a repository without one of its files, and with another. */
  function copyOf(folder: string, name: string, files: Readonly<Record<string, string>>, without?: string) {
    const copy = join(root, 'copies', name, folder)
    cpSync(join(root, folder), copy, { recursive: true })
    if (without !== undefined) rmSync(join(copy, without))
    for (const [path, text] of Object.entries(files)) writeFileSync(join(copy, path), text)
    return copy
  }

  it.each(FOLDERS)('passes in %s, having built and judged all that clusters fetch of it', (folder) => {
    const place = join(root, folder)
    const { status, stderr, calls } = all.run(script, place)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const objects = validated(calls)
    expect(objects.length).toBeGreaterThan(1)
    if (existsSync(join(place, 'clusters'))) expect(objects).toEqual(builtAsFlux(place))
    else {
      const named = INSIDE[folder]!.breaks.map(
        (path) => run('kustomize', ['build', join(place, path)]).stdout,
      )
      const identities = new Set(objects.map(identityOf))
      for (const object of objectsIn(named)) expect(identities).toContain(identityOf(object))
    }
  })

  it.each(FOLDERS)('finds a Secret in plain text in %s', (folder) => {
    const path = `${INSIDE[folder]!.beside}/token.sops.yaml`
    const text = '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  token: open\n'
    const { status, stderr } = all.run(script, copyOf(folder, 'open', { [path]: text }))
    expect(stderr).toContain(
      `ERROR ${path}:7: Secret in plain text; encrypt it with sops before it is committed\n`,
    )
    expect(status).toBe(1)
  })

  it.each(FOLDERS)('finds what does not build in %s, and all that needs it', (folder) => {
    const { needed, breaks } = INSIDE[folder]!
    const { status, stderr } = all.run(script, copyOf(folder, 'broken', {}, needed))
    const found = [...stderr.matchAll(/^ERROR (\S*): does not build/gm)].map(([, path]) => path)
    expect(found.sort()).toEqual(
      breaks.map((path) => `${path === '.' ? '' : `${path}/`}kustomization.yaml`).sort(),
    )
    expect(status).toBe(1)
  })

  it.each(FOLDERS)('finds what the schemas refuse in %s', (folder) => {
    const { needed } = INSIDE[folder]!
    const copy = copyOf(folder, 'invalid', {})
    appendFileSync(join(copy, needed), 'unheard: of\n')
    const { status, stderr } = all.run(script, copy)
    expect(stderr).toMatch(new RegExp(`ERROR ${needed}: \\S+ is invalid: schema violation`))
    expect(status).toBe(1)
  })

  it('accepts an encrypted Secret where the repository has a rule for it', () => {
    for (const [folder, path] of [
      ['repositories/acme', 'tenants/production/on/x.sops.yaml'],
      ['repositories/platform', 'infrastructure/configs/production/x.sops.yaml'],
      ['repositories/on', 'apps/production/x.sops.yaml'],
      ['joined', 'tenants/production/on/x.sops.yaml'],
    ] as const) {
      const copy = copyOf(folder, 'encrypted', {})
      expect(encryptAt(copy, path)).toMatchObject({ status: 0 })
      listInKustomization(copy, path)
      expect(all.run(script, copy)).toMatchObject({ status: 0, stderr: '' })
    }
  })
})

/** Adds a file to the resources of the kustomization.yaml beside it. */
function listInKustomization(folder: string, path: string): void {
  const file = join(folder, dirname(path), 'kustomization.yaml')
  const text = readFileSync(file, 'utf8')
  const entry = `resources:\n  - ${basename(path)}\n`
  writeFileSync(
    file,
    /^resources:/m.test(text) ? text.replace(/^resources:( \[\])?\n/m, entry) : text + entry,
  )
}

/** What is compared of an object. */
interface Built {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> }
}

/** The objects in YAML texts, without where they were read and without what SOPS encrypted, sorted. */
function objectsIn(texts: readonly string[]): Built[] {
  const objects = texts
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Built | null))
    .filter((object) => object !== null)
  return sorted(objects)
}

function sorted(objects: readonly Built[]): Built[] {
  const texts = objects.map((object) => {
    const { annotations = {}, ...metadata } = object.metadata
    const { 'config.kubernetes.io/origin': _, ...others } = annotations
    const kept = Object.keys(others).length === 0 ? metadata : { ...metadata, annotations: others }
    return JSON.stringify({ ...object, metadata: kept }, keysInOrder)
  })
  return [...new Set(texts)].sort().map((text) => JSON.parse(text) as Built)
}

function keysInOrder(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function identityOf({ kind, metadata: { namespace, name } }: Built): string {
  return `${kind}/${namespace}/${name}`
}

/** The objects that flux-schema was given in the end. */
function validated(calls: readonly Call[]): Built[] {
  const last = calls.filter(({ program }) => program === 'flux-schema').at(-1)!
  expect(last.args.slice(0, 3)).toEqual(['validate', '--config', '.fluxschema.yml'])
  return objectsIn(last.texts ?? [])
}

/** What Flux's own code builds for all clusters of a repository. */
function builtAsFlux(folder: string): Built[] {
  const [report] = checkFleets([folder], { validate: false, objects: true })
  const objects = report!.clusters.flatMap(({ builds }) => builds.flatMap((build) => build.objects))
  return sorted(objects.map(({ object }) => object as unknown as Built))
}
