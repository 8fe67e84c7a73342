import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { FleetInput } from '../../src/fleet/schema.ts'
import { makeRepository, PROJECT, temporaryFolder } from './fleets.ts'
import { LONG_NAME, variable } from './matrix.ts'
import {
  type AgeKey,
  encryptAt,
  makeAgeKey,
  recipientOf,
  rulesOf,
  SECRET,
  type SecretPlace,
  sopsProblems,
} from './sops.ts'
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

/** Adds a resource to a `kustomization.yaml`, as a person does. */
function listIn(file: string, resource: string): void {
  const text = readFileSync(file, 'utf8')
  const listed = /^resources: \[\]$/m.test(text)
    ? text.replace('resources: []', `resources:\n  - ${resource}`)
    : text.replace(/^resources:\n/m, `resources:\n  - ${resource}\n`)
  expect(listed).not.toBe(text)
  writeFileSync(file, listed)
}
