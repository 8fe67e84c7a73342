import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow } from '../program.ts'
import { snapshot } from '../tree/helpers.ts'
import { livingAt } from './living.ts'
import { type Desk, desk, run } from './run.ts'

const CREATE = ['create', 'fleet', '--yes', '--owner=acme', '--component=podinfo']

/** A fleet whose keys are outside of it. */
async function outside(...more: string[]) {
  const here = desk()
  const keys = join(here.home, 'my keys')
  const made = await run(here, [...CREATE, `--keys-dir=${keys}`, ...more])
  expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' })
  return {
    here,
    keys,
    stdout: made.stdout,
    fleet: livingAt(here, 'fleet', more.includes('--layout=multi-repo') ? 'fleet' : ''),
  }
}

function remembered(here: Desk, folder = 'fleet'): string {
  const words = ['config', '--local', 'flux-fleet.keysDir']
  return execFileSync('git', words, {
    cwd: join(here.cwd, folder),
    env: here.environment,
    encoding: 'utf8',
  }).trimEnd()
}

function modeOf(path: string): string {
  return (lstatSync(path).mode & 0o777).toString(8)
}

describe('private keys outside of the repository', () => {
  test.each([
    ['monorepo', 'fleet', ['production.agekey', 'staging.agekey']],
    ['multi-tenant', 'fleet', ['production.agekey', 'staging.agekey', 'tenants/shop.agekey']],
    ['multi-repo', 'fleet/fleet', ['production.agekey', 'staging.agekey', 'tenants/shop.agekey']],
  ])('are for nobody else to see, in a fleet of layout %s', async (layout, folder, files) => {
    const { here, keys, stdout } = await outside(
      `--layout=${layout}`,
      ...(layout === 'monorepo' ? [] : ['--tenant=shop']),
    )
    expect(filesBelow(keys)).toEqual(files)
    expect(modeOf(keys)).toBe('700')
    for (const file of files) expect(modeOf(join(keys, file))).toBe('600')
    expect(filesBelow(join(here.cwd, 'fleet')).filter((path) => /\.age\/|agekey$/.test(path))).toEqual([])
    expect(remembered(here, folder)).toBe(keys)
    expect(stdout).toMatch(new RegExp(`Private age keys are in ${keys}/[^.]*\\.agekey`))
    expect(stdout).toContain(`--from-file='staging.agekey=${keys}/staging.agekey'`)
    expect(stdout).toContain(`--keys-dir '${keys}'`)
    // It is a person's own: nobody else's clone knows it.
    for (const path of filesBelow(join(here.cwd, 'fleet')))
      if (!path.endsWith('/') && !/(^|\/)\.git\//.test(path))
        expect(readFileSync(join(here.cwd, 'fleet', path), 'utf8'), path).not.toContain(keys)
  })

  test('are remembered by every command that makes some', async () => {
    const { keys, fleet } = await outside()
    const added = await fleet.done('add', 'cluster', 'west=staging', '--yes')
    expect(added.stdout).toContain(`Private age keys are in ${keys}/west.agekey`)
    expect(added.stdout).not.toMatch(/[^\w/]\.age\//)
    fleet.edit(
      'flux-fleet.yaml',
      '  - name: west\n',
      '  - name: east\n    environment: staging\n  - name: west\n',
    )
    await fleet.done('apply', '--yes')
    expect(readdirSync(keys).sort()).toEqual([
      'east.agekey',
      'production.agekey',
      'staging.agekey',
      'west.agekey',
    ])
    expect(existsSync(join(fleet.folder, '.age'))).toBe(false)
  })

  test('are said where they are in what is to be typed', async () => {
    const { keys, fleet } = await outside()
    const removed = await fleet.done('remove', 'cluster', 'staging', '--yes')
    expect(removed.stdout).toContain(`Its private key, if there is one, stays at ${keys}/staging.agekey`)
    const { stdout } = await fleet.done('rename', 'cluster', 'production', 'prod', '--move', '--yes')
    expect(stdout).toContain(`mv '${keys}/production.agekey' '${keys}/prod.agekey'`)
  })

  test('can read what is encrypted again', async () => {
    const { keys, fleet } = await outside()
    const [recipient] = /age1[a-z0-9]{58}/.exec(readFileSync(join(keys, 'production.agekey'), 'utf8'))!
    fleet.write(
      'apps/production/a.sops.yaml',
      `kind: Secret\nsops:\n  age:\n    - recipient: ${recipient}\n  mac: x\n`,
    )
    const { stdout } = await fleet.done('add', 'cluster', 'west=production', '--yes')
    expect(stdout).toContain(`SOPS_AGE_KEY_FILE=${keys}/production.agekey`)
  })

  test('stay when the run is taken back, and are used again, which is said', async () => {
    const { keys, fleet } = await outside()
    const before = fleet.files()
    await fleet.done('add', 'cluster', 'west=staging', '--yes')
    const made = readFileSync(join(keys, 'west.agekey'), 'utf8')
    expect((await fleet.done('undo', '--yes')).stdout).toContain(`Private keys in ${keys} stay`)
    expect(fleet.files()).toEqual(before)
    expect((await fleet.done('add', 'cluster', 'west=staging', '--yes')).stdout).toContain(
      `${keys}/west.agekey was there already and is used again.`,
    )
    expect(readFileSync(join(keys, 'west.agekey'), 'utf8')).toBe(made)
    expect(fleet.read('.sops.yaml')).toContain(/age1[a-z0-9]{58}/.exec(made)![0])
  })

  test('are not made by a dry run', async () => {
    const here = desk()
    expect((await run(here, [...CREATE, '--keys-dir=keys', '--dry-run'])).code).toBe(0)
    expect(filesBelow(here.cwd)).toEqual([])
  })

  test('are taken back where the fleet could not be written', async () => {
    const { keys, fleet } = await outside()
    mkdirSync(join(fleet.folder, '.git/flux-fleet'), { recursive: true })
    writeFileSync(join(fleet.folder, '.git/flux-fleet/blocked'), '')
    renameSync(join(fleet.folder, '.git/flux-fleet'), join(fleet.folder, '.git/was'))
    writeFileSync(join(fleet.folder, '.git/flux-fleet'), 'in the way')
    const before = fleet.files()
    expect((await fleet.run('add', 'cluster', 'west=staging', '--yes')).code).toBe(4)
    expect(existsSync(join(keys, 'west.agekey'))).toBe(false)
    expect(fleet.files()).toEqual(before)
  })

  test('lie somewhere else from now on, when another folder is named', async () => {
    const { here, keys, fleet } = await outside()
    const other = join(here.home, 'other')
    await fleet.done('add', 'cluster', 'west=staging', '--yes', '--keys-dir=~/other')
    expect(readdirSync(other)).toEqual(['west.agekey'])
    expect(remembered(here)).toBe(other)
    expect(readdirSync(keys)).toHaveLength(2)
  })

  test('where no repository remembers it, that is said', async () => {
    const { stdout } = await outsideWithoutGit()
    expect(stdout).toContain('give --keys-dir again next time')
  })

  async function outsideWithoutGit() {
    const here = desk()
    const made = await run(here, [...CREATE, '--no-git-init', `--keys-dir=${here.home}/keys`])
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' })
    return made
  }
})

describe('a folder for private keys is refused, and nothing is written,', () => {
  const BAD: [string, (here: Desk) => string, string, number][] = [
    [
      'where Git would take them in',
      (here) => {
        execFileSync('git', ['init', '--quiet', join(here.cwd, 'other')], { env: here.environment })
        return 'other/keys'
      },
      'which would take in private keys',
      4,
    ],
    [
      'where a link leads into such a repository',
      (here) => {
        execFileSync('git', ['init', '--quiet', join(here.cwd, 'other')], { env: here.environment })
        symlinkSync(join(here.cwd, 'other'), join(here.home, 'link'))
        return join(here.home, 'link/keys')
      },
      'which would take in private keys',
      4,
    ],
    [
      'where others may write',
      (here) => {
        mkdirSync(join(here.cwd, 'shared'))
        chmodSync(join(here.cwd, 'shared'), 0o777)
        return 'shared'
      },
      'others may write into it',
      4,
    ],
    [
      'where it is a file',
      (here) => {
        writeFileSync(join(here.cwd, 'file'), '')
        return 'file'
      },
      'it is no folder',
      2,
    ],
    ['where it is empty', () => '', '--keys-dir: is empty', 2],
    [
      'where it has a key of that name',
      (here) => {
        mkdirSync(join(here.cwd, 'keys'), { mode: 0o700 })
        writeFileSync(join(here.cwd, 'keys/staging.agekey'), 'precious\n')
        return 'keys'
      },
      'it is there already and is never overwritten',
      3,
    ],
  ]

  test.each(BAD)('%s', async (_, make, reason, expected) => {
    const here = desk()
    const folder = make(here)
    const before = snapshot(here.cwd)
    const { code, stderr } = await run(here, [...CREATE, `--keys-dir=${folder}`])
    expect(stderr).toContain(reason)
    expect(code).toBe(expected)
    expect(snapshot(here.cwd)).toEqual(before)
  })

  test('where it is remembered and not there any more', async () => {
    const { keys, fleet } = await outside()
    renameSync(keys, `${keys}-away`)
    const before = fleet.files()
    const { code, stderr } = await fleet.run('add', 'cluster', 'west=staging', '--yes')
    expect(stderr).toContain(`The folder of the private keys, ${keys}, is not there`)
    expect(code).toBe(4)
    expect(fleet.files()).toEqual(before)
    // What makes no key does not need it.
    await fleet.done('add', 'component', 'metrics-server', '--yes')
  })

  test('but not one that Git ignores', async () => {
    const here = desk()
    execFileSync('git', ['init', '--quiet', here.cwd], { env: here.environment })
    writeFileSync(join(here.cwd, '.gitignore'), 'keys/\n')
    const words = [...CREATE, '--keys-dir=keys', '--inside-repository=subfolder']
    expect(await run(here, words)).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(join(here.cwd, 'keys')).sort()).toEqual(['production.agekey', 'staging.agekey'])
  })
})

test.each([
  ['the fleet itself', 'fleet'],
  ['a folder of it', 'fleet/keys'],
  ['by the way around', '../work/fleet/.keys'],
])('a folder in the fleet that is to be made is refused: %s', async (_, folder) => {
  const here = desk()
  const { code, stderr } = await run(here, [...CREATE, `--keys-dir=${folder}`])
  expect(code).toBe(4)
  expect(stderr).toContain('would lie in the fleet at')
  expect(readdirSync(here.cwd)).toEqual([])
})
