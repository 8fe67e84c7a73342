import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow } from '../program.ts'
import { type Living, living, livingIn, livingInSeveral } from './living.ts'
import { desk, run } from './run.ts'

const OVERLAY = 'infrastructure/controllers/staging/kustomization.yaml'
const NOTHING = 'There is nothing to take back: the last run was taken back already'

/** A fleet that was edited by hand in many ways: nothing of it may be lost. */
async function editedByHand(...flags: string[]): Promise<Living> {
  const fleet = await living('--secrets=none', ...flags)
  fleet.write('flux-fleet.yaml', `# Ours.\r\n${fleet.read('flux-fleet.yaml').replaceAll('\n', '\r\n')}`)
  fleet.write(OVERLAY, `${fleet.read(OVERLAY)}# The end, without a line end.`)
  chmodSync(join(fleet.folder, OVERLAY), 0o640)
  writeFileSync(join(fleet.folder, 'infrastructure/logo.png'), Buffer.from([0x89, 0xff, 0x00]))
  return fleet
}

describe('undo', () => {
  test.each([
    ['Add component kyverno', ['add', 'component', 'kyverno']],
    ['Remove component podinfo', ['remove', 'component', 'podinfo', '--on-conflict=replace']],
    ['Add cluster west', ['add', 'cluster', 'west=staging']],
  ])('takes back "%s", byte for byte, once', async (title, words) => {
    const fleet = await editedByHand()
    const before = fleet.files()
    await fleet.done(...words, '--yes')
    const changed = fleet.files()
    expect(changed).not.toEqual(before)

    const shown = await fleet.run('undo', '--dry-run', '--diff')
    expect(shown.stderr).toContain(`! This takes back "${title}".`)
    expect(shown.stdout).toContain('+++ b/flux-fleet.yaml')
    expect(fleet.files()).toEqual(changed)

    const { stdout } = await fleet.done('undo')
    expect(stdout).toMatch(/^✓ Wrote \d+ files/)
    expect(fleet.files()).toEqual(before)
    expect((await fleet.done('undo')).stdout).toContain(NOTHING)
    expect((await fleet.done('diff')).stdout).not.toContain('Not applied')
  })

  test('takes back what apply did, and leaves the edit of flux-fleet.yaml to the person', async () => {
    const fleet = await editedByHand()
    fleet.edit('flux-fleet.yaml', 'components:\r\n', 'components:\r\n  - name: kyverno\r\n')
    const before = fleet.files()
    await fleet.done('apply')
    const report = JSON.parse((await fleet.done('undo', '--json')).stdout)
    expect(report).toMatchObject({ directory: fleet.folder, dryRun: false, next: ['git status'] })
    expect(report.notes).toEqual(['This takes back "Apply flux-fleet.yaml".'])
    expect(report.changes).toContainEqual({
      path: 'flux-fleet.lock',
      kind: 'managed',
      action: 'update',
      executable: false,
    })
    expect(fleet.files()).toEqual(before)
    expect((await fleet.run('diff')).code).toBe(3)
  })

  test('is refused where anything was changed since, and every path is named', async () => {
    const fleet = await editedByHand()
    await fleet.done('add', 'component', 'kyverno')
    fleet.edit('infrastructure/controllers/base/kyverno/namespace.yaml', 'kyverno', 'mine')
    rmSync(join(fleet.folder, OVERLAY))
    const before = fleet.files()
    for (const flags of [[], ['--dry-run'], ['--json']]) {
      const { code, stderr } = await fleet.run('undo', ...flags)
      expect(code).toBe(3)
      expect(stderr).toContain(
        'error: 2 paths are not as "Add component kyverno" left it, so nothing was taken back:\n' +
          '  infrastructure/controllers/base/kyverno/namespace.yaml: it was changed since\n' +
          `  ${OVERLAY}: it was deleted since\n`,
      )
      expect(fleet.files()).toEqual(before)
    }
  })

  test('leaves private keys, and says so', async () => {
    const fleet = await living()
    const before = fleet.files()
    await fleet.done('add', 'cluster', 'west=staging')
    const key = fleet.read('.age/west.agekey')
    const { stdout } = await fleet.done('undo')
    expect(stdout).toContain('Private keys that were made stay')
    expect(stdout).toContain('.age/west.agekey')
    expect(stdout).not.toContain('AGE-SECRET')
    const { '.age/west.agekey': left, ...after } = fleet.files()
    expect(after).toEqual(before)
    expect(left).toContain(key)
    // It is used again when the cluster comes back.
    await fleet.done('add', 'cluster', 'west=staging')
    expect(fleet.read('.age/west.agekey')).toBe(key)
  })

  test('of a run that made everything and did not say what says that there is nothing before it', async () => {
    const fleet = await living('--secrets=none')
    const before = fleet.files()
    const record = filesBelow(fleet.here.home).find((path) => path.endsWith('.record'))!
    const { files, ...older } = JSON.parse(readFileSync(join(fleet.here.home, record), 'utf8'))
    expect(files.length).toBeGreaterThan(10)
    writeFileSync(join(fleet.here.home, record), JSON.stringify(older))
    const { code, stderr } = await fleet.run('undo')
    expect(code).toBe(4)
    expect(stderr).toContain(
      `The last run that is recorded made all of ${fleet.folder}: there is nothing before it to go back to.`,
    )
    expect(fleet.files()).toEqual(before)
  })

  test('takes back a fleet that was made in a folder with other files', async () => {
    const here = desk()
    mkdirSync(join(here.cwd, 'fleet'))
    writeFileSync(join(here.cwd, 'fleet', 'renovate.json'), Buffer.from([0xff, 0x00]))
    const fleet = await livingIn(here, 'fleet', ['--yes', '--owner=acme', '--on-conflict=replace'])
    const records = () => filesBelow(here.home).filter((path) => /\.(record|backup-[^/]*\/\d+)$/.test(path))
    // There was no Git yet.
    expect(records()).toHaveLength(2)
    const { stdout } = await fleet.done('undo')
    expect(stdout).toContain('.git stays')
    expect(records()).toEqual([])
    const left = Object.keys(fleet.files()).filter((path) => !path.endsWith('/'))
    expect(left.sort()).toEqual([
      '.age/.gitignore',
      '.age/production.agekey',
      '.age/staging.agekey',
      'renovate.json',
    ])
    expect((await fleet.run('undo')).stderr).toContain('There is no fleet')
  })

  test('takes back what a generator of the fleet itself made', async () => {
    const fleet = await living('--secrets=none')
    const actions = "[{ type: 'add', path: 'notes/{{name}}.md', template: 'x' }]"
    const prompts = "[{ type: 'input', name: 'name', message: 'Name' }]"
    fleet.write(
      '.flux-fleet/plopfile.mjs',
      `export default (plop) => plop.setGenerator('note', { description: 'n', prompts: ${prompts}, actions: ${actions} })`,
    )
    const before = fleet.files()
    await fleet.done('generate', 'note', '--answer', 'name=hush', '--yes')
    expect(existsSync(join(fleet.folder, 'notes/hush.md'))).toBe(true)
    // An answer may be a secret: only the name of the generator is kept.
    const { stdout } = await fleet.done('undo', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      changes: [{}],
      notes: ['This takes back "Run generator note".'],
    })
    expect(fleet.files()).toEqual(before)
  })

  test('finds the fleet by walking up, or by --cwd', async () => {
    const fleet = await living('--secrets=none')
    const before = fleet.files()
    await fleet.done('add', 'component', 'kyverno')
    const inner = join(fleet.folder, 'clusters', 'staging')
    expect((await run({ ...fleet.here, cwd: inner }, ['undo', '--dry-run'])).stdout).toContain('../..')
    await run(fleet.here, ['undo', '--cwd', 'fleet'])
    expect(fleet.files()).toEqual(before)
    const { code, stderr } = await run(fleet.here, ['undo'])
    expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining('There is no fleet') })
  })

  test('knows nothing of another copy', async () => {
    const fleet = await living('--secrets=none')
    await fleet.done('add', 'component', 'kyverno')
    renameSync(fleet.folder, `${fleet.folder}-moved`)
    const there = { ...fleet.here, cwd: `${fleet.folder}-moved` }
    const { code, stdout } = await run(there, ['undo', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      changes: [],
      notes: ['There is nothing to take back: no run is recorded that changed this copy of the fleet.'],
    })
  })

  test('takes back a run on several repositories', async () => {
    const fleet = await livingInSeveral('--secrets=none', '--tenant=payments')
    const before = fleet.files()
    await fleet.done('add', 'component', 'kyverno')
    await fleet.done('add', 'tenant', 'search')
    const outer = dirname(fleet.folder)
    expect(existsSync(join(outer, 'search'))).toBe(true)
    const { stdout } = await fleet.done('undo')
    expect(stdout).toContain('git status')
    expect(existsSync(join(outer, 'search'))).toBe(false)
    expect((await fleet.done('undo')).stdout).toContain(NOTHING)
    await fleet.done('remove', 'component', 'kyverno')
    expect(fleet.files()).toEqual(before)
    await fleet.done('undo')
    await fleet.done('remove', 'component', 'kyverno')
    expect(fleet.files()).toEqual(before)
  })
})

describe('a record that was planted or damaged', () => {
  const hook = (fleet: Living) => join(fleet.folder, '.git/hooks/pre-commit')
  const planted = (record: object, path: string) => {
    const before = { hash: 'a'.repeat(64), mode: 0o755, mtimeMs: 1 }
    return JSON.stringify({ ...record, files: [{ path, kind: 'managed', before }] })
  }

  test.each([
    ['record', (text: string) => text.slice(0, 40), ['undo']],
    ['record', (text: string) => planted(JSON.parse(text), '.git/hooks/pre-commit'), ['undo']],
    ['record', (text: string) => planted(JSON.parse(text), '../outside'), ['undo', '--dry-run']],
    ['journal', (text: string) => planted(JSON.parse(text), '/etc/passwd'), ['apply']],
    ['journal', (text: string) => text.replace('"run":"', '"run":"../../'), ['add', 'component', 'traefik']],
  ])('is refused with exit code 4: %s', async (kind, plant, words) => {
    const fleet = await living('--secrets=none')
    await fleet.done('add', 'component', 'kyverno', '--yes')
    const state = join(fleet.folder, '.git/flux-fleet')
    const name = readdirSync(state).find((file) => file.endsWith('.record'))!
    const text = readFileSync(join(state, name), 'utf8')
    writeFileSync(join(state, name.replace('record', kind)), plant(text))
    const before = fleet.files()
    const { code, stderr } = await fleet.run(...words, '--yes')
    expect(stderr).toContain(`.${kind} `)
    expect(stderr).toContain('Nothing was touched.')
    expect(code).toBe(4)
    expect(fleet.files()).toEqual(before)
    expect(existsSync(hook(fleet))).toBe(false)
  })
})
