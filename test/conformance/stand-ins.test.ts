import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { FleetInput } from '../../src/fleet/schema/fleet-schema.ts'
import { choicesOf } from '../definitions.ts'
import { fleetRepository } from '../resolved.ts'
import { makeRepository, PROJECT, recipient, temporaryFolder } from './fleets.ts'
import { MATRIX } from './matrix.ts'
import { StandIns } from './stand-ins.ts'
import { run } from './tools.ts'

const root = temporaryFolder('stand-ins')

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
    // The flag may be said several times: what is said of each gate is put together.
    const identity = '--feature-gates=ObjectLevelWorkloadIdentity=true'
    expect(flags).toEqual({
      'source-controller': [tuned[0], identity, tuned[1]],
      'kustomize-controller': [
        tuned[0],
        '--default-decryption-service-account=1234',
        '--default-kubeconfig-service-account=1234',
        '--default-service-account=1234',
        '--feature-gates=CancelHealthCheckOnNewRevision=true',
        identity,
        locked,
        '--no-remote-bases=true',
        tuned[1],
      ],
      'helm-controller': [
        tuned[0],
        '--default-kubeconfig-service-account=1234',
        '--default-service-account=1234',
        identity,
        locked,
        tuned[1],
      ],
      'notification-controller': [identity, locked],
      'image-reflector-controller': [identity, locked],
      'image-automation-controller': [identity, locked],
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
        ...(provider === 'git' ? [] : ['--owner', 'acme']),
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

/** The shell code blocks of a Markdown text. */
function shellBlocks(text: string): string[] {
  return [...text.matchAll(/^```shell\n([\s\S]*?)^```$/gm)].map(([, code]) => code!)
}

function makeKeyFile(folder: string, cluster: string): void {
  mkdirSync(join(folder, '.age'), { recursive: true })
  writeFileSync(join(folder, `.age/${cluster}.agekey`), 'AGE-SECRET-KEY-1…\n')
}
