import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Living, living, livingInSeveral } from './living.ts'

const OVERLAY = 'infrastructure/controllers/staging/kustomization.yaml'

function git({ here, folder }: Living, ...words: string[]): string {
  return execFileSync('git', words, {
    cwd: folder,
    env: here.environment,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trimEnd()
}

/** Gives a fleet somebody whose name is on commits, and a first one in each repository. */
function committed(fleet: Living, repositories = [fleet.folder]): Living {
  for (const who of ['AUTHOR', 'COMMITTER'])
    Object.assign(fleet.here.environment, { [`GIT_${who}_NAME`]: 'A', [`GIT_${who}_EMAIL`]: 'a@example.com' })
  for (const folder of repositories) {
    git({ ...fleet, folder }, 'add', '--all')
    git({ ...fleet, folder }, 'commit', '--quiet', '--message', 'Start')
  }
  return fleet
}

const plain = async (...flags: string[]) => committed(await living('--secrets=none', ...flags))

function hook({ folder }: Living, script: string): void {
  mkdirSync(join(folder, '.git/hooks'), { recursive: true })
  writeFileSync(join(folder, '.git/hooks/pre-commit'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

describe('--commit', () => {
  test('commits what was written and nothing else, and undo takes it back as a commit', async () => {
    const fleet = committed(await living())
    const before = fleet.files()
    fleet.write('staged.txt', 'mine\n')
    git(fleet, 'add', 'staged.txt')
    fleet.write('README.md', 'mine\n')
    fleet.write('new.txt', 'mine\n')
    const mine = 'A  staged.txt\n?? new.txt'

    const { stdout } = await fleet.done('add', 'cluster', 'west=staging', '--commit')
    expect(stdout).toMatch(/^✓ Committed [0-9a-f]{10}: Add cluster west$/m)
    expect(stdout).toMatch(/^ {2}git push$/m)
    expect(stdout).not.toContain('git commit')
    expect(git(fleet, 'log', '--format=%s')).toBe('Add cluster west\nStart')
    expect(git(fleet, 'status', '--porcelain', 'staged.txt', 'new.txt')).toBe(mine)
    expect(git(fleet, 'status', '--porcelain')).toBe(` M README.md\n${mine}`)
    const paths = git(fleet, 'show', '--format=', '--name-only').split('\n')
    expect(paths).toContain('clusters/west/apps.yaml')
    expect(paths.filter((path) => path.startsWith('.age/'))).toEqual([])

    const report = JSON.parse((await fleet.done('undo', '--json', '--commit')).stdout)
    expect(report.commits).toEqual([{ repository: '.', commit: git(fleet, 'rev-parse', 'HEAD') }])
    expect(report.next).toEqual(['git push'])
    expect(report.command).toBe('npm create flux-fleet@latest undo -- --yes --commit')
    expect(git(fleet, 'log', '-1', '--format=%s')).toBe('Undo "Add cluster west"')
    expect(git(fleet, 'diff', '--stat', 'HEAD~2', 'HEAD')).toBe('')
    rmSync(join(fleet.folder, 'staged.txt'))
    rmSync(join(fleet.folder, 'new.txt'))
    rmSync(join(fleet.folder, '.age/west.agekey'))
    fleet.write('README.md', `${git(fleet, 'show', 'HEAD:README.md')}\n`)
    expect(fleet.files()).toEqual(before)
  })

  test('without it nothing is committed; with it, but with nothing to do, neither', async () => {
    const fleet = await plain()
    expect((await fleet.done('apply', '--commit')).stdout).toContain('nothing to do')
    expect((await fleet.done('add', 'component', 'kyverno')).stdout).toContain('git add --all && git commit')
    expect(git(fleet, 'log', '--format=%s')).toBe('Start')
  })

  test('of apply takes flux-fleet.yaml along, which says what is applied', async () => {
    const fleet = await plain()
    fleet.edit('flux-fleet.yaml', 'components:\n', 'components:\n  - name: kyverno\n')
    await fleet.done('apply', '--commit')
    expect(git(fleet, 'log', '-1', '--format=%s')).toBe('Apply flux-fleet.yaml')
    expect(git(fleet, 'status', '--porcelain')).toBe('')
  })

  test('is refused where it would take changes of a person along; otherwise these are told', async () => {
    const fleet = await plain()
    fleet.write(OVERLAY, `${fleet.read(OVERLAY)}# Mine.\n`)
    fleet.write('flux-fleet.yaml', `# Mine.\n${fleet.read('flux-fleet.yaml')}`)
    git(fleet, 'add', 'flux-fleet.yaml')
    fleet.write('README.md', 'mine\n')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('add', 'component', 'kyverno', '--commit')
    expect(code).toBe(4)
    expect(stderr).toContain(`would take them along:\n  flux-fleet.yaml\n  ${OVERLAY}\nCommit or stash`)
    expect(fleet.files()).toEqual(before)

    const note = `flux-fleet.yaml, ${OVERLAY} have changes that were not committed: git shows them together with these.`
    const { stderr: shown } = await fleet.run('add', 'component', 'kyverno', '--dry-run')
    expect(shown + (await fleet.run('add', 'component', 'kyverno', '--dry-run')).stdout).toContain(
      `! ${note}`,
    )
    expect(JSON.parse((await fleet.done('add', 'component', 'kyverno', '--json')).stdout).notes).toContain(
      note,
    )
    await fleet.done('undo')
    expect(fleet.files()).toEqual(before)
  })

  test('is refused while a merge or a rebase goes on', async () => {
    const fleet = await plain()
    const before = fleet.files()
    for (const [what, name] of [
      ['a merge', 'MERGE_HEAD'],
      ['a rebase', 'rebase-merge'],
    ] as const) {
      fleet.write(`.git/${name}`, '')
      const { code, stderr } = await fleet.run('remove', 'component', 'podinfo', '--commit')
      expect(code).toBe(4)
      expect(stderr).toContain(`--commit: ${what} is going on in ${fleet.folder}. Finish or abort it first`)
      rmSync(join(fleet.folder, '.git', name))
    }
    expect(fleet.files()).toEqual(before)
  })

  test('is refused outside of a Git repository', async () => {
    const fleet = await living('--secrets=none', '--no-git-init')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('add', 'component', 'kyverno', '--commit', '--dry-run')
    expect(code).toBe(4)
    expect(stderr).toContain(`--commit: ${fleet.folder} is in no Git repository. Run git init there`)
    expect(fleet.files()).toEqual(before)
    expect(JSON.parse((await fleet.done('add', 'component', 'kyverno', '--json')).stdout).notes).toEqual([])
  })

  describe('with a hook that formats and stages', () => {
    // What `lint-staged` and `pre-commit` do with what they format, and with all files.
    const STAGED = 'for f in $(git diff --cached --name-only --diff-filter=AM | grep yaml$); do'
    const hooks = {
      'the files of the commit': `${STAGED} echo "# formatted" >> $f; git add $f; done`,
      'what it stages, and not what is on the disk': `${STAGED} b=$( (cat $f; echo "# formatted") | git hash-object -w --stdin); git update-index --cacheinfo 100644,$b,$f; done`,
      'other files along': `echo "formatted" >> README.md; git add README.md`,
    }
    test.each(Object.entries(hooks))('%s, nothing is staged that was not before', async (_, script) => {
      const fleet = await plain()
      fleet.write('staged.txt', 'mine\n')
      git(fleet, 'add', 'staged.txt')
      hook(fleet, script)
      for (const words of [
        ['add', 'component', 'kyverno'],
        ['remove', 'component', 'kyverno'],
      ]) {
        if (words[0] === 'remove') git(fleet, 'checkout', '--quiet', 'HEAD', '--', '.')
        const { code, stderr } = await fleet.run(...words, '--commit', '--on-conflict', 'replace')
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        expect(git(fleet, 'diff', '--cached', '--name-only')).toBe('staged.txt')
        expect(git(fleet, 'show', 'HEAD')).toContain('formatted')
      }
    })

    test('what a person staged of a file that it takes along stays staged', async () => {
      const fleet = await plain()
      fleet.write('README.md', 'staged\n')
      git(fleet, 'add', 'README.md')
      fleet.write('README.md', 'staged\nand more\n')
      hook(fleet, 'echo formatted > .editorconfig; git add .editorconfig; git add README.md')
      await fleet.done('add', 'component', 'kyverno', '--commit')
      expect(git(fleet, 'show', ':README.md')).toBe('staged')
      expect(git(fleet, 'diff', '--cached', '--name-only')).toBe('README.md')
    })
  })

  test('says how to commit by hand when a hook refuses', async () => {
    const fleet = await plain()
    hook(fleet, 'echo "No commits on Fridays." >&2; exit 1')
    const { code, stdout, stderr } = await fleet.run('remove', 'component', 'podinfo', '--commit', '--json')
    expect(code).toBe(4)
    expect(stderr).toContain(
      'The files are written, but could not be committed.\ngit commit: No commits on Fridays.',
    )
    const { commits, next, error } = JSON.parse(stdout)
    expect(error).toBeUndefined()
    expect(commits).toMatchObject([
      { repository: '.', failed: { problem: expect.stringContaining('Fridays') } },
    ])
    expect(next[0]).toContain('git commit')
    // Nothing is staged that was not before, and the printed line does it.
    expect(git(fleet, 'diff', '--cached', '--name-only')).toBe('')
    rmSync(join(fleet.folder, '.git/hooks/pre-commit'))
    fleet.write('mine.txt', 'mine\n')
    execFileSync('sh', ['-ec', commits[0].failed.command], { env: fleet.here.environment, stdio: 'pipe' })
    expect(git(fleet, 'status', '--porcelain')).toBe('?? mine.txt')
    expect(git(fleet, 'log', '-1', '--format=%s')).toBe('Remove component podinfo')
  })

  test('says so when git does not know who commits, with new files not staged', async () => {
    const fleet = await plain()
    for (const who of ['AUTHOR', 'COMMITTER'])
      for (const what of ['NAME', 'EMAIL']) delete fleet.here.environment[`GIT_${who}_${what}`]
    Object.assign(fleet.here.environment, {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'user.useConfigOnly',
      GIT_CONFIG_VALUE_0: 'true',
    })
    const { code, stderr } = await fleet.run('add', 'component', 'kyverno', '--commit')
    expect(code).toBe(4)
    expect(stderr).toContain('tell me who you are')
    expect(git(fleet, 'diff', '--cached', '--name-only')).toBe('')
  })

  test('takes paths for what they are, and is not made without what is ignored', async () => {
    const fleet = await plain()
    fleet.write('.gitignore', `${fleet.read('.gitignore')}kyverno-values.yaml\n`)
    git(fleet, 'commit', '--quiet', '--all', '--message', 'Ignore')
    hook(fleet, 'git diff --cached --name-only > hooked.txt')
    const { code, stderr } = await fleet.run('add', 'component', 'kyverno', '--commit')
    expect(code).toBe(4)
    expect(stderr).toContain('kyverno-values.yaml (.gitignore:')
    fleet.edit('.gitignore', 'kyverno-values.yaml\n', '')
    git(fleet, 'commit', '--quiet', '--all', '--message', 'Take it in')
    await fleet.done('add', 'component', 'kyverno', '--commit')
    const paths = git(fleet, 'show', '--format=', '--name-only')
    expect(paths).toContain('infrastructure/controllers/base/kyverno/release.yaml')
    expect(fleet.read('hooked.txt').trim()).toBe(paths)
  })

  test('in several repositories commits in those that are touched', async () => {
    const fleet = await livingInSeveral('--secrets=none')
    const platform = join(dirname(fleet.folder), 'fleet-platform')
    committed(fleet, [fleet.folder, platform])
    const report = JSON.parse((await fleet.done('add', 'component', 'kyverno', '--commit', '--json')).stdout)
    expect(report.commits).toHaveLength(2)
    for (const { repository, commit } of report.commits) {
      const folder = join(dirname(fleet.folder), repository)
      expect(git({ ...fleet, folder }, 'log', '-1', '--format=%H %s')).toBe(`${commit} Add component kyverno`)
      expect(git({ ...fleet, folder }, 'status', '--porcelain')).toBe('')
    }
    expect(report.next).toEqual(['(cd ../fleet-platform && git push)', 'git push'])
    // A repository that is made along is nobody's yet.
    const { stdout } = await fleet.done('add', 'tenant', 'search', '--commit')
    expect(stdout).toContain('search is no Git repository yet, so nothing in it is committed.')
    // It can't be just pushed: the commands that make it a repository come first.
    expect(stdout).toContain('(cd ../search && git init ')
    expect(stdout).not.toContain('(cd ../search && git push')
    expect(git(fleet, 'log', '-1', '--format=%s')).toBe('Add tenant search')
    const undone = await fleet.run('undo', '--commit')
    expect(undone.code).toBe(4)
    expect(undone.stderr).toContain('search is in no Git repository')
    await fleet.done('undo')
    expect(git(fleet, 'diff', '--stat', 'HEAD~1')).toBe('')
  })
})
