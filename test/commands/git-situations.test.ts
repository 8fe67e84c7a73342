import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Living, living, livingAt } from './living.ts'
import { type Desk, desk, run } from './run.ts'

const WHO = ['-c', 'user.name=a', '-c', 'user.email=a@example.com']
const AUTHOR = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
}
const CREATE = ['--yes', '--owner=acme', '--secrets=none', '--cluster=s=staging']

function git(folder: string, here: Desk, ...words: string[]): string {
  return execFileSync('git', [...WHO, ...words], { cwd: folder, env: here.environment, encoding: 'utf8' })
}

/** A fleet with all of it committed. */
async function committed(...flags: string[]): Promise<Living & { git: (...words: string[]) => string }> {
  const fleet = await living('--secrets=none', ...flags)
  Object.assign(fleet.here.environment, AUTHOR)
  const ours = (...words: string[]) => git(fleet.folder, fleet.here, ...words)
  ours('add', '--all')
  ours('commit', '--quiet', '--message', 'Start')
  return { ...fleet, git: ours }
}

describe('a fleet inside of another repository', () => {
  test.each([
    ['in a folder that is not there', [], ['create', 'deploy/fleet', ...CREATE], 'deploy/fleet'],
    ['in an empty folder', ['infra'], ['create', 'infra', ...CREATE], 'infra'],
    ['where its name says the folder', [], ['create', '--name=shop', ...CREATE], 'shop'],
    ['of several repositories', [], ['create', 'all', '--layout=multi-repo', ...CREATE], 'all'],
  ])('is refused without a flag that says so, %s', async (_, folders, words, prefix) => {
    const here = desk()
    git(here.cwd, here, 'init', '--quiet')
    for (const folder of folders) mkdirSync(join(here.cwd, folder))
    const before = readdirSync(here.cwd)
    const { code, stderr } = await run(here, words)
    expect(code).toBe(4)
    expect(stderr).toContain(`${prefix} lies inside of the Git repository ${here.cwd}`)
    expect(stderr).toContain('--inside-repository subfolder makes it a folder of that repository')
    expect(stderr).toContain('--inside-repository own a repository of its own')
    expect(readdirSync(here.cwd)).toEqual(before)
  })

  test('is no such thing at the top of a repository, or of a submodule', async () => {
    const here = desk()
    git(here.cwd, here, 'init', '--quiet', 'top')
    expect(await run(here, ['create', 'top', ...CREATE])).toMatchObject({ code: 0, stderr: '' })
    git(here.cwd, here, 'init', '--quiet', 'outer')
    git(here.cwd, here, 'init', '--quiet', 'module')
    git(join(here.cwd, 'module'), here, 'commit', '--quiet', '--allow-empty', '--message', 'Start')
    const allow = ['-c', 'protocol.file.allow=always']
    git(join(here.cwd, 'outer'), here, ...allow, 'submodule', '--quiet', 'add', '../module', 'fleet')
    expect(await run(here, ['create', 'outer/fleet', ...CREATE])).toMatchObject({ code: 0, stderr: '' })
    const inside = livingAt(here, 'outer/fleet')
    Object.assign(here.environment, AUTHOR)
    git(inside.folder, here, 'add', '--all')
    git(inside.folder, here, 'commit', '--quiet', '--message', 'Start')
    await inside.done('add', 'component', 'kyverno', '--yes', '--commit')
    await inside.done('undo', '--yes')
  })
})

describe('new files that Git ignores', () => {
  const EXCLUDES: [string, (fleet: Living) => void][] = [
    ['its own list', (fleet) => fleet.write('.git/info/exclude', 'clusters/west/\n')],
    ['a .gitignore', (fleet) => fleet.write('clusters/.gitignore', 'west\n')],
    [
      "the person's list",
      (fleet) => {
        writeFileSync(join(fleet.here.home, 'ignore'), 'cluster-vars.yaml\n')
        git(fleet.folder, fleet.here, 'config', 'core.excludesFile', join(fleet.here.home, 'ignore'))
      },
    ],
  ]

  test.each(EXCLUDES)('keep a commit from being made: %s', async (_, exclude) => {
    const fleet = await committed()
    exclude(fleet)
    const before = fleet.files()
    const words = ['add', 'cluster', 'west=staging', '--yes']
    const { code, stderr } = await fleet.run(...words, '--commit')
    expect(code).toBe(4)
    expect(stderr).toContain('so the commit would lack them:\n  clusters/west/')
    expect(fleet.files()).toEqual(before)
    expect(fleet.git('log', '--format=%s').trim()).toBe('Start')
  })

  test.each(EXCLUDES)('are named where nothing is committed: %s', async (_, exclude) => {
    const fleet = await committed()
    exclude(fleet)
    const { stdout } = await fleet.done('add', 'cluster', 'west=staging', '--yes')
    expect(stdout).toMatch(
      /! Git ignores what (is|are) written to clusters\/west\/.* \(.*:1: .*\).*: no commit has/,
    )
  })

  test('are named when a fleet is made', async () => {
    const here = desk()
    writeFileSync(join(here.home, 'ignore'), '*.lock\nsecrets/\n')
    const config = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.excludesFile' }
    const more = { ...config, GIT_CONFIG_VALUE_0: join(here.home, 'ignore') }
    const { code, stdout } = await run(here, ['create', 'f', ...CREATE], more)
    expect(code).toBe(0)
    expect(stdout).toContain('! Git ignores what is written to flux-fleet.lock')
  })

  test('are no keys: those are to be ignored', async () => {
    const fleet = await living()
    const { stdout } = await fleet.done('add', 'cluster', 'west=staging', '--yes')
    expect(stdout).not.toContain('Git ignores')
  })
})

describe('a sparse checkout', () => {
  const SPARSE: [string, (fleet: { git: (...words: string[]) => string }) => void, string][] = [
    [
      'by patterns',
      ({ git }) =>
        git('sparse-checkout', 'set', '--no-cone', '/*', '!/infrastructure/controllers/staging', '!/docs'),
      'docs/, infrastructure/controllers/staging/',
    ],
    [
      'by folders',
      ({ git }) => git('sparse-checkout', 'set', 'clusters', 'apps'),
      'infrastructure/controllers/',
    ],
    [
      'of single files',
      ({ git }) => {
        git('update-index', '--skip-worktree', 'docs/fleet.md')
      },
      'docs/',
    ],
  ]

  test.each(SPARSE)('%s is named, and nothing half is written', async (_, narrow, folders) => {
    const fleet = await committed()
    narrow(fleet)
    const before = fleet.files()
    for (const more of [['--yes'], ['--yes', '--commit'], ['--dry-run']]) {
      const { code, stderr } = await fleet.run('add', 'component', 'traefik', ...more)
      expect(stderr).toContain('The sparse checkout leaves out files that this changes')
      expect(stderr).toContain(folders)
      expect(code).toBe(4)
    }
    expect(fleet.files()).toEqual(before)
    fleet.git('sparse-checkout', 'disable')
    fleet.git('update-index', '--no-skip-worktree', 'docs/fleet.md')
    await fleet.done('add', 'component', 'traefik', '--yes', '--commit')
  })

  test.each(SPARSE)('%s is not taken for deleted by what only reads', async (_, narrow, folders) => {
    const fleet = await committed()
    narrow(fleet)
    rmSync(join(fleet.folder, 'docs/fleet.md'), { force: true })
    rmSync(join(fleet.folder, 'apps/base/podinfo/namespace.yaml'))
    const { stdout } = await fleet.done('diff')
    for (const folder of folders.split(', '))
      expect(stdout).toMatch(
        new RegExp(`the sparse checkout leaves these out[\\s\\S]* {2}${folder}.*\\([1-9]\\d* files?\\)`),
      )
    const report = JSON.parse((await fleet.done('diff', '--json')).stdout)
    expect(report.edited).toEqual([{ path: 'apps/base/podinfo/namespace.yaml', state: 'deleted' }])
    expect(report.stale).toEqual([])
    expect(report.notCheckedOut).toContain('docs/fleet.md')
    expect((await fleet.done('explain', 'docs/fleet.md')).stdout).toContain('not checked out')
  })

  test('does not matter where the change is about nothing in it', async () => {
    const fleet = await committed()
    fleet.write('notes/mine.md', 'mine\n')
    fleet.git('add', 'notes')
    fleet.git('commit', '--quiet', '--message', 'Notes')
    fleet.git('sparse-checkout', 'set', '--no-cone', '/*', '!/notes')
    await fleet.done('add', 'component', 'traefik', '--yes', '--commit')
  })
})

describe('the commit', () => {
  test('has the message that is said', async () => {
    const fleet = await committed()
    const message = 'PLAT-12: an ingress for "old" apps'
    await fleet.done('add', 'component', 'traefik', '--yes', '--commit', '--message', message)
    expect(fleet.git('log', '-1', '--format=%s').trim()).toBe(message)
    const { stdout } = await fleet.done('undo', '--yes', '--commit', '--message=Back')
    expect(stdout).toContain('Committed')
    expect(fleet.git('log', '-1', '--format=%s').trim()).toBe('Back')
  })

  test.each([
    [['--message=x'], '--message: goes with --commit'],
    [['--commit', '--message= '], '--message: is empty'],
  ])('is needed for a message: %j', async (flags, reason) => {
    const fleet = await committed()
    const { code, stderr } = await fleet.run('add', 'component', 'traefik', '--yes', ...flags)
    expect(code).toBe(2)
    expect(stderr).toContain(reason)
  })
})

describe('what only reads', () => {
  test.each([
    ['leads nowhere', (folder: string) => writeFileSync(join(folder, '.git'), 'gitdir: ../gone\n')],
    ['is broken', (folder: string) => mkdirSync(join(folder, '.git'))],
  ])('does without a Git directory that %s', async (_, replace) => {
    const fleet = await committed()
    rmSync(join(fleet.folder, '.git'), { recursive: true })
    replace(fleet.folder)
    for (const words of [['list'], ['list', 'clusters'], ['explain', 'flux-fleet.yaml'], ['diff']])
      await fleet.done(...words)
  })

  test('and what changes work in a worktree', async () => {
    const fleet = await committed()
    fleet.git('worktree', 'add', '--quiet', '../side')
    const side = livingAt(fleet.here, 'side')
    await side.done('list')
    await side.done('add', 'component', 'traefik', '--yes', '--commit')
    await side.done('undo', '--yes')
    renameSync(fleet.folder, join(fleet.here.cwd, 'moved'))
    await side.done('list', 'components')
    expect((await side.run('add', 'component', 'kyverno', '--yes')).code).toBe(4)
  })
})

describe('a private key that Git would take in', () => {
  test.each([
    ['an emptied .age/.gitignore', ''],
    ['a .age/.gitignore of other files', '*.txt\n'],
    ['a .age/.gitignore that takes it in again', '*\n!*.agekey\n'],
  ])('is not made: %s', async (_, text) => {
    const fleet = await living()
    Object.assign(fleet.here.environment, AUTHOR)
    fleet.write('.age/.gitignore', text)
    fleet.write('.gitignore', '')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('add', 'cluster', 'west=staging', '--yes')
    expect(stderr).toContain('Git would take in private keys that are made: .age/west.agekey')
    expect(code).toBe(4)
    expect(fleet.files()).toEqual(before)
    fleet.write('.age/.gitignore', '*\n')
    await fleet.done('add', 'cluster', 'west=staging', '--yes')
  })

  test('is made where another list says it, and not made outside of Git', async () => {
    const fleet = await living()
    fleet.write('.age/.gitignore', '')
    fleet.write('.gitignore', '.age/\n')
    await fleet.done('add', 'cluster', 'west=staging', '--yes')
    rmSync(join(fleet.folder, '.git'), { recursive: true })
    expect((await fleet.run('add', 'cluster', 'east=staging', '--yes')).code).toBe(4)
  })
})

test('a token in a URL is shown nowhere', async () => {
  const here = desk()
  const url = 'https://ghp_0123456789abcdef@github.com/acme/fleet.git'
  const words = ['create', 'f', '--yes', '--git-provider=git', `--git-url=${url}`, '--cluster=s=staging']
  const { code, stdout, stderr } = await run(here, words)
  expect(code).toBe(2)
  expect(stderr).toContain('would be kept in Git')
  expect(stdout + stderr).not.toContain('ghp_0123')
})
