import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refuseRoot } from '../../src/commands/repositories/root-check.ts'
import { systemError } from '../tree/faulty-files.ts'
import { snapshot } from '../tree/helpers.ts'
import { disturbed } from './disturbed.ts'
import { type Living, living, livingAt, livingInSeveral } from './living.ts'
import { run } from './run.ts'

const FLAGS = ['--secrets=none', '--no-git-init', '--component=podinfo']
const FLEET = 'clones/main'
const PLATFORM = 'else where/deep/platform'
/** As it is typed in the fleet's folder. */
const CHECKOUT = `--checkout=fleet-platform=../../${PLATFORM}`

/**
 * A fleet of several repositories that lie apart: its own in a folder of another name, the platform's far
 * from it.
 */
async function scattered(...flags: string[]): Promise<Living> {
  const { here, folder } = await livingInSeveral(...FLAGS, ...flags)
  const move = (from: string, to: string) => {
    mkdirSync(dirname(join(here.cwd, to)), { recursive: true })
    renameSync(join(folder, '..', from), join(here.cwd, to))
  }
  move('fleet-main', FLEET)
  move('fleet-platform', PLATFORM)
  for (const name of readdirSync(join(folder, '..'))) move(name, join(FLEET, '..', name))
  return livingAt(here, '.', FLEET)
}

/** What both repositories hold. */
function contents(fleet: string, platform: string) {
  return [fleet, platform].map((folder) => snapshot(folder))
}

/** How many file operations a command makes that nothing disturbs. It is taken back again. */
async function operationsOf(fleet: Living, words: readonly string[]): Promise<number> {
  const { total } = await disturbed(
    () => {},
    () => fleet.done(...words),
  )
  await fleet.done('undo')
  return total
}

const STEPS = [
  'add component kyverno',
  'rename environment staging testing',
  'add tenant search',
  'apply',
  'remove component podinfo',
].map((line) => line.split(' '))

describe('repositories that do not lie side by side', () => {
  test('are changed byte for byte as those that do', async () => {
    const [apart, beside] = [await scattered(), await livingInSeveral(...FLAGS)]
    const platform = join(apart.here.cwd, PLATFORM)
    for (const words of STEPS) {
      if (words[0] === 'apply')
        for (const fleet of [apart, beside])
          fleet.edit('flux-fleet.yaml', 'components:\n', 'components:\n  - name: metrics-server\n')
      const said = [await apart.done(...words, CHECKOUT), await beside.done(...words)]
      expect(contents(apart.folder, platform), words.join(' ')).toEqual(
        contents(beside.folder, join(beside.folder, '../fleet-platform')),
      )
      const [first, second] = said.map(({ stdout }) => stdout.split('Next:')[1]!.split('The same')[0]!)
      expect(first!.replaceAll(`'../../${PLATFORM}'`, '../fleet-platform')).toBe(second)
    }
    // What Git does not know of is not ours to lay elsewhere: a new team's is made beside the fleet's own.
    expect(existsSync(join(apart.folder, '../search/flux-fleet.lock'))).toBe(true)
    expect(Object.keys(apart.files()).filter((path) => path.includes('staging-'))).toEqual([])
  })

  test('are told how to be pushed, and the same command holds where they are', async () => {
    const fleet = await scattered()
    const { stdout } = await fleet.done('add', 'component', 'kyverno', CHECKOUT)
    expect(stdout).toContain(
      "  # repository fleet-platform\n  (cd '../../else where/deep/platform' && git add ",
    )
    expect(stdout).toContain('  # what Flux is pointed at, last\n  git add ')
    expect(stdout).toContain('platform/ (')
    expect(stdout).toContain(
      `npm create flux-fleet@latest add component kyverno -- --yes --checkout 'fleet-platform=../../${PLATFORM}'\n`,
    )
    const secret = await fleet.done(
      'add',
      'component',
      'external-dns,provider=cloudflare',
      CHECKOUT,
      '--json',
    )
    expect(JSON.parse(secret.stdout).notes.join('\n')).toContain(': see clones/main/docs/fleet.md.')
    const report = await fleet.done('remove', 'component', 'kyverno', CHECKOUT, '--json', '--dry-run')
    expect(JSON.parse(report.stdout)).toMatchObject({ directory: fleet.here.cwd, dryRun: true })
  })

  test('are found from --cwd, by an absolute path and behind a link', async () => {
    const fleet = await scattered()
    const before = fleet.files()
    symlinkSync(join(fleet.here.cwd, 'else where'), join(fleet.here.home, 'link'))
    symlinkSync(fleet.folder, join(fleet.here.home, 'fleet'))
    const typed = [
      ['--cwd', FLEET, CHECKOUT],
      ['--cwd', join(fleet.here.home, 'fleet'), CHECKOUT],
      ['--cwd', join(FLEET, 'clusters'), `--checkout=fleet-platform=../../../${PLATFORM}`],
      ['--cwd', FLEET, `--checkout=fleet-platform=${join(fleet.here.cwd, PLATFORM)}`],
      [
        '--cwd',
        FLEET,
        `--checkout=fleet-platform=../../../home/link/deep/platform`,
        '--checkout=fleet-main=.',
      ],
    ]
    for (const flags of typed) {
      const added = await run(fleet.here, ['add', ...flags, 'component', 'kyverno'])
      expect({ code: added.code, stderr: added.stderr }).toEqual({ code: 0, stderr: '' })
      expect(existsSync(join(fleet.here.cwd, PLATFORM, 'infrastructure/controllers/base/kyverno'))).toBe(true)
      await fleet.done('undo')
      expect(fleet.files()).toEqual(before)
    }
  })

  test('are compared and explained', async () => {
    const fleet = await scattered()
    const overlay = join(fleet.here.cwd, PLATFORM, 'apps/staging/kustomization.yaml')
    writeFileSync(overlay, `# ours\n${readFileSync(overlay, 'utf8')}`)
    const path = `${PLATFORM}/apps/staging/kustomization.yaml`
    const { stdout } = await fleet.done('diff', '--json', CHECKOUT)
    expect(JSON.parse(stdout)).toMatchObject({
      directory: fleet.here.cwd,
      edited: [{ path, state: 'changed' }],
      missing: [],
    })
    const explained = await fleet.done('explain', `../../${path}`, CHECKOUT)
    expect(explained.stdout).toContain(`${path}: changed by hand since it was rendered`)
    fleet.edit('flux-fleet.yaml', 'components:\n', 'components:\n  - name: kyverno\n')
    const drift = await fleet.run('diff', CHECKOUT)
    expect(drift.stderr).toContain(`apply -- --checkout 'fleet-platform=../../${PLATFORM}'"`)
    expect(drift.stdout).not.toContain('Not there')
    expect((await fleet.run('diff')).code).toBe(4)
    expect((await fleet.done('list', 'components')).stdout).toContain('podinfo')
  })

  test('take a hand edit along when an entry is renamed, and are committed each', async () => {
    const fleet = await scattered()
    const git = (folder: string, ...words: string[]) =>
      execFileSync('git', ['-C', join(fleet.here.cwd, folder), ...words], {
        env: fleet.here.environment,
        encoding: 'utf8',
      })
    const overlay = join(fleet.here.cwd, PLATFORM, 'apps/staging')
    writeFileSync(
      join(overlay, 'kustomization.yaml'),
      `${readFileSync(join(overlay, 'kustomization.yaml'), 'utf8')}# Mine.\n`,
    )
    writeFileSync(join(overlay, 'mine.txt'), 'mine\n')
    writeFileSync(join(overlay, '../mine.yaml'), 'path: ./apps/staging\n')
    for (const folder of [FLEET, PLATFORM]) {
      git(folder, 'init', '--quiet')
      git(folder, 'config', 'user.email', 'a@example.com')
      git(folder, 'config', 'user.name', 'A')
      git(folder, 'add', '--all')
      git(folder, 'commit', '--quiet', '--message=Start')
    }
    const { stdout } = await fleet.done('rename', 'environment', 'staging', 'testing', '--commit', CHECKOUT)
    expect(stdout).toMatch(/Committed \w{10} in clones\/main: Rename environment staging to testing\n/)
    expect(stdout).toContain('in else where/deep/platform: Rename environment staging to testing\n')
    expect(stdout).toContain(
      `Written by hand, and naming a path that is there no more: ${PLATFORM}/apps/mine.yaml:1.`,
    )
    const moved = join(overlay, '../testing')
    expect(readFileSync(join(moved, 'kustomization.yaml'), 'utf8')).toMatch(/# Mine\.\n$/)
    expect(readdirSync(moved)).toContain('mine.txt')
    for (const folder of [FLEET, PLATFORM]) expect(git(folder, 'status', '--porcelain')).toBe('')
    const { stdout: made } = await fleet.done('add', 'tenant', 'search', '--commit', CHECKOUT)
    expect(made).toContain('clones/search is no Git repository yet, so nothing in it is committed.')
  })
})

describe('runs on them', () => {
  test('are all or nothing over both', async () => {
    const fleet = await scattered()
    const before = fleet.files()
    const words = ['add', 'component', 'kyverno', CHECKOUT]
    const total = await operationsOf(fleet, words)
    expect(fleet.files()).toEqual(before)
    for (const operation of [total >> 1, total - 6, total - 4]) {
      const { result } = await disturbed(
        (number) => {
          if (number === operation) throw systemError('ENOSPC')
        },
        () => fleet.run(...words),
      )
      expect(result).toMatchObject({
        code: 4,
        stderr: expect.stringContaining('Everything is as it was before.'),
      })
      expect(fleet.files()).toEqual(before)
    }
  })

  test('that were killed are taken back by the next start, which need not know where they are', async () => {
    const fleet = await scattered()
    const before = fleet.files()
    const words = ['add', 'component', 'kyverno', CHECKOUT]
    const total = await operationsOf(fleet, words)
    for (const next of [['list'], ['undo'], ['apply']]) {
      const { result } = await disturbed(
        (number) => {
          if (number > total - 8) throw systemError('EIO')
        },
        () => fleet.run(...words),
      )
      expect(result.code).toBe(4)
      expect(fleet.files()).not.toEqual(before)
      const { code, stderr } = await fleet.run(...next)
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringContaining(
          'An earlier run was killed while it wrote; what it had written was taken back.',
        ),
      })
      expect(fleet.files()).toEqual(before)
    }
  })

  test('are taken back by undo without the flag, the newest first', async () => {
    const fleet = await scattered()
    execFileSync('git', ['init', '--quiet', join(fleet.here.cwd, PLATFORM)], { env: fleet.here.environment })
    const before = fleet.files()
    await fleet.done('add', 'component', 'kyverno', CHECKOUT)
    const between = fleet.files()
    // A cluster's region is said in the fleet's own repository alone, so no other is needed.
    const edit = ['    environment: staging\n', '    environment: staging\n    region: eu-west-1\n'] as const
    fleet.edit('flux-fleet.yaml', ...edit)
    await fleet.done('apply')
    expect((await fleet.done('undo')).stdout).toContain('✓ Wrote')
    fleet.edit('flux-fleet.yaml', edit[1], edit[0])
    expect(fleet.files()).toEqual(between)
    expect((await fleet.done('undo')).stdout).toContain('There is nothing to take back')
    await fleet.done('remove', 'component', 'kyverno', CHECKOUT)
    expect(fleet.files()).toEqual(before)
    const { stdout } = await fleet.done('undo')
    expect(stdout).toContain(`git -C '../../${PLATFORM}' status`)
    expect(fleet.files()).toEqual(between)
  })
})

describe('--checkout is refused, and nothing is written', () => {
  const WRONG: readonly [string, string[], (at: { cwd: string; folder: string }) => string][] = [
    [
      'no name',
      ['../x'],
      () =>
        '../x: give the name of a repository and where it is, such as --checkout fleet-platform=../fleet-platform.',
    ],
    [
      'no directory',
      ['fleet-platform='],
      () =>
        'fleet-platform=: give the name of a repository and where it is, such as --checkout fleet-platform=../fleet-platform.',
    ],
    [
      'an unknown name',
      ['fleet-plattform=..'],
      () =>
        'fleet-plattform=..: the fleet has no repository "fleet-plattform", did you mean "fleet-platform"?',
    ],
    [
      'a name that is like none',
      ['x=..'],
      () => 'x=..: the fleet has no repository "x": fleet-platform, fleet-main',
    ],
    [
      'a team',
      ['search=..'],
      () => 'search=..: "search" is the repository of a team, which is left alone. Leave it out.',
    ],
    [
      'a name twice',
      [`fleet-platform=../../${PLATFORM}`, 'fleet-platform=.'],
      () =>
        `fleet-platform=.: "fleet-platform" is named twice, first as --checkout fleet-platform=../../${PLATFORM}. Name it once.`,
    ],
    [
      'no folder',
      ['fleet-platform=../none'],
      ({ cwd }) => `fleet-platform=../none: there is no folder ${cwd}/clones/none.`,
    ],
    [
      'a file',
      ['fleet-platform=README.md'],
      ({ folder }) => `fleet-platform=README.md: ${folder}/README.md is no folder.`,
    ],
    [
      'the same folder',
      ['fleet-platform=.'],
      ({ folder }) =>
        `fleet-platform=.: ${folder} is the folder of "fleet-main" (${folder}). Each repository has a folder of its own.`,
    ],
    [
      'a folder inside',
      ['fleet-platform=clusters'],
      ({ folder }) =>
        `fleet-platform=clusters: ${folder}/clusters lies in that of "fleet-main" (${folder}). Each repository has a folder of its own.`,
    ],
    [
      'a folder outside',
      ['fleet-platform=..'],
      ({ cwd, folder }) =>
        `fleet-platform=..: ${cwd}/clones holds that of "fleet-main" (${folder}). Each repository has a folder of its own.`,
    ],
    [
      'another fleet',
      [`fleet-main=../../${PLATFORM}`],
      ({ cwd, folder }) =>
        `fleet-main=../../${PLATFORM}: the fleet is the one in ${folder}, where its flux-fleet.yaml was found, and ${cwd}/${PLATFORM} is another folder. Leave it out, or go there with --cwd.`,
    ],
    [
      'a folder without a lock',
      ['fleet-platform=../../else where'],
      ({ cwd }) =>
        `fleet-platform=../../else where: there is no flux-fleet.lock in ${cwd}/else where, so it is another repository than "fleet-platform" of this fleet. Name the folder that was cloned of it.`,
    ],
    [
      "a team's repository",
      ['fleet-platform=../search'],
      ({ cwd }) =>
        `fleet-platform=../search: ${cwd}/clones/search is another repository than "fleet-platform" of this fleet, as its flux-fleet.lock tells. Name the folder that was cloned of it.`,
    ],
  ]

  test('when it can not mean a repository of the fleet', async () => {
    const { here, folder, run, files } = await scattered('--tenant=search')
    const before = files()
    for (const [what, checkouts, message] of WRONG) {
      const flags = checkouts.map((text) => `--checkout=${text}`)
      const { code, stderr } = await run('add', 'component', 'kyverno', ...flags)
      expect({ what, code, stderr }).toEqual({
        what,
        code: 2,
        stderr: `error: --checkout ${message({ cwd: here.cwd, folder })}\n`,
      })
    }
    expect(files()).toEqual(before)
  })

  test('in a layout with one repository', async () => {
    const fleet = await living('--secrets=none')
    const { code, stderr } = await fleet.run('apply', '--checkout=fleet=.')
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'error: --checkout fleet=.: the fleet is one repository (layout "monorepo"), so there is no other to look for. Leave it out.\n',
    })
  })

  test.each([
    [
      'else where',
      'another file system',
      { deviceOf: (path: string) => path.length, isWritable: () => true },
    ],
    ['root', 'it is not yours to write to', { deviceOf: () => 1, isWritable: () => false }],
  ])('where files can not wait to be put in place: %s', (_, problem, facts) => {
    const check = () => refuseRoot('/srv', ['/srv/main', '/srv/else/platform'], facts)
    expect(check).toThrow(
      `--checkout: files of all repositories wait in the nearest folder that holds them, /srv, until they are put in place together, and `,
    )
    expect(check).toThrow(problem)
    expect(check).toThrow(
      'Have the repositories below one folder of yours: /srv/main, /srv/else/platform. Nothing was written.',
    )
  })
})

describe('without --checkout', () => {
  test('a repository that is missing is named, with both ways out', async () => {
    const fleet = await scattered()
    const before = fleet.files()
    const { code, stderr } = await fleet.run('add', 'component', 'kyverno')
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: `error: The change is also about a repository that is not there:
  ${fleet.here.cwd}/clones/fleet-platform  git clone ssh://git@github.com/acme/fleet-platform.git fleet-platform
Clone beside the repository of the fleet what is missing, or say where it is: --checkout fleet-platform=<directory>. Nothing was written.
`,
    })
    expect(fleet.files()).toEqual(before)
  })

  test("a fleet's folder that has the name of the platform's repository is not taken for it", async () => {
    const fleet = await scattered()
    const folder = join(dirname(fleet.folder), 'fleet-platform')
    renameSync(fleet.folder, folder)
    const renamed = livingAt(fleet.here, '.', 'clones/fleet-platform')
    const { code, stderr } = await renamed.run('diff')
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: `error: The folder of the fleet, ${folder}, is where its repository "fleet-platform" is looked for. Say where that is: --checkout fleet-platform=<directory>.\n`,
    })
    await renamed.done('list')
    await renamed.done('add', 'component', 'kyverno', CHECKOUT)
  })
})
