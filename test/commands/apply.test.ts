import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { snapshot } from '../tree/helpers.ts'
import { differing, living, livingInSeveral } from './living.ts'

const KYVERNO = 'components:\n  # Ours: policies.\n  - name: kyverno\n'
/** Adds a component by hand, with a comment. */
const byHand = ['flux-fleet.yaml', 'components:\n', KYVERNO] as const

describe('apply', () => {
  test('has nothing to do after create', async () => {
    const fleet = await living()
    const before = fleet.files()
    expect((await fleet.done('apply')).stdout).toBe('. is as it should be: nothing to do.\n')
    expect(fleet.files()).toEqual(before)
  })

  test('makes the files what the edited flux-fleet.yaml says, as create would have', async () => {
    const fleet = await living('--secrets=none', '--no-git-init')
    fleet.edit(...byHand)
    const edited = fleet.read('flux-fleet.yaml')
    await fleet.done('apply')
    expect(fleet.read('flux-fleet.yaml')).toBe(edited)
    await fleet.done('create', '../again', '--from', 'flux-fleet.yaml')
    const again = snapshot(join(fleet.here.cwd, 'again'))
    const seeds = ['README.md', 'docs/operations.md']
    expect(differing(again, fleet.files()).filter((path) => !seeds.includes(path))).toEqual([])
  })

  test('run twice changes nothing the second time', async () => {
    const fleet = await living()
    fleet.edit(...byHand)
    await fleet.done('apply')
    const once = fleet.files()
    expect((await fleet.done('apply')).stdout).toContain('nothing to do')
    expect(fleet.files()).toEqual(once)
    expect((await fleet.done('diff')).stdout).toBe('Every file is as it would be written now.\n')
  })

  test('keeps hand edits, Windows line ends and deletions', async () => {
    const fleet = await living()
    const overlay = 'infrastructure/controllers/staging/kustomization.yaml'
    fleet.edit(overlay, 'resources:\n', 'resources:\n  # a note of ours\n')
    const base = 'infrastructure/controllers/production/kustomization.yaml'
    fleet.write(base, fleet.read(base).replaceAll('\n', '\r\n'))
    rmSync(join(fleet.folder, 'docs/fleet.md'))
    fleet.edit(...byHand)
    const { stdout } = await fleet.done('apply')
    expect(fleet.read(overlay)).toContain('resources:\n  # a note of ours\n')
    expect(fleet.read(overlay)).toContain('  - ../base/kyverno\n')
    expect(fleet.read(base)).toContain('  - ../base/kyverno\r\n')
    expect(fleet.read(base)).not.toMatch(/[^\r]\n/)
    expect(existsSync(join(fleet.folder, 'docs/fleet.md'))).toBe(false)
    expect(stdout).toContain('docs/fleet.md: the file was deleted; it stays so.')
  })

  test('leaves what flux bootstrap filled', async () => {
    const fleet = await living()
    const path = 'clusters/staging/flux-system/gotk-components.yaml'
    fleet.write(path, 'kind: Filled\n')
    fleet.edit(...byHand)
    await fleet.done('apply')
    expect(fleet.read(path)).toBe('kind: Filled\n')
  })

  test('a value that both sides changed is a conflict: nothing is written, unless a flag says what to do', async () => {
    const fleet = await living()
    const path = 'clusters/staging/cluster-vars.yaml'
    fleet.edit(path, 'staging.example.com', 'mine.example.com')
    fleet.edit('flux-fleet.yaml', 'domain: staging.example.com', 'domain: new.example.com')
    const before = fleet.files()
    const refused = await fleet.run('apply')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(new RegExp(`${path}: line \\d+, column \\d+: data\\.CLUSTER_DOMAIN`))
    expect(refused.stderr).toContain('--on-conflict keep')
    expect(fleet.files()).toEqual(before)
    await fleet.done('apply', '--on-conflict=keep')
    expect(fleet.read(path)).toContain('mine.example.com')
    fleet.edit('flux-fleet.yaml', 'domain: new.example.com', 'domain: newer.example.com')
    await fleet.done('apply', '--on-conflict=replace')
    expect(fleet.read(path)).toContain('newer.example.com')
  })

  test('makes the key of a new cluster and writes its recipient into the text', async () => {
    const fleet = await living()
    fleet.edit(
      'flux-fleet.yaml',
      'clusters:\n',
      'clusters:\n  # in the west\n  - { name: west, environment: staging, domain: west.example.com }\n',
    )
    const { stdout } = await fleet.done('apply')
    expect(fleet.read('flux-fleet.yaml')).toMatch(
      /clusters:\n {2}# in the west\n {2}- \{ name: west, environment: staging, domain: west.example.com, recipients: \[age1[a-z0-9]+\] \}\n/,
    )
    expect(fleet.read('.age/west.agekey')).toContain('AGE-SECRET-KEY-')
    expect(stdout).toContain('.age/west.agekey')
    expect(stdout).toContain('--path=clusters/west')
    expect(stdout).not.toContain('AGE-SECRET-KEY-')
    expect((await fleet.done('apply')).stdout).toContain('nothing to do')
  })

  test('a dry run writes nothing and makes no key', async () => {
    const fleet = await living()
    fleet.edit(
      'flux-fleet.yaml',
      'clusters:\n',
      'clusters:\n  - name: west\n    environment: staging\n    domain: west.example.com\n',
    )
    const before = fleet.files()
    const { code, stdout } = await fleet.run('apply', '--dry-run', '--diff')
    expect(code).toBe(0)
    expect(stdout).toContain('+++ b/clusters/west/cluster-vars.yaml')
    expect(stdout).toContain('age1-made-when-written')
    expect(fleet.files()).toEqual(before)
  })

  test('reports as JSON', async () => {
    const fleet = await living('--secrets=none')
    fleet.edit(...byHand)
    fleet.edit('infrastructure/controllers/staging/kustomization.yaml', 'resources:\n', 'resources: # mine\n')
    const report = JSON.parse((await fleet.done('apply', '--json')).stdout)
    const actions = Object.fromEntries(
      report.changes.map(({ path, action }: { path: string; action: string }) => [path, action]),
    )
    expect(actions).toMatchObject({
      'flux-fleet.lock': 'update',
      'infrastructure/controllers/base/kyverno/release.yaml': 'create',
      'infrastructure/controllers/staging/kustomization.yaml': 'merge',
      'infrastructure/controllers/production/kustomization.yaml': 'update',
    })
    expect(report).toMatchObject({ dryRun: false, directory: fleet.folder })
  })

  test('is found from a folder inside, and says where there is none', async () => {
    const fleet = await living()
    expect((await fleet.done('apply', '--cwd', 'clusters/staging')).stdout).toContain('nothing to do')
    const nowhere = await fleet.run('apply', '--cwd', fleet.here.home)
    expect(nowhere.code).toBe(4)
    expect(nowhere.stderr).toContain(`There is no fleet in ${fleet.here.home} or above it`)
  })

  test.each([
    ['missing', undefined, 'there is no such file'],
    ['in conflict', '<<<<<<< HEAD\n', 'conflict marker'],
    ['of no fleet', 'version: 1\ngenerator: 0.1.0\nmodel:\n  {}\nfiles:\n', 'its model is no fleet'],
  ])('a lock that is %s is named, with what to do', async (_, text, message) => {
    const fleet = await living()
    if (text === undefined) rmSync(join(fleet.folder, 'flux-fleet.lock'))
    else fleet.write('flux-fleet.lock', text)
    const { code, stderr } = await fleet.run('apply')
    expect(code).toBe(4)
    expect(stderr).toContain('flux-fleet.lock')
    expect(stderr).toContain(message)
    expect(stderr).toContain('git checkout HEAD -- flux-fleet.lock')
  })

  test('what is wrong in the file is named with its place, and nothing is written', async () => {
    const fleet = await living()
    fleet.edit('flux-fleet.yaml', 'components:\n', 'components:\n  - name: kyvreno\n')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('apply')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^error: flux-fleet\.yaml:\d+:11: components\[0\]\.name: .*did you mean "kyverno"\?/,
    )
    expect(fleet.files()).toEqual(before)
  })

  test('the layout is not changed in place', async () => {
    const fleet = await living()
    fleet.edit('flux-fleet.yaml', 'layout: monorepo', 'layout: multi-tenant')
    const { code, stderr } = await fleet.run('apply')
    expect(code).toBe(2)
    expect(stderr).toMatch(/flux-fleet\.yaml:\d+:9: layout: is "multi-tenant"/)
  })
})

describe('apply in several repositories', () => {
  test('writes those that a change is about, each with its lock, and leaves those of teams alone', async () => {
    const fleet = await livingInSeveral()
    const before = fleet.files()
    fleet.edit(...byHand)
    const { stdout } = await fleet.done('apply')
    const changed = differing(before, fleet.files())
    expect(changed).toContain('fleet-platform/flux-fleet.lock')
    expect(changed).toContain('fleet-main/flux-fleet.lock')
    expect(changed).toContain('fleet-platform/infrastructure/controllers/base/kyverno/release.yaml')
    expect(changed.filter((path) => path.startsWith('team-a/'))).toEqual([])
    expect(stdout.indexOf('cd ../fleet-platform')).toBeGreaterThan(0)
    expect(stdout.indexOf('cd ../fleet-platform')).toBeLessThan(stdout.indexOf('what Flux is pointed at'))
  })

  test('one that is needed and not there is named, and nothing is written', async () => {
    const fleet = await livingInSeveral()
    fleet.edit(...byHand)
    rmSync(join(fleet.folder, '../fleet-platform'), { recursive: true })
    const before = fleet.files()
    const { code, stderr } = await fleet.run('apply')
    expect(code).toBe(4)
    expect(stderr).toContain('/fleet/fleet-platform  git clone ')
    expect(fleet.files()).toEqual(before)
  })

  test('the repository of a new team is made, one that is there is left alone', async () => {
    const fleet = await livingInSeveral()
    fleet.edit('flux-fleet.yaml', 'tenants:\n', 'tenants:\n  - name: team-b\n')
    await fleet.done('apply')
    expect(existsSync(join(fleet.folder, '../team-b/flux-fleet.lock'))).toBe(true)
    mkdirSync(join(fleet.folder, '../team-c'))
    fleet.write('../team-c/README.md', 'ours\n')
    fleet.edit('flux-fleet.yaml', 'tenants:\n', 'tenants:\n  - name: team-c\n')
    const { stdout } = await fleet.done('apply')
    expect(stdout).toContain('team-c was there already and was left alone')
    expect(readdirSync(join(fleet.folder, '../team-c'))).toEqual(['README.md'])
  })

  test('the name of a repository is not changed in place', async () => {
    const fleet = await livingInSeveral()
    fleet.edit('flux-fleet.yaml', 'repository: fleet-main', 'repository: other')
    const { code, stderr } = await fleet.run('apply')
    expect(code).toBe(2)
    expect(stderr).toContain('the repository "fleet-main" would be called "other"')
  })
})
