import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import { choicesOf } from '../definitions.ts'
import { fleetRepository } from '../resolved.ts'
import { filesBelow, makeRepository, PROJECT, recipient, temporaryFolder } from './fleets.ts'
import { MATRIX } from './matrix.ts'
import { encryptAt, makeAgeKey } from './sops.ts'
import { type Call, StandIns } from './stand-ins.ts'
import { run } from './tools.ts'

const root = temporaryFolder('stand-ins')
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
    const schema = calls.filter(({ program }) => program === 'flux-schema')
    const named = schema.filter(({ stdin }) => stdin === undefined)
    expect(named).toHaveLength(1)
    expect(named[0]!.args.slice(0, 3)).toEqual(['validate', '--config', '.fluxschema.yml'])
    const files = named[0]!.args.slice(3).map((path) => path.replace(/^\.\//, ''))
    expect(files.sort()).toEqual(
      filesBelow(folder).filter((path) => /^clusters\/[^/]+\/[^/]+\.yaml$/.test(path)),
    )
    expect(builds(schema)).toEqual(expectedBuilds(folder))
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
    expect(stderr).toMatch(/1 problem\(s\) found/)
  })

  it.each([
    [
      'a manifest is invalid',
      { STAND_IN_INVALID: 'clusters/on/apps\\.yaml$' },
      /manifests named above do not match/,
    ],
    [
      'a build is invalid',
      { STAND_IN_INVALID: 'kind: Namespace[\\s\\S]*name: web' },
      /apps\/production\/kustomization\.yaml: what it builds does not match/,
    ],
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

  it('fails when a folder does not build, and still looks at the others', () => {
    const copy = copyWith('broken', {
      'apps/base/web/kustomization.yaml': '---\nresources:\n  - missing.yaml\n',
    })
    const { status, stderr, calls } = all.run(script, copy)
    expect(status).toBe(1)
    for (const path of ['apps/base/web', 'apps/production'])
      expect(stderr).toContain(`ERROR ${path}/kustomization.yaml: does not build`)
    expect(stderr).toContain('2 problem(s) found.')
    expect(builds(calls.filter(({ program }) => program === 'flux-schema')).length).toBe(
      expectedBuilds(small).length - 2,
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
    expect(builds(calls.filter(({ program }) => program === 'flux-schema'))).toEqual(expectedBuilds(small))
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
   * A file of each that a build needs, where a Secret would be applied, and the file that its builds begin
   * with.
   */
  const INSIDE: Record<string, { needed: string; beside: string; breaks: string[] }> = {
    'repositories/acme': {
      needed: 'tenants/base/on/rbac.yaml',
      beside: 'clusters/on',
      breaks: [
        'tenants/base/on',
        'tenants/production',
        'tenants/production/on',
        'tenants/staging',
        'tenants/staging/on',
      ],
    },
    'repositories/platform': {
      needed: 'infrastructure/controllers/base/cert-manager/release.yaml',
      beside: 'apps/production',
      breaks: [
        'infrastructure/controllers/base/cert-manager',
        'infrastructure/controllers/production',
        'infrastructure/controllers/staging',
      ],
    },
    'repositories/on': {
      needed: 'apps/base/podinfo/service.yaml',
      beside: 'apps/production',
      breaks: ['apps/base/podinfo', 'apps/production', 'apps/staging'],
    },
    'repositories/several': {
      needed: 'apps/base/podinfo/service.yaml',
      beside: 'apps',
      breaks: ['.', 'apps/base/podinfo'],
    },
    joined: {
      needed: 'policies/base/accounts.yaml',
      beside: 'tenants/staging/on',
      breaks: ['policies/base', 'policies/production', 'policies/staging'],
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
    const schema = calls.filter(({ program }) => program === 'flux-schema')
    const expected = expectedBuilds(place)
    expect(expected.length).toBeGreaterThan(1)
    expect(builds(schema)).toEqual(expected)
    const named = schema.filter(({ stdin }) => stdin === undefined).flatMap(({ args }) => args.slice(3))
    expect(named.map((path) => path.replace(/^\.\//, '')).sort()).toEqual(
      filesBelow(place).filter((path) => /^clusters\/[^/]+\/[^/]+\.yaml$/.test(path)),
    )
  })

  it.each(FOLDERS)('finds a Secret in plain text in %s', (folder) => {
    const path = `${INSIDE[folder]!.beside}/token.sops.yaml`
    const text = '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  token: open\n'
    const { status, stderr } = all.run(script, copyOf(folder, 'open', { [path]: text }))
    expect(stderr).toBe(
      `ERROR ${path}:7: Secret in plain text; encrypt it with sops before it is committed\n\n1 problem(s) found.\n`,
    )
    expect(status).toBe(1)
  })

  it.each(FOLDERS)('finds what does not build in %s, and all that needs it', (folder) => {
    const { needed, breaks } = INSIDE[folder]!
    const { status, stderr } = all.run(script, copyOf(folder, 'broken', {}, needed))
    const found = [...stderr.matchAll(/^ERROR (\S*): does not build$/gm)].map(([, path]) => path)
    expect(found.sort()).toEqual(
      breaks.map((path) => `${path === '.' ? '' : `${path}/`}kustomization.yaml`).sort(),
    )
    expect(status).toBe(1)
  })

  it.each(FOLDERS)('finds what the schemas refuse in %s', (folder) => {
    const env = { STAND_IN_INVALID: 'kind: (Namespace|Deployment|HelmRelease)' }
    const { status, stderr } = all.run(script, join(root, folder), env)
    expect(stderr).toMatch(/kustomization\.yaml: what it builds does not match the schemas/)
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
      expect(all.run(script, copy)).toMatchObject({ status: 0, stderr: '' })
    }
  })
})

describe('what flux bootstrap writes', () => {
  const CONTROLLERS = [
    ...['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'],
    ...['image-reflector-controller', 'image-automation-controller', 'source-watcher'],
  ]

  it('is locked down by the patches beside it, and by nothing that a controller would not start with', async () => {
    const folder = join(root, 'locked-down')
    await makeRepository(folder, { ...SMALL, layout: 'multi-tenant', tenancy: { serviceAccount: '1234' } })
    const system = join(folder, 'clusters/on/flux-system')
    writeFileSync(join(system, 'gotk-components.yaml'), CONTROLLERS.map(deployment).join(''))
    writeFileSync(join(system, 'gotk-sync.yaml'), SYNC)
    const built = run('kustomize', ['build', system])
    expect(built.stderr).toBe('')
    const objects = parseAllDocuments(built.stdout).map((document) => document.toJS() as Built)
    const flags = Object.fromEntries(
      objects
        .filter(({ kind }) => kind === 'Deployment')
        .map(({ metadata, spec }) => [
          metadata.name,
          spec.template!.spec.containers[0]!.args.slice(1).sort(),
        ]),
    )
    const tuned = ['--concurrent=10', '--requeue-dependency=5s']
    const locked = '--no-cross-namespace-refs=true'
    expect(flags).toEqual({
      'source-controller': tuned,
      'kustomize-controller': [
        tuned[0],
        '--default-service-account=1234',
        '--feature-gates=CancelHealthCheckOnNewRevision=true',
        locked,
        '--no-remote-bases=true',
        tuned[1],
      ],
      'helm-controller': [tuned[0], '--default-service-account=1234', locked, tuned[1]],
      'notification-controller': [locked],
      'image-reflector-controller': [locked],
      'image-automation-controller': [locked],
      'source-watcher': [locked],
    })
    const limits = objects
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ metadata, spec }) => [metadata.name, spec.template!.spec.containers[0]!.resources.limits])
    const [raised, asByFlux] = [
      { cpu: '2000m', memory: '2Gi' },
      { cpu: '1000m', memory: '1Gi' },
    ]
    expect(Object.fromEntries(limits)).toEqual({
      'source-controller': raised,
      'kustomize-controller': raised,
      'helm-controller': raised,
      'notification-controller': asByFlux,
      'image-reflector-controller': asByFlux,
      'image-automation-controller': asByFlux,
      'source-watcher': asByFlux,
    })
    const sync = objects.find(({ kind }) => kind === 'Kustomization')!
    expect(sync.spec.serviceAccountName).toBe('kustomize-controller')
    expect(objects).toHaveLength(CONTROLLERS.length + 2)
  })
})

/** What is looked at of an object that bootstrap writes. */
interface Built {
  kind: string
  metadata: { name: string }
  spec: {
    serviceAccountName?: string
    template?: { spec: { containers: { args: string[]; resources: { limits: object } }[] } }
  }
}

function deployment(name: string): string {
  return `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: flux-system
  labels:
    app.kubernetes.io/part-of: flux
spec:
  template:
    spec:
      containers:
        - name: manager
          args:
            - --watch-all-namespaces=true
          resources:
            limits:
              cpu: 1000m
              memory: 1Gi
`
}

const SYNC = `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  url: ssh://git@github.com/acme/acme
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  path: ./clusters/on
`

/** What Bitbucket Server wants to know besides the token. */
const TOKEN_OWNER = { BITBUCKET_USERNAME: 'jane' }

describe('flux bootstrap', () => {
  const different = new Map(
    MATRIX.map((one) => [
      JSON.stringify([one.input.git, one.input.artifacts, one.input.secrets?.provider]),
      one,
    ]),
  )
  const cases = [...different.values()]
  const seen = new Set<string>()
  let standIns: StandIns

  beforeAll(() => {
    standIns = new StandIns(join(root, 'bootstrap'), ['flux', 'kubectl'])
  })

  it.each(cases)('is called as flux wants it by the documentation of $name', async ({ name, input }) => {
    const made = join(root, 'bootstrap', name)
    const fleet = await makeRepository(made, input)
    const folder = join(made, fleetRepository(fleet).folder)
    for (const cluster of fleet.clusters) makeKeyFile(folder, cluster.name)
    const blocks = shellBlocks(readFileSync(join(folder, 'docs/fleet.md'), 'utf8')).filter((block) =>
      block.includes('flux bootstrap'),
    )
    expect(blocks).toHaveLength(fleet.clusters.length)
    const { status, stderr, calls } = standIns.run(['bash', '-euc', blocks.join('\n')], folder, TOKEN_OWNER)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const kubectl = calls
      .filter(({ program }) => program === 'kubectl')
      .map(({ args }) => args.slice(0, 2).join(' '))
    const prepared = fleet.clusters.flatMap(() => ['create namespace', 'create secret'])
    expect(kubectl).toEqual(fleet.secrets.provider === 'sops' ? prepared : [])
    const bootstraps = calls.filter(({ program }) => program === 'flux')
    expect(bootstraps).toHaveLength(fleet.clusters.length)
    const paths = bootstraps.map(({ args }) => {
      const value = (flag: string) => args.find((arg) => arg.startsWith(`--${flag}=`))?.slice(flag.length + 3)
      seen.add(args[1]!)
      expect(args.slice(0, 2)).toEqual(['bootstrap', fleet.git.provider])
      expect(value('branch')).toBe(fleet.git.branch)
      expect(value('components-extra')).toBe(fleet.artifacts ? 'source-watcher' : undefined)
      expect(value('url')).toBe(fleet.git.url)
      expect(value('owner')).toBe(fleet.git.owner)
      expect(value('repository')).toBe(
        fleet.git.provider === 'git' ? undefined : (fleet.git.repository ?? fleet.name),
      )
      expect(args.includes('--personal')).toBe(fleet.git.personal)
      if (fleet.git.hostname !== undefined) expect(value('hostname')).toBe(fleet.git.hostname)
      return value('path')!
    })
    expect(paths.sort()).toEqual(fleet.clusters.map((cluster) => `clusters/${cluster.name}`).sort())
    for (const path of paths)
      expect(existsSync(join(folder, path, 'flux-system/kustomization.yaml'))).toBe(true)
  })

  it('was seen for every provider', () => {
    expect([...seen].sort()).toEqual(choicesOf('git', 'provider').sort())
  })

  it('needs the host of Gitea, whose default in flux is another one', async () => {
    const folder = join(root, 'bootstrap', 'gitea')
    const plain = MATRIX.find(({ input }) => input.git?.provider === 'gitea')!.input
    const fleet = await makeRepository(folder, { ...plain, git: { provider: 'gitea', owner: 'acme' } })
    const home = fleetRepository(fleet)
    expect(readFileSync(join(folder, home.folder, 'docs/fleet.md'), 'utf8')).toContain('--hostname=gitea.com')
  })

  it.each([
    'github',
    'gitlab',
    'gitea',
    'bitbucket-server',
    'git',
  ])('is printed by create for %s as flux wants it', async (provider) => {
    const name = `create-${provider}`
    const { stdout, stderr, exitCode } = await execa(
      process.execPath,
      [
        join(PROJECT, 'dist/cli.js'),
        'create',
        name,
        '--yes',
        '--json',
        '--git-provider',
        provider,
        '--no-git-init',
        '--cwd',
        root,
      ],
      { reject: false },
    )
    expect(exitCode, stderr).toBe(0)
    const { next } = JSON.parse(stdout) as { next: string[] }
    expect(next.length).toBeLessThanOrEqual(3)
    const [push, ...others] = next
    expect(push).toMatch(/git push/)
    const commands = others.join('\n')
    const done = standIns.run(['bash', '-euc', commands], join(root, name), TOKEN_OWNER)
    expect({ commands, status: done.status, stderr: done.stderr }).toEqual({
      commands,
      status: 0,
      stderr: '',
    })
    expect(done.calls.filter(({ args }) => args[0] === 'bootstrap' && args[1] === provider)).toHaveLength(1)
  })

  it.each([
    ['an unknown provider', 'flux bootstrap codeberg --owner=a --repository=b --branch=main --path=c'],
    [
      'a flag of another provider',
      'flux bootstrap github --url=ssh://git@x/y --owner=a --repository=b --branch=main --path=c',
    ],
    [
      'a flag that does not exist',
      'flux bootstrap github --owner=a --repository=b --branch=main --path=c --interactive',
    ],
    ['no path', 'flux bootstrap github --owner=a --repository=b --branch=main'],
    [
      'a version that is no release',
      'flux bootstrap github --owner=a --repository=b --branch=main --path=c --version=2.x',
    ],
    [
      'an unknown controller',
      'flux bootstrap github --owner=a --repository=b --branch=main --path=c --components-extra=source-watch',
    ],
    [
      'a key that Flux does not read',
      'kubectl create secret generic sops-age --namespace=flux-system --from-file=key.txt',
    ],
  ])('would be refused with %s: the stand-in is strict', (_, command) => {
    expect(standIns.run(['bash', '-euc', command], root)).toMatchObject({
      status: 64,
      stderr: expect.stringMatching(/^✗ /),
    })
  })
})

/** The first object of each build that was validated, sorted. */
function builds(calls: readonly Call[]): string[] {
  return calls.flatMap(({ stdin }) => (stdin === undefined ? [] : [stdin])).sort()
}

/** What kustomize makes of every folder that clusters get and that has something to apply, sorted. */
function expectedBuilds(folder: string): string[] {
  return filesBelow(folder)
    .filter((path) => /(^|\/)kustomization\.yaml$/.test(path))
    .map((path) => run('kustomize', ['build', dirname(join(folder, path))]).stdout)
    .filter((text) => text.trim() !== '')
    .sort()
}

/** The shell code blocks of a Markdown text. */
function shellBlocks(text: string): string[] {
  return [...text.matchAll(/^```shell\n([\s\S]*?)^```$/gm)].map(([, code]) => code!)
}

function makeKeyFile(folder: string, cluster: string): void {
  mkdirSync(join(folder, '.age'), { recursive: true })
  writeFileSync(join(folder, `.age/${cluster}.agekey`), 'AGE-SECRET-KEY-1…\n')
}
