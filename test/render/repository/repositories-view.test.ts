import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import semver from 'semver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { renderRepositories } from '../../../src/features/render-fleet.ts'
import { contributorsOf, resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { cloneUrl, siblingUrl } from '../../../src/fleet/resolve/repository-urls.ts'
import { type Fleet, type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import type { RenderedRepository } from '../../../src/render/render.ts'
import { repositoryViews } from '../../../src/render/repository/repositories-view.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'

// biome-ignore lint/suspicious/noExplicitAny: objects of all kinds
type Json = any

let library: Library
const folder = mkdtempSync(join(tmpdir(), 'repositories-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

function fleetOf(more: Partial<FleetInput> = {}): Fleet {
  return fleetSchema.parse({
    version: 1,
    name: 'acme',
    layout: 'multi-repo',
    git: { owner: 'acme', branch: 'trunk' },
    environments: [{ name: 'staging' }, { name: 'qa' }, { name: 'production' }],
    clusters: ['staging', 'qa', 'production'].map((name) => ({ name, environment: name })),
    tenants: [
      { name: 'zebra' },
      {
        name: 'payments',
        source: { branch: 'develop', secret: 'credentials' },
        overrides: [
          { environment: 'qa', semver: '>=1.2.0 <2.0.0' },
          { environment: 'production', tag: 'release-1' },
        ],
      },
      { name: 'branches', overrides: [{ environment: 'production', branch: 'production' }] },
      { name: 'elsewhere', source: { git: 'https://git.example.com/x/y.git' } },
    ],
    ...more,
  })
}

/** The repositories as they are rendered, by name. */
function rendered(fleet: Fleet): Map<string, RenderedRepository> {
  return new Map(renderRepositories(fleet, library).map((made) => [made.repository.name, made]))
}

function one(made: RenderedRepository | undefined, path: string): Json {
  const file = made?.tree.get(path)
  expect(file, path).toBeDefined()
  return parse(file!.content)
}

/**
 * What Flux follows of each source in an environment, as its manifests say: the base with the patches of the
 * overlay.
 */
function tenantRef(fleet: RenderedRepository, environment: string, tenant: string): Json {
  const [source] = parseAllDocuments(fleet.tree.get(`tenants/base/${tenant}/sync.yaml`)!.content)
  const overlay = one(fleet, `tenants/${environment}/${tenant}/kustomization.yaml`)
  const operations = ((overlay.patches ?? []) as Json[])
    .filter(({ target }) => target.kind === 'GitRepository')
    .flatMap(({ patch }) => parse(patch) as Json[])
  const patch = operations.find(({ path }) => path === '/spec/ref')
  return patch?.value ?? (source!.toJS() as Json).spec.ref
}

/** Host and path of a Git URL, whatever it is fetched by. */
/**
 * Host and path of a repository: over SSH and HTTPS a server may have other ports, and Bitbucket Server
 * another path.
 */
function place(url: string): string {
  const { hostname, pathname } = new URL(url)
  return hostname + pathname.replace(/^\/scm\//, '/')
}

describe('the first push', () => {
  const names = ['acme-platform', 'branches', 'payments', 'zebra', 'acme']

  it('goes in the order in which Flux needs the repositories, as the pages of the fleet say', () => {
    const made = rendered(fleetOf())
    expect([...made.keys()]).toEqual(names)
    const fleet = made.get('acme')!.tree
    const table = fleet.get('docs/fleet.md')!.content.matchAll(/^\| (\d+) \| (?:\[([^\]]+)\]|`([^`]+)`)/gm)
    expect([...table].map(([, position, linked, plain]) => `${position} ${linked ?? plain}`)).toEqual(
      names.map((name, index) => `${index + 1} ${name}`),
    )
    const steps = fleet.get('README.md')!.content.matchAll(/^ {3}(\d+)\. ([^,]+), which belongs to/gm)
    expect([...steps].map(([, position, name]) => `${position} ${name}`)).toEqual(
      names.map((name, index) => `${index + 1} ${name}`),
    )
  })

  it('is told in the other repositories without counting or listing them: a README is written once', () => {
    const others = { ...fleetOf(), tenants: fleetOf().tenants.filter(({ name }) => name !== 'branches') }
    const more = rendered(fleetOf())
    for (const [name, { repository, tree }] of rendered(others)) {
      if (repository.kind === 'fleet') continue
      const text = tree.get('README.md')!.content
      expect(text, name).toBe(more.get(name)!.tree.get('README.md')!.content)
      // It names the one that leads to all others.
      expect(text, name).toContain('[acme](https://github.com/acme/acme)')
    }
  })

  it('tells a team of the traffic that its network policies allow, and of no other', () => {
    const gateway = ['gateway-api', 'envoy-gateway-crds', 'envoy-gateway']
    const monitoring = ['prometheus-operator-crds', 'kube-prometheus-stack']
    const told = (components: string[]) => {
      const made = rendered(fleetOf({ components: components.map((name) => ({ name })) }))
      const [, from] =
        made
          .get('payments')!
          .tree.get('README.md')!
          .content.match(/^\| traffic but DNS(.*?) \|/m) ?? []
      const policies = made.get('acme')!.tree.get('tenants/base/payments/network-policies.yaml')!.content
      const allowed = [...policies.matchAll(/name: platform-allow-(ingress|monitoring)$/gm)].map(
        ([, name]) => name!,
      )
      return [from, allowed]
    }
    expect(told([])).toEqual([' and within your namespace', []])
    expect(told(gateway)).toEqual([", within your namespace, and from the platform's ingress", ['ingress']])
    expect(told([...gateway, ...monitoring])).toEqual([
      ", within your namespace, and from the platform's ingress and monitoring",
      ['ingress', 'monitoring'],
    ])
  })

  it('says which sources Flux reads without credentials, since those have to be public', () => {
    const pages = (more: Partial<FleetInput>) => {
      const { tree } = rendered(fleetOf(more)).get('acme')!
      const withoutCredentials = (path: string) =>
        [...tree.get(path)!.content.matchAll(/`(\S+)`[^`]*without\s+credentials, so (?:that|it) has/g)].length
      return { tenants: withoutCredentials('docs/tenancy.md'), text: tree.get('docs/fleet.md')!.content }
    }
    const open = pages({})
    // All but payments, whose source has a Secret.
    expect(open.tenants).toBe(3)
    expect(open.text).toContain('so it has to be public')
    expect(pages({ platform: { secret: 'platform-auth' } }).text).not.toContain('so it has to be public')
  })

  const PROMOTIONS: [string, Partial<FleetInput>][] = [
    ['by branches', { platform: { promotion: 'branch' }, tenants: [] }],
    ['by a tag', { platform: { promotion: 'tag' }, tenants: [] }],
    ['by a range', { platform: { promotion: 'semver' }, tenants: [] }],
    [
      'differently in each environment',
      {
        environments: [
          { name: 'staging', platform: { tag: 'v1.0.0-rc.1' } },
          { name: 'qa', platform: { semver: '~2.3' } },
          { name: 'production', platform: { branch: 'release/1.x' } },
        ],
      },
    ],
  ]

  it.each(
    PROMOTIONS,
  )('leaves nothing missing that clusters follow when they are promoted %s', (name, more) => {
    const fleet = fleetOf(more)
    const made = rendered(fleet)
    const refs = new Map(
      viewsOf(fleet).map((view) => {
        const { tree } = made.get(view.name)!
        for (const command of view.firstPush)
          expect(tree.get('README.md')!.content).toContain(String(command))
        return [view.name, pushed(join(folder, name, view.name), view, tree)]
      }),
    )
    const has = (repository: string, ref: Json) => {
      const { branches, tags } = refs.get(repository)!
      if (ref.branch !== undefined) return branches.includes(ref.branch)
      if (ref.tag !== undefined) return tags.includes(ref.tag)
      return tags.some((tag) => semver.satisfies(tag.replace(/^v/, ''), ref.semver))
    }
    const main = made.get('acme')!
    const followed = fleet.environments.flatMap((environment) => [
      ['acme-platform', one(main, `clusters/${environment.name}/platform.yaml`).spec.ref],
      ...fleet.tenants
        .filter((tenant) => refs.has(tenant.name))
        .map((tenant) => [tenant.name, tenantRef(main, environment.name, tenant.name)]),
    ])
    expect(followed).toHaveLength(fleet.tenants.length === 0 ? 3 : 12)
    for (const [repository, ref] of followed)
      expect({ repository, ref, pushed: has(repository, ref) }).toEqual({ repository, ref, pushed: true })
    expect(refs.get('acme')).toEqual({ branches: ['trunk'], tags: [] })
    // Nothing is pushed that nobody follows, either: it would look as if it meant something.
    for (const [repository, { branches, tags }] of refs) {
      const own = followed.filter(([of]) => of === repository).map(([, ref]) => ref)
      const first = made.get(repository)!.repository.branch
      for (const branch of branches.filter((branch) => branch !== first))
        expect(own).toContainEqual({ branch })
      for (const tag of tags)
        expect(
          own.some(
            (ref) => ref.tag === tag || semver.satisfies(tag.replace(/^v/, ''), ref.semver ?? '<0.0.0-0'),
          ),
        ).toBe(true)
    }
  })

  it('does not name a tag for a range that no version is in', () => {
    const fleet = fleetOf({
      environments: [{ name: 'staging', platform: { semver: 'latest' } }],
      tenants: [],
    })
    const [platform] = viewsOf({ ...fleet, clusters: [] })
    expect(platform!.firstPush.join('\n')).not.toMatch(/git tag/)
  })
})

describe('URLs', () => {
  const GIT: [string, FleetInput['git']][] = [
    ['github', { provider: 'github', owner: 'acme' }],
    ['github of one’s own', { provider: 'github', owner: '1234', hostname: 'git.example.com' }],
    ['gitlab', { provider: 'gitlab', owner: 'group/sub' }],
    ['gitea', { provider: 'gitea', owner: 'acme', hostname: 'codeberg.org' }],
    ['bitbucket-server', { provider: 'bitbucket-server', owner: '~jane', hostname: 'git.example.com' }],
    ['git over SSH', { provider: 'git', url: 'ssh://git@git.example.com:2222/~acme/fleet.git' }],
    ['git over HTTPS', { provider: 'git', url: 'https://git.example.com/acme/fleet.git' }],
  ]

  it('are those of Bitbucket Server: SSH at its own port, and a user’s project with its tilde', () => {
    const git = { provider: 'bitbucket-server', owner: 'jane', hostname: 'git.example.com' } as const
    expect(cloneUrl(fleetOf({ git }))).toBe('ssh://git@git.example.com:7999/jane/acme.git')
    const own = fleetOf({ git: { ...git, personal: true } })
    expect(cloneUrl(own)).toBe('ssh://git@git.example.com:7999/~jane/acme.git')
    expect(siblingUrl(own, 'other', 'https')).toBe('https://git.example.com/scm/~jane/other.git')
  })

  it.each(GIT)('are of the same places for people and for Flux at %s', (_, git) => {
    for (const secret of [undefined, 'credentials']) {
      const fleet = fleetOf({
        git,
        platform: secret === undefined ? {} : { secret },
        tenants: [{ name: 'zebra', source: secret === undefined ? {} : { secret } }],
      })
      const made = rendered(fleet)
      const main = [...made.values()].find(({ repository }) => repository.kind === 'fleet')!
      const platform = one(main, 'clusters/qa/platform.yaml').spec
      const [team] = parseAllDocuments(main.tree.get('tenants/base/zebra/sync.yaml')!.content).map(
        (document) => (document.toJS() as Json).spec,
      )
      const urls = Object.fromEntries(
        [...made.values()].map(({ repository }) => [repository.kind, repository.url]),
      )
      expect(place(platform.url)).toBe(place(urls.platform!))
      expect(place(team.url)).toBe(place(urls.team!))
      expect(new Set([urls.platform, urls.team, urls.fleet].map((url) => place(url!))).size).toBe(3)
      expect(new Set([urls.platform, urls.team, urls.fleet].map((url) => dirname(url!))).size).toBe(1)
      // With credentials over SSH, without over HTTPS, but where the person said how.
      const scheme = git!.url?.split(':')[0] ?? (secret === undefined ? 'https' : 'ssh')
      for (const spec of [platform, team]) {
        expect(spec.url.split(':')[0]).toBe(scheme)
        expect(spec.secretRef).toEqual(secret === undefined ? undefined : { name: secret })
      }
      const sources = one(main, 'policies/qa/allowed-sources.yaml').data.sources as string
      expect(sources.split('\n').some((prefix) => prefix !== '' && `${team.url}/`.startsWith(prefix))).toBe(
        true,
      )
    }
  })
})

/** Pushes a repository as its README says, into an empty one, and gives what is there afterwards. */
function pushed(
  place: string,
  view: { url: string; branch: string; firstPush: readonly object[] },
  tree: RenderedRepository['tree'],
): { branches: string[]; tags: string[] } {
  const bare = join(place, 'bare.git')
  const work = join(place, 'work')
  mkdirSync(work, { recursive: true })
  for (const [path, { content }] of tree) {
    mkdirSync(dirname(join(work, path)), { recursive: true })
    writeFileSync(join(work, path), content)
  }
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: place,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_0: `url.${bare}.insteadOf`,
    GIT_CONFIG_VALUE_0: view.url,
    GIT_CONFIG_KEY_1: 'user.name',
    GIT_CONFIG_VALUE_1: 'Jane',
    GIT_CONFIG_KEY_2: 'user.email',
    GIT_CONFIG_VALUE_2: 'jane@example.com',
  }
  const git = (args: string[], cwd: string) => execFileSync('git', args, { cwd, env, encoding: 'utf8' })
  git(['init', '--quiet', '--bare', bare], place)
  git(['init', '--quiet', `--initial-branch=${view.branch}`], work)
  execFileSync('sh', ['-ec', view.firstPush.join('\n')], { cwd: work, env, stdio: 'pipe' })
  const refs = git(['for-each-ref', '--format=%(refname)'], bare).trim().split('\n')
  const below = (prefix: string) =>
    refs.filter((ref) => ref.startsWith(prefix)).map((ref) => ref.slice(prefix.length))
  return { branches: below('refs/heads/'), tags: below('refs/tags/') }
}

describe('charts of a repository itself', () => {
  it.each([
    ['monorepo', ''],
    ['multi-repo', 'acme-platform'],
  ] as const)('are fetched wherever they lie (%s)', (layout, name) => {
    const { tenants: _, ...input } = { ...fleetOf(), layout, platform: undefined }
    const fleet = fleetSchema.parse({
      ...JSON.parse(JSON.stringify(input)),
      components: [
        { name: 'web', chart: { path: 'helm/web' } },
        { name: 'jobs', chart: { path: 'helm/jobs' } },
        { name: 'cache', chart: { path: 'charts/cache' } },
        { name: 'elsewhere', chart: { git: 'https://example.com/x.git', path: 'deploy', branch: 'main' } },
      ],
    })
    const made = renderRepositories(fleet, library).find(({ repository }) =>
      name === '' ? repository.folder === '' : repository.name === name,
    )!
    const lines = made.tree.get('.sourceignore')!.content.split('\n')
    expect(lines.filter((line) => /^!\/(charts|helm|deploy)/.test(line))).toEqual(['!/charts/', '!/helm/'])
  })
})

function viewsOf(fleet: Fleet) {
  return repositoryViews(resolveFleet(fleet, new Map()), contributorsOf(fleet))
}
