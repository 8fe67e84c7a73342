import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Fleet, FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import type { Layout } from '../../src/fleet/schema/layouts.ts'
import { LAYOUTS_WITH_TENANTS } from '../definitions.ts'
import { filesBelow, makeRepository, PROJECT, repositoriesIn, temporaryFolder } from './fleets.ts'
import { LONG_NAME, variable } from './matrix.ts'
import {
  type AgeKey,
  encryptAt,
  listIn,
  makeAgeKey,
  recipientOf,
  rulesOf,
  SECRET,
  type SecretPlace,
  sops,
  sopsProblems,
} from './sops.ts'
import { StandIns } from './stand-ins.ts'
import { checkFleets, complaints } from './tools.ts'

const root = temporaryFolder('sops')

const CLUSTERS = [
  { name: 'on', environment: 'staging' },
  { name: '1234', environment: 'staging' },
  { name: LONG_NAME, environment: 'null' },
  // The name of another one and more: its rule must not match the other's.
  { name: 'on-2', environment: 'null' },
]
const ENVIRONMENTS = ['staging', 'null', 'empty']

type Kind = 'shared' | 'each' | 'both'

const keys: Record<string, AgeKey> = {}
const administrator = () => keys.administrator!

function fleetWith(kind: Kind, artifacts: boolean): FleetInput {
  return {
    version: 1,
    name: 'acme',
    git: { owner: 'acme' },
    artifacts,
    secrets: { provider: 'sops', ...(kind !== 'each' && { recipients: [administrator().recipient] }) },
    environments: ENVIRONMENTS.map((name) => ({ name })),
    clusters: CLUSTERS.map((cluster) => ({
      ...cluster,
      secretVariables: ['API_TOKEN'],
      ...(kind !== 'shared' && { recipients: [keys[cluster.name]!.recipient] }),
    })),
    components: [
      { name: 'podinfo' },
      {
        name: 'web',
        manifests: { image: 'ghcr.io/acme/web:1.0.0', env: { TOKEN: `token ${variable('API_TOKEN')}` } },
      },
    ],
  }
}

function placesOf(kind: Kind): SecretPlace[] {
  const shared = kind === 'each' ? [] : [administrator()]
  const own = (names: string[]) => (kind === 'shared' ? [] : names.map((name) => keys[name]!))
  const overlays = ['apps', 'infrastructure/controllers', 'infrastructure/configs']
  return [
    ...CLUSTERS.flatMap(({ name }) => [
      { path: `secrets/${name}/token.sops.yaml`, readers: [...shared, ...own([name])] },
      { path: `secrets/${name}/team/token.sops.yml`, readers: [...shared, ...own([name])] },
    ]),
    ...ENVIRONMENTS.filter((environment) => environment !== 'empty' || shared.length > 0).flatMap(
      (environment) => {
        const here = CLUSTERS.filter((cluster) => cluster.environment === environment).map(({ name }) => name)
        return overlays.map((folder) => ({
          path: `${folder}/${environment}/token.sops.yaml`,
          readers: [...shared, ...own(here)],
        }))
      },
    ),
  ]
}

/** Nothing that every cluster would have to read, nothing that is not named as encrypted, no other folder. */
const ELSEWHERE = [
  'apps/base/podinfo/token.sops.yaml',
  'infrastructure/controllers/base/x/token.sops.yaml',
  'secrets/on/token.yaml',
  'secrets/token.sops.yaml',
  'secrets/on-3/token.sops.yaml',
  'clusters/on/token.sops.yaml',
  'apps/staging-2/token.sops.yaml',
  'docs/secrets/on/token.sops.yaml',
]

beforeAll(() => {
  for (const name of ['administrator', ...CLUSTERS.map((cluster) => cluster.name)])
    keys[name] = makeAgeKey(join(root, 'keys'), name)
})

describe.each(['shared', 'each', 'both'] as const)('with recipients: %s', (kind) => {
  const folder = join(root, kind)

  it('sops encrypts under every rule, and only the right keys decrypt', async () => {
    await makeRepository(folder, fleetWith(kind, kind === 'both'))
    expect(rulesOf(folder)).toHaveLength(CLUSTERS.length + (kind === 'each' ? 2 : 3))
    expect(sopsProblems(folder, placesOf(kind), Object.values(keys), ELSEWHERE)).toEqual([])
  })

  it('Flux accepts encrypted Secrets where they are listed, and reads their variables', () => {
    for (const { name } of CLUSTERS) {
      expect(encryptAt(folder, `secrets/${name}/vars.sops.yaml`)).toMatchObject({ status: 0 })
      listIn(join(folder, `secrets/${name}/kustomization.yaml`), 'vars.sops.yaml')
    }
    const [report] = checkFleets([folder])
    expect(complaints([report!])).toEqual([])
    for (const { builds } of report!.clusters) {
      const { objects } = builds.find(({ kustomization }) => kustomization === 'flux-system/cluster-secrets')!
      expect(objects).toContainEqual({
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: 'flux-system',
        name: 'cluster-secret-vars',
      })
    }
  })

  it('Flux refuses them when decryption is taken away, and when one is in plain text', () => {
    const file = join(folder, 'clusters/on/secrets.yaml')
    const text = readFileSync(file, 'utf8')
    const without = text.replace(
      / {2}decryption:\n {4}provider: sops\n {4}secretRef:\n {6}name: sops-age\n/,
      '',
    )
    expect(without).not.toBe(text)
    writeFileSync(file, without)
    const secret = join(folder, 'secrets/1234/vars.sops.yaml')
    writeFileSync(secret, SECRET)
    const problems = complaints(checkFleets([folder])).map((line) => line.slice(folder.length + 1))
    writeFileSync(file, text)
    expect(problems.filter((line) => /FF603/.test(line))).toHaveLength(1)
    expect(problems).toContainEqual(expect.stringMatching(/^clusters\/on: FF603 .*cluster-secret-vars/))
    const open = problems.filter((line) => !/FF603/.test(line))
    expect(open.length).toBeGreaterThan(0)
    for (const line of open) expect(line).toMatch(/1234.* stringData\.API_TOKEN of a Secret is not encrypted/)
  })
})

describe('keys that create makes', () => {
  const folder = join(root, 'acme')

  beforeAll(async () => {
    const cli = join(PROJECT, 'dist/cli.js')
    expect(existsSync(cli), 'dist/cli.js is missing: npm run build').toBe(true)
    const { exitCode, stderr } = await execa(
      process.execPath,
      [cli, 'create', 'acme', '--yes', '--owner', 'acme', '--no-git-init', '--cwd', root],
      {
        reject: false,
        env: { npm_command: '' },
      },
    )
    expect(exitCode, stderr).toBe(0)
  })

  it('are private, and the recipients of the rules', () => {
    const { clusters } = parse(readFileSync(join(folder, 'flux-fleet.yaml'), 'utf8')) as {
      clusters: { name: string; recipients: string[] }[]
    }
    expect(clusters.length).toBe(2)
    for (const { name, recipients } of clusters) {
      const file = join(folder, `.age/${name}.agekey`)
      expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(recipients).toEqual([recipientOf(file)])
    }
  })

  it('decrypt the Secrets of their cluster and environment, and no others', () => {
    const made = ['staging', 'production'].map((name) => {
      const file = join(folder, `.age/${name}.agekey`)
      return { name, file, recipient: recipientOf(file) }
    })
    const places = made.flatMap((key) => [
      { path: `secrets/${key.name}/token.sops.yaml`, readers: [key] },
      { path: `apps/${key.name}/token.sops.yaml`, readers: [key] },
      { path: `infrastructure/configs/${key.name}/token.sops.yaml`, readers: [key] },
    ])
    expect(sopsProblems(folder, places, [...made, administrator()], ELSEWHERE)).toEqual([])
  })
})

/** Tenants on all clusters, in one environment, and on single clusters; one is called like a cluster. */
const TENANTS = [
  { name: 'on' },
  { name: 'on-2', environments: ['staging'] },
  { name: '1e3', clusters: ['on-2', '1234'] },
  { name: 'null', namespaces: ['0x1f', 'null'], environments: ['null'], clusters: ['on'] },
]

function makeTenantKeys(): void {
  for (const { name } of TENANTS) keys[`tenant-${name}`] ??= makeAgeKey(join(root, 'keys'), `tenant-${name}`)
}

function lockedDown(layout: Layout, more: Partial<FleetInput> = {}): FleetInput {
  const { clusters, ...fleet } = fleetWith(layout === 'multi-tenant' ? 'both' : 'each', false)
  return {
    ...fleet,
    layout,
    clusters: clusters!.map(({ secretVariables: _, ...cluster }) => cluster),
    components: [{ name: 'podinfo' }],
    tenants: TENANTS.map((tenant) => ({
      ...tenant,
      recipients: [keys[`tenant-${tenant.name}`]!.recipient],
    })),
    ...more,
  }
}

describe.each(LAYOUTS_WITH_TENANTS)('in the layout %s', (layout) => {
  const folder = join(root, layout)
  const home = layout === 'multi-repo' ? join(folder, 'acme') : folder
  const kind = layout === 'multi-tenant' ? 'both' : 'each'
  const shared = () => (kind === 'both' ? [administrator()] : [])
  const ofClusters = (...names: string[]) => [...shared(), ...names.map((name) => keys[name]!)]
  let fleet: Fleet

  /** Which clusters of an environment have a tenant. */
  const PLACES: [environment: string, tenant: string, clusters: string[]][] = [
    ['staging', 'on', ['on', '1234']],
    ['staging', 'on-2', ['on', '1234']],
    ['staging', '1e3', ['1234']],
    ['staging', 'null', ['on']],
    ['null', 'on', [LONG_NAME, 'on-2']],
    ['null', '1e3', ['on-2']],
    ['null', 'null', [LONG_NAME, 'on-2']],
  ]

  beforeAll(async () => {
    makeTenantKeys()
    fleet = await makeRepository(folder, lockedDown(layout))
  })

  it('Secrets of clusters and tenants are for the clusters that have them, and for nobody else', () => {
    const overlays = placesOf(kind).filter(({ path }) => !path.startsWith('secrets/'))
    const places: SecretPlace[] = [
      ...CLUSTERS.map(({ name }) => ({ path: `secrets/${name}/x.sops.yaml`, readers: ofClusters(name) })),
      ...PLACES.map(([environment, tenant, clusters]) => ({
        path: `tenants/${environment}/${tenant}/x.sops.yaml`,
        readers: ofClusters(...clusters),
      })),
      // An environment without a cluster is the administrators', when there are some.
      ...(kind === 'both' ? [{ path: 'tenants/empty/on/x.sops.yaml', readers: shared() }] : []),
      ...(layout === 'multi-tenant' ? overlays : []),
    ]
    const elsewhere = [
      ...ELSEWHERE,
      'tenants/base/on/x.sops.yaml',
      'tenants/staging/x.sops.yaml',
      'tenants/staging/on-3/x.sops.yaml',
      'tenants/staging/on/x.yaml',
      'tenants/null/on-2/x.sops.yaml',
      'tenants/empty/on-2/x.sops.yaml',
      'policies/staging/x.sops.yaml',
      ...(layout === 'multi-tenant' ? [] : overlays.map(({ path }) => path)),
    ]
    expect(sopsProblems(home, places, Object.values(keys), elsewhere)).toEqual([])
  })

  it('Flux accepts the encrypted Secret of a tenant in its overlay, in its namespace, on the right clusters', () => {
    const secretOf = (namespace: string) =>
      SECRET.replace('cluster-secret-vars', 'token').replace('flux-system', JSON.stringify(namespace))
    for (const [environment, tenant] of PLACES) {
      const [namespace] = TENANTS.find(({ name }) => name === tenant)?.namespaces ?? [tenant]
      const overlay = `tenants/${environment}/${tenant}`
      const secret = secretOf(namespace!)
      expect(encryptAt(home, `${overlay}/token.sops.yaml`, secret)).toMatchObject({ status: 0 })
      listIn(join(home, overlay, 'kustomization.yaml'), 'token.sops.yaml')
    }
    const reports = checkFleets(repositoriesIn(folder, fleet), { objects: true })
    expect(complaints(reports)).toEqual([])
    const found = reports.flatMap(({ clusters }) =>
      clusters.flatMap(({ cluster, builds }) =>
        builds.flatMap(({ kustomization, objects }) =>
          objects
            .filter((built) => built.kind === 'Secret' && built.name === 'token')
            .map(({ namespace, object }) => {
              expect((object as { stringData: { API_TOKEN: string } }).stringData.API_TOKEN).toMatch(/^ENC\[/)
              return `${cluster} ${kustomization} ${namespace}`
            }),
        ),
      ),
    )
    expect(found.sort()).toEqual(
      [
        ...['on', '1234'].flatMap((name) => [
          `clusters/${name} flux-system/tenants on`,
          `clusters/${name} flux-system/tenants on-2`,
        ]),
        'clusters/1234 flux-system/tenants-1e3 1e3',
        'clusters/on flux-system/tenants-null 0x1f',
        ...[LONG_NAME, 'on-2'].flatMap((name) => [
          `clusters/${name} flux-system/tenants on`,
          `clusters/${name} flux-system/tenants 0x1f`,
        ]),
        'clusters/on-2 flux-system/tenants-1e3 1e3',
      ].sort(),
    )
  })
})

describe('beside the repository of the fleet', () => {
  const folder = join(root, 'beside')

  beforeAll(async () => {
    makeTenantKeys()
    await makeRepository(folder, lockedDown('multi-repo'))
  })

  it('Secrets of the platform’s repository are for the clusters of the environment', () => {
    const platform = join(folder, 'acme-platform')
    const overlays = placesOf('each').filter(({ path }) => !path.startsWith('secrets/'))
    expect(overlays).toHaveLength(6)
    const elsewhere = [...ELSEWHERE, 'secrets/on/x.sops.yaml', 'tenants/staging/on/x.sops.yaml']
    expect(sopsProblems(platform, overlays, Object.values(keys), elsewhere)).toEqual([])
  })

  it('Secrets of a team’s repository are for its own key, in all its environments', () => {
    for (const [name, environments] of [
      ['on', ENVIRONMENTS],
      ['on-2', ['staging']],
      ['1e3', ['staging', 'null']],
    ] as const) {
      const readers = [keys[`tenant-${name}`]!]
      const places = environments.map((environment) => ({ path: `apps/${environment}/x.sops.yaml`, readers }))
      const elsewhere = [
        ...['apps/base/podinfo/x.sops.yaml', 'apps/x.sops.yaml', 'x.sops.yaml', 'apps/staging-2/x.sops.yaml'],
        ...['secrets/on/x.sops.yaml', 'tenants/staging/on/x.sops.yaml', 'apps/staging/x.yaml'],
      ]
      expect(sopsProblems(join(folder, name), places, Object.values(keys), elsewhere)).toEqual([])
    }
  })
})

describe('the printed commands', () => {
  const CREDENTIALS = { ssh: 'identity', oci: '.dockerconfigjson', https: 'username' } as const
  let programs: StandIns

  beforeAll(() => {
    makeTenantKeys()
    programs = new StandIns(join(root, 'programs'), ['kubectl', 'flux'], ['kustomize', 'sops'])
  })

  /** A fleet whose tenants need a Secret of every kind, with the private keys where they would lie. */
  async function needing(folder: string, layout: Layout, provider: 'sops' | 'none') {
    const input = lockedDown(layout, {
      environments: [{ name: 'staging' }, { name: 'null' }],
      ...(layout === 'multi-repo' && { platform: { secret: 'platform-auth' } }),
    })
    const sources = [
      { secret: '1234' },
      { git: 'https://git.example.com/acme/two.git', secret: 'token' },
      { oci: 'oci://ghcr.io/acme/three', secret: 'pull', tag: '1e3' },
    ]
    const tenants = input.tenants!.slice(0, 3).map((tenant, index) => ({
      ...tenant,
      source: sources[index]!,
      notifications: { provider: 'slack' as const },
    }))
    const bare = (entry: object) =>
      Object.fromEntries(
        Object.entries(entry).filter(([key]) => key !== 'recipients' && key !== 'secretVariables'),
      )
    const fleet = await makeRepository(
      folder,
      provider === 'sops'
        ? { ...input, tenants }
        : ({
            ...input,
            secrets: { provider },
            components: [],
            clusters: input.clusters!.map(bare),
            tenants: tenants.map(bare),
          } as unknown as FleetInput),
    )
    const home = repositoriesIn(folder, fleet).at(-1)!.root
    for (const { name } of tenants) {
      mkdirSync(join(home, '.age/tenants'), { recursive: true })
      copyFileSync(keys[`tenant-${name}`]!.file, join(home, `.age/tenants/${name}.agekey`))
    }
    return { fleet, home }
  }

  /** The code blocks of a page below a heading that make Secrets. */
  const commandsIn = (page: string, heading: RegExp) =>
    [
      ...readFileSync(page, 'utf8')
        .split(heading)
        .at(-1)!
        .matchAll(/^```shell\n([\s\S]*?)^```$/gm),
    ].map(([, code]) => code!)

  it.each([
    'multi-tenant',
    'multi-repo',
  ] as const)('make, encrypt and wire every Secret of a tenant (%s)', async (layout) => {
    const folder = join(root, 'commands', layout)
    const { fleet, home } = await needing(folder, layout, 'sops')
    const blocks = [
      ...commandsIn(join(home, 'docs/tenancy.md'), /^## Secrets to make$/m),
      ...commandsIn(join(home, 'docs/fleet.md'), /^## Repositories$/m).filter((code) =>
        code.includes('platform-auth'),
      ),
    ]
    // Of each tenant its key, its credentials and its webhook.
    expect(blocks).toHaveLength(layout === 'multi-repo' ? 10 : 9)
    for (const code of blocks) {
      const { status, stderr } = programs.run(['bash', '-euc', code], home, {}, 's3cret\n')
      expect({ code, status, stderr }).toEqual({ code, status: 0, stderr: expect.anything() })
    }

    const made = filesBelow(home).filter((path) => path.endsWith('.sops.yaml') && path.includes('/'))
    const overlays = [
      ...['staging', 'null'].map((name) => [`tenants/${name}/on`, 'on', ofEnvironment(name)] as const),
      ['tenants/staging/on-2', 'on-2', ofEnvironment('staging')] as const,
      ['tenants/staging/1e3', '1e3', ['1234']] as const,
      ['tenants/null/1e3', '1e3', ['on-2']] as const,
    ]
    const secrets = { on: ['1234', 'ssh'], 'on-2': ['token', 'https'], '1e3': ['pull', 'oci'] } as const
    const expected = overlays.flatMap(([overlay, tenant]) =>
      ['sops-age', 'notifications', secrets[tenant][0]].map((name) => `${overlay}/${name}.sops.yaml`),
    )
    const ofPlatform =
      layout === 'multi-repo' ? CLUSTERS.map(({ name }) => `secrets/${name}/platform-auth.sops.yaml`) : []
    expect(made.sort()).toEqual([...expected, ...ofPlatform].sort())

    const shared = layout === 'multi-tenant' ? [administrator()] : []
    for (const [overlay, tenant, clusters] of overlays) {
      const readers = [...shared, ...clusters.map((name) => keys[name]!)]
      const [own, scheme] = secrets[tenant]
      const { file } = keys[`tenant-${tenant}`]!
      const contents: [string, string, RegExp][] = [
        ['sops-age', `${tenant}.agekey`, new RegExp(`^${escaped(readFileSync(file, 'utf8'))}$`)],
        ['notifications', 'address', /^s3cret$/],
        [own, CREDENTIALS[scheme], scheme === 'ssh' ? /PRIVATE KEY/ : scheme === 'oci' ? /s3cret/ : /^git$/],
      ]
      for (const [name, key, value] of contents) {
        for (const holder of Object.values(keys)) {
          const { status, stdout } = sops(home, ['decrypt', `${overlay}/${name}.sops.yaml`], holder)
          const place = `${overlay}/${name} with ${holder.file}`
          expect({ place, opens: status === 0 }).toEqual({ place, opens: readers.includes(holder) })
          if (status !== 0) continue
          const { metadata, data } = parse(stdout) as {
            metadata: object
            data: Record<string, string>
          }
          expect(metadata).toMatchObject({ name, namespace: tenant })
          expect(Buffer.from(data[key]!, 'base64').toString()).toMatch(value)
        }
      }
    }
    for (const path of ofPlatform) {
      const [, cluster] = path.split('/')
      expect(sops(home, ['decrypt', path], keys[cluster!]!).stdout).toMatch(/identity: /)
      expect(sops(home, ['decrypt', path], keys['tenant-on']!).status).not.toBe(0)
    }

    const reports = checkFleets(repositoriesIn(folder, fleet), { objects: true })
    expect(complaints(reports)).toEqual([])
    const built = reports.flatMap(({ clusters }) =>
      clusters.flatMap(({ cluster, builds }) =>
        builds.flatMap(({ objects }) =>
          objects
            .filter(({ kind }) => kind === 'Secret')
            .map(({ namespace, name, object }) => {
              const { data } = object as { data: Record<string, string> }
              for (const value of Object.values(data)) expect(value).toMatch(/^ENC\[/)
              return `${cluster.slice('clusters/'.length)}: ${namespace}/${name}`
            }),
        ),
      ),
    )
    expect(built.sort()).toEqual(
      [
        ...overlays.flatMap(([, tenant, clusters]) =>
          clusters.flatMap((cluster) =>
            ['sops-age', 'notifications', secrets[tenant][0]].map((name) => `${cluster}: ${tenant}/${name}`),
          ),
        ),
        ...ofPlatform.map((path) => `${path.split('/')[1]}: flux-system/platform-auth`),
      ].sort(),
    )
  })

  it('may be run once more: a Secret is made anew and listed once', async () => {
    const folder = join(root, 'commands/again')
    const { home } = await needing(folder, 'multi-tenant', 'sops')
    const [code] = commandsIn(join(home, 'docs/tenancy.md'), /^### Tenant on$/m)
    const resources = () =>
      (
        parse(readFileSync(join(home, 'tenants/null/on/kustomization.yaml'), 'utf8')) as {
          resources: string[]
        }
      ).resources
    for (let time = 0; time < 2; time += 1) {
      expect(programs.run(['bash', '-euc', code!], home)).toMatchObject({ status: 0 })
      expect(resources()).toEqual(['../../base/on', 'sops-age.sops.yaml'])
    }
  })

  it('leave no Secret listed when the private key is not there', async () => {
    const folder = join(root, 'commands/missing')
    const { home } = await needing(folder, 'multi-tenant', 'sops')
    rmSync(join(home, '.age'), { recursive: true })
    const [code] = commandsIn(join(home, 'docs/tenancy.md'), /^### Tenant on$/m)
    programs.run(['bash', '-c', code!], home)
    const text = readFileSync(join(home, 'tenants/null/on/kustomization.yaml'), 'utf8')
    expect(text).not.toMatch(/^\s*- sops-age/m)
  })

  it('make the Secrets on each cluster where they are not kept in Git', async () => {
    const { home } = await needing(join(root, 'commands/none'), 'multi-repo', 'none')
    const blocks = [
      ...commandsIn(join(home, 'docs/tenancy.md'), /^## Secrets to make$/m),
      ...commandsIn(join(home, 'docs/fleet.md'), /^## Repositories$/m).filter((code) =>
        code.includes('platform-auth'),
      ),
    ]
    const calls = blocks.flatMap((code) => {
      const { status, stderr, stdout, calls } = programs.run(['bash', '-euc', code], home, {}, 's3cret\n')
      expect({ code, status, stderr }).toEqual({ code, status: 0, stderr: '' })
      expect(stdout).not.toMatch(/kind: Secret/)
      return calls
    })
    expect(
      calls.map(({ program, args }) => {
        const at = args.indexOf('--namespace') + 1
        return [program, ...args.slice(0, 5)]
          .filter((word) => at === 0 && !word.startsWith('--url'))
          .join(' ')
      }),
    ).toEqual([
      'flux create secret oci pull --namespace=1e3',
      'kubectl create secret generic notifications --namespace=1e3',
      'flux create secret git 1234 --namespace=on',
      'kubectl create secret generic notifications --namespace=on',
      'flux create secret git token --namespace=on-2',
      'kubectl create secret generic notifications --namespace=on-2',
      'flux create secret git platform-auth --namespace=flux-system',
    ])
    expect(filesBelow(home).filter((path) => /sops/.test(path))).toEqual([])
  })
})

function ofEnvironment(environment: string): string[] {
  return CLUSTERS.filter((cluster) => cluster.environment === environment).map(({ name }) => name)
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
