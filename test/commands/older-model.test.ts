import { describe, expect, onTestFinished, test } from 'vitest'
import { MODEL_MIGRATIONS, type ModelMigration } from '../../src/fleet/file/model-migrations.ts'
import { parseLock } from '../../src/tree/lock.ts'
import { differing, type Living, living } from './living.ts'

type Entry = Record<string, unknown>

/** A migration that never was: environments were called stages, and clusters named theirs so. */
const FROM_STAGES: ModelMigration = {
  from: 0,
  name: 'stages are called environments',
  migrate: ({ stages, clusters, ...rest }) => ({
    ...rest,
    environments: stages,
    clusters: (clusters as Entry[]).map(({ stage, ...cluster }) => ({ ...cluster, environment: stage })),
  }),
}

const migrations = MODEL_MIGRATIONS as ModelMigration[]

/** Has the program know that migration as if it was of its own, for as long as the test takes. */
function knowStages(): void {
  migrations.unshift(FROM_STAGES)
  onTestFinished(forgetStages)
}

function forgetStages(): void {
  const index = migrations.indexOf(FROM_STAGES)
  if (index >= 0) migrations.splice(index, 1)
}

const FILE = 'flux-fleet.yaml'
const LOCK = 'flux-fleet.lock'

/** Makes a fleet one of that older version, as if people had written comments into its file since. */
async function withStages(): Promise<Living> {
  const fleet = await living('--secrets=none', '--component=podinfo')
  fleet.edit(FILE, 'version: 1\n', '# Do not touch.\nversion: 0 # of the file\n')
  fleet.edit(FILE, /\nenvironments:\n/, '\n# Where things run.\nstages:\n')
  fleet.edit(FILE, /^ {4}environment: staging$/m, '    stage: staging # the one to break')
  fleet.edit(FILE, /^ {4}environment: production$/m, '    stage: production')
  fleet.edit(LOCK, '    "version": 1,', '    "version": 0,')
  fleet.edit(LOCK, '    "environments": [', '    "stages": [')
  fleet.write(LOCK, fleet.read(LOCK).replaceAll('        "environment":', '        "stage":'))
  return fleet
}

describe('a fleet whose model is of an older version', () => {
  test('is read as it is, file and lock, and nothing is written by looking', async () => {
    const fleet = await withStages()
    const before = fleet.files()
    expect((await fleet.run('list')).code).toBe(2)
    knowStages()
    expect(JSON.parse((await fleet.done('diff', '--json')).stdout)).toMatchObject({
      drift: [],
      edited: [],
      stale: [],
    })
    expect((await fleet.done('list', 'clusters')).stdout).toMatch(/^staging +staging +/m)
    expect(fleet.files()).toEqual(before)
  })

  test('a wrong value is told where it stands in the file', async () => {
    const fleet = await withStages()
    knowStages()
    fleet.edit(FILE, 'name: fleet\n', 'name: 12\n')
    const line = fleet.read(FILE).split('\n').indexOf('name: 12') + 1
    const { code, stderr } = await fleet.run('list')
    expect(code).toBe(2)
    expect(stderr).toBe(
      `error: ${FILE}:${line}:7: name: must be a string, but is a number in YAML: put name in quotes\n`,
    )
  })

  test('a change brings both to the current version, with what people wrote beside the values', async () => {
    const fleet = await withStages()
    const before = fleet.files()
    knowStages()
    await fleet.done('add', 'component', 'kyverno')
    const text = fleet.read(FILE)
    expect(text).toContain('# Do not touch.\nversion: 1 # of the file\n')
    expect(text).toContain('# Where things run.\n')
    expect(text).toContain('# the one to break\n')
    expect(text).toContain('  - name: kyverno\n')
    expect(text).not.toMatch(/stage:|stages:/)
    const model = JSON.parse(parseLock(fleet.read(LOCK)).model)
    expect(model).toMatchObject({ version: 1, environments: [{ name: 'staging' }, { name: 'production' }] })
    expect(model).not.toHaveProperty('stages')
    // No file but those that the component is about was touched.
    expect(
      differing(before, fleet.files()).filter(
        (path) => !/kyverno|^docs|kustomization|infrastructure\.yaml$/.test(path),
      ),
    ).toEqual([LOCK, FILE])
  })

  test('afterwards it needs the migration no more', async () => {
    const fleet = await withStages()
    knowStages()
    await fleet.done('apply')
    forgetStages()
    expect(JSON.parse((await fleet.done('diff', '--json')).stdout)).toMatchObject({ drift: [], edited: [] })
  })

  test('upgrade tells what it would change, and brings it to the current version', async () => {
    const fleet = await withStages()
    knowStages()
    const check = await fleet.run('upgrade', '--check')
    expect(check.code).toBe(3)
    expect(check.stdout).toContain('flux-fleet.yaml')
    expect(check.stdout).toContain(FROM_STAGES.name)
    const before = fleet.files()
    const { stdout } = await fleet.done('upgrade')
    expect(stdout).toContain(`${FILE}: ${FROM_STAGES.name}.`)
    expect(differing(before, fleet.files())).toEqual([LOCK, FILE])
    expect(fleet.read(FILE)).toContain('version: 1 # of the file\n')
    expect((await fleet.done('upgrade', '--check')).stdout).toBe('Nothing is newer than these files.\n')
    await fleet.done('undo', '--yes')
    expect(fleet.files()).toEqual(before)
  })

  test('create --from makes a fleet of the current version of it', async () => {
    const fleet = await withStages()
    knowStages()
    await fleet.done('create', '../copy', `--from=${FILE}`)
    const copy = fleet.read('../copy/flux-fleet.yaml')
    expect(copy).toContain('# Do not touch.\nversion: 1 # of the file\n')
    expect(copy).not.toContain('stage:')
  })
})

describe('a fleet of a newer version', () => {
  test('is refused by its file, with the place and what to do', async () => {
    const fleet = await living('--secrets=none')
    fleet.edit(FILE, 'version: 1\n', 'version: 2\nnews: of that version\n')
    const before = fleet.files()
    const line = fleet.read(FILE).split('\n').indexOf('version: 2') + 1
    const { code, stderr } = await fleet.run('add', 'component', 'kyverno')
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: ${FILE}:${line}:10: version: is 2, and this version of create-flux-fleet knows 1 at most: a newer one wrote it, so run the command with npm create flux-fleet@latest\n`,
    })
    expect(fleet.files()).toEqual(before)
  })

  test('is refused by the model in its lock', async () => {
    const fleet = await living('--secrets=none')
    fleet.edit(LOCK, '    "version": 1,', '    "version": 2,')
    const { code, stderr } = await fleet.run('diff')
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: `error: ${LOCK}: the version of its model is 2, and this version of create-flux-fleet knows 1 at most: a newer one wrote it, so run the command with npm create flux-fleet@latest.\n`,
    })
  })

  test('is refused by the version of its lock', async () => {
    const fleet = await living('--secrets=none')
    fleet.edit(LOCK, /version: 2\ngenerator: .*/, 'version: 3\ngenerator: 4.5.6')
    const { code, stderr } = await fleet.run('diff')
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: `error: ${LOCK}: Line 2 of the lock file says version: 3, which this generator does not know; use a newer one. Version 4.5.6 of create-flux-fleet wrote it: run the command with npm create flux-fleet@latest.\n`,
    })
  })
})
