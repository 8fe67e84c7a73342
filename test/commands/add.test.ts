import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { snapshot } from '../tree/helpers.ts'
import { differing, living, livingInSeveral } from './living.ts'
import { run } from './run.ts'

/** Files that are the person's once they are written. */
const SEEDS = /(^|\/)(README\.md|docs\/operations\.md)$/

/** A fleet without what is random in it. */
const PLAIN = ['--secrets=none', '--no-git-init']

describe('add', () => {
  test.each([
    [
      'environment qa',
      '--environment=staging --environment=production --environment=qa --cluster=staging=staging --cluster=production=production',
    ],
    [
      'cluster west=production,region=us-west-1',
      '--cluster=staging=staging --cluster=production=production --cluster=west=production,region=us-west-1',
    ],
    [
      'component kyverno --environments=staging',
      '--component=podinfo --component=kyverno,environments=staging',
      '--component=podinfo',
    ],
    [
      'component external-dns,provider=cloudflare kyverno',
      '--component=podinfo --component=external-dns,provider=cloudflare --component=kyverno',
      '--component=podinfo',
    ],
    [
      'tenant payments,role=edit search',
      '--layout=multi-tenant --tenant=team-a --tenant=payments,role=edit --tenant=search',
      '--layout=multi-tenant',
    ],
  ])('%s gives what create gives with it', async (words, whole, ...start) => {
    const fleet = await living(...PLAIN, ...start)
    await fleet.done('add', ...words.split(' '))
    const flags = [
      '--yes',
      '--owner=acme',
      '--name=fleet',
      '--repository=fleet',
      ...PLAIN,
      ...whole.split(' '),
    ]
    const made = await run(fleet.here, ['create', 'whole', ...flags])
    expect(made.stderr).toBe('')
    const [expected, files] = [snapshot(join(fleet.here.cwd, 'whole')), fleet.files()]
    // The lock keeps what a seed was when it was written.
    for (const path of differing(expected, files).filter((path) => !SEEDS.test(path)))
      expect(`${path}: ${withoutSeeds(files[path])}`).toBe(`${path}: ${withoutSeeds(expected[path])}`)
    expect((await fleet.done('diff')).stdout).toBe('Every file is as it would be written now.\n')
  })

  test('a cluster gets its entry point, rule and key, and how to bootstrap it is said', async () => {
    const fleet = await living()
    const { stdout } = await fleet.done('add', 'cluster', 'west', '--environment=production')
    expect(existsSync(join(fleet.folder, 'clusters/west/flux-system/gotk-sync.yaml'))).toBe(true)
    expect(fleet.read('.age/west.agekey')).toContain('AGE-SECRET-KEY-')
    expect(fleet.read('.sops.yaml')).toContain(String.raw`^secrets[/\\]west[/\\]`)
    expect(stdout).toContain('--from-file=west.agekey=.age/west.agekey')
    expect(stdout).toContain(
      'flux bootstrap github --owner=acme --repository=fleet --branch=main --path=clusters/west',
    )
    expect(stdout).toContain(
      'npm create flux-fleet@latest add cluster west=production,domain=west.example.com -- --yes',
    )
    expect((await fleet.done('diff')).stdout).toBe('Every file is as it would be written now.\n')
  })

  test('--like takes the choices of another cluster, but for its keys', async () => {
    const fleet = await living(
      '--cluster=east=production,region=eu-1,domain=east.acme.example,variables.A=1',
      '--component=podinfo,clusters=east',
    )
    await fleet.done('add', 'cluster', 'west', '--like=east', '--region=us-1')
    const text = fleet.read('flux-fleet.yaml')
    expect(text).toMatch(
      / {2}- name: west\n {4}environment: production\n {4}region: us-1\n {4}domain: west\.acme\.example\n {4}variables:\n {6}A: "1"\n {4}recipients:\n/,
    )
    expect(text).toMatch(/clusters:\n {6}- east\n {6}- west\n/)
    const { code, stderr } = await fleet.run('add', 'cluster', 'south', '--like=wset')
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: --like wset: there is no cluster "wset", did you mean "west"?\n',
    })
  })

  test('brings what a component needs, and says which Secrets are missing', async () => {
    const fleet = await living('--component=podinfo')
    const { stdout } = await fleet.done(
      'add',
      'component',
      'envoy-gateway',
      'external-dns,provider=cloudflare',
    )
    expect(stdout).toContain('Added gateway-api, which envoy-gateway needs.')
    expect(stdout).toMatch(/external-dns needs the Secret external-dns\//)
  })

  test('what is there already as it was typed is nothing to do', async () => {
    const fleet = await living()
    await fleet.done('add', 'component', 'kyverno')
    const before = fleet.files()
    const { stdout } = await fleet.done('add', 'component', 'kyverno')
    expect(stdout).toContain('nothing to do')
    expect(stdout).toContain('component kyverno is there already')
    expect(fleet.files()).toEqual(before)
    const { code, stderr } = await fleet.run('add', 'component', 'kyverno,version=1.x')
    expect(code).toBe(2)
    expect(stderr).toContain('add component kyverno: it is there already, and says something else')
  })

  test('keeps comments, order and spelling of flux-fleet.yaml, with Windows line ends', async () => {
    const fleet = await living(...PLAIN)
    const mine =
      'version: 1\nname: fleet # our fleet\ngit: { owner: \'acme\', init: false }\n# Clusters, by importance.\nclusters:\n    - {name: "production", environment: production, domain: production.example.com}\n    - {name: staging, environment: staging, domain: staging.example.com} # small\nenvironments: [{name: staging}, {name: production}]\ncomponents:\n    - name: podinfo\n# the end'
    fleet.write('flux-fleet.yaml', mine.replaceAll('\n', '\r\n'))
    await fleet.done('apply')
    await fleet.done('add', 'component', 'metrics-server')
    await fleet.done('add', 'cluster', 'west=staging')
    const expected = mine
      .replace('# small\n', '# small\n    - { name: west, environment: staging, domain: west.example.com }\n')
      .replace('- name: podinfo\n', '- name: podinfo\n    - name: metrics-server\n')
    const text = fleet.read('flux-fleet.yaml')
    expect(text.replaceAll(/\s/g, '')).toBe(
      expected
        .replace(
          '{ name: west, environment: staging, domain: west.example.com }',
          'name: west\n environment: staging\n domain: west.example.com',
        )
        .replaceAll(/\s/g, ''),
    )
    for (const line of mine.split('\n')) expect(text.split('\r\n')).toContain(line)
  })

  test('refuses while flux-fleet.yaml says what was not applied', async () => {
    const fleet = await living()
    fleet.edit('flux-fleet.yaml', 'components:\n', 'components:\n  - name: kyverno\n')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('add', 'environment', 'qa')
    expect(code).toBe(3)
    expect(stderr).toContain(
      '  components: kyverno was added\nRun "npm create flux-fleet@latest apply" first.',
    )
    expect(fleet.files()).toEqual(before)
  })

  test.each([
    ['add', 'There is nobody to ask what to add'],
    ['add clustr west', 'add clustr: there is nothing called "clustr" to add, did you mean "cluster"?'],
    [
      'add cluster',
      'add cluster: there is nobody to ask. Name what to add, such as: add cluster prod-us=production',
    ],
    ['add cluster west', 'Give it:\n  add cluster west=<environment>'],
    [
      'add cluster west=stagin',
      'add cluster west: there is no environment "stagin", did you mean "staging"?',
    ],
    [
      'add cluster west=staging,regoin=x',
      'add cluster west=staging,regoin=x: "regoin" is no key of a cluster, did you mean "region"?',
    ],
    ['add cluster We=staging', 'add cluster We: '],
    ['add component kyvreno', 'did you mean "kyverno"?'],
    ['add component external-dns', 'needs the option "provider"'],
    ['add tenant payments', 'the layout monorepo has no tenants'],
    ['add environment base', 'add environment base: "base" is where the shared files are'],
  ])('%s: what is wrong is named, and nothing is written', async (line, message) => {
    const fleet = await living()
    const before = fleet.files()
    const { code, stdout, stderr } = await fleet.run(...line.split(' '))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(fleet.files()).toEqual(before)
  })

  test('a file in the way is a conflict, and nothing is written', async () => {
    const fleet = await living()
    await fleet.done('add', 'environment', 'qa')
    fleet.edit('apps/qa/kustomization.yaml', '---', '# ours\n---')
    const before = fleet.files()
    expect((await fleet.run('add', 'component', 'kyverno', '--dry-run')).code).toBe(0)
    const json = JSON.parse((await fleet.done('add', 'component', 'kyverno', '--dry-run', '--json')).stdout)
    expect(json).toMatchObject({ dryRun: true })
    expect(fleet.files()).toEqual(before)
    await fleet.done('add', 'component', 'kyverno')
    fleet.write('docs/fleet.md', 'all ours\n')
    const edited = fleet.files()
    const { code, stderr } = await fleet.run('add', 'environment', 'dev')
    expect(code).toBe(3)
    expect(stderr).toContain('docs/fleet.md: line ')
    expect(fleet.files()).toEqual(edited)
    await fleet.done('add', 'environment', 'dev', '--on-conflict=keep')
    expect(fleet.read('docs/fleet.md')).toBe('all ours\n')
  })

  test('heeds flags that stand before the thing', async () => {
    const fleet = await living('--secrets=none')
    const before = fleet.files()
    const { stdout } = await fleet.done('add', '--dry-run', '--json', 'component', 'kyverno', '--no-color')
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true })
    expect(fleet.files()).toEqual(before)
  })

  test('in several repositories writes to each, and makes that of a new team', async () => {
    const fleet = await livingInSeveral()
    const before = fleet.files()
    const { stdout } = await fleet.done('add', 'tenant', 'payments')
    const changed = differing(before, fleet.files())
    expect(changed).toContain('payments/flux-fleet.lock')
    expect(changed).toContain('fleet-main/tenants/base/payments/kustomization.yaml')
    expect(changed.filter((path) => path.startsWith('team-a/'))).toEqual([])
    expect(stdout).toContain('fleet-main/.age/tenants/payments.agekey')
  })

  test('prints how the repository of a new team becomes one that can be pushed', async () => {
    const fleet = await livingInSeveral()
    const { stdout } = await fleet.done('add', 'tenant', 'payments')
    const line = stdout
      .split('\n')
      .find((text) => text.includes('git init'))
      ?.trim()
    const commands = line?.replace(/^\(|\)$/g, '').split(' && ')
    expect(commands?.[0]).toMatch(/^cd \S*payments$/)
    expect(commands?.slice(1)).toEqual([
      'git init --initial-branch=main',
      ...fleet.read('../payments/README.md').match(/^git (add|commit|remote|push).*/gm)!,
    ])
    // The others are Git repositories with a remote already.
    expect(stdout.match(/git init/g)).toHaveLength(1)
  })
})

function withoutSeeds(text: string | undefined): string | undefined {
  return text?.replaceAll(/^ {2}\S+: blob:[0-9a-f]{40} seed .*\n/gm, '')
}
