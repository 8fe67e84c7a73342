import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { livingAt } from './living.ts'
import { type Desk, desk, run } from './run.ts'

const CREATE = ['create', 'deploy/fleet', '--yes', '--owner=acme', '--inside-repository=subfolder']
const AUTHOR = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
}

/** A repository of something else at a desk. */
function outer(url = 'git@github.com:acme/shop.git'): Desk & { git(...words: string[]): string } {
  const here = desk()
  Object.assign(here.environment, AUTHOR)
  const git = (...words: string[]) =>
    execFileSync('git', words, { cwd: here.cwd, env: here.environment, encoding: 'utf8' })
  git('init', '--quiet', '--initial-branch=trunk')
  if (url !== '') git('remote', 'add', 'origin', url)
  mkdirSync(join(here.cwd, 'src'))
  writeFileSync(join(here.cwd, 'src/main.c'), 'int main;\n')
  return { ...here, git }
}

/** Everything that Flux reads a path in, or is told one. */
function pathsFor(folder: string): string[] {
  const clusters = join(folder, 'clusters')
  const files = (readdirSync(clusters, { recursive: true }) as string[]).filter((path) =>
    path.endsWith('.yaml'),
  )
  return files
    .map((path) => readFileSync(join(clusters, path), 'utf8'))
    .flatMap((text) => [...text.matchAll(/^ {2}path: (.*)$|(?:from|to): "@\w+\/(.*?)\/?(?:\*\*)?"$/gm)])
    .map(([, path, copied]) => path ?? `./${copied}`)
}

describe('a fleet in a folder of a repository of something else', () => {
  test('has paths from the top of that, and files there that point to it', async () => {
    const here = outer()
    const { code, stdout } = await run(here, CREATE)
    expect(code).toBe(0)
    const folder = join(here.cwd, 'deploy/fleet')
    const fleet = parse(readFileSync(join(folder, 'flux-fleet.yaml'), 'utf8'))
    expect(fleet.git).toMatchObject({
      owner: 'acme',
      repository: 'shop',
      branch: 'trunk',
      subfolder: 'deploy/fleet',
    })
    const paths = pathsFor(folder)
    expect(paths.length).toBeGreaterThan(5)
    for (const path of paths) {
      expect(path).toMatch(/^\.\/deploy\/fleet\//)
      expect(existsSync(join(here.cwd, path)), path).toBe(true)
    }
    expect(stdout).toContain('--path=deploy/fleet/clusters/staging')
    const workflow = parse(readFileSync(join(here.cwd, '.github/workflows/validate-fleet.yaml'), 'utf8'))
    expect(workflow.on.push).toMatchObject({
      branches: ['trunk'],
      paths: expect.arrayContaining(['deploy/fleet/**']),
    })
    const [, validate] = workflow.jobs.manifests.steps
    expect(existsSync(join(here.cwd, validate.uses, 'action.yaml'))).toBe(true)
    const { extends: presets } = JSON.parse(readFileSync(join(here.cwd, 'renovate.json'), 'utf8'))
    expect(presets).toEqual(['local>acme/shop//deploy/fleet/renovate'])
    const preset = JSON.parse(readFileSync(join(folder, 'renovate.json'), 'utf8'))
    const [pattern] = preset.kubernetes.managerFilePatterns
    const matches = new RegExp(pattern.slice(1, -1))
    expect(matches.test('deploy/fleet/apps/base/podinfo/release.yaml')).toBe(true)
    expect(matches.test('apps/base/podinfo/release.yaml')).toBe(false)
  })

  test('is committed by the commands that are printed, and nothing else is', async () => {
    const here = outer('')
    const { stdout } = await run(here, CREATE)
    const line = /cd deploy\/fleet && (git add .*? && git commit .*?) && git push/.exec(stdout)![1]!
    execFileSync('bash', ['-c', line], { cwd: join(here.cwd, 'deploy/fleet'), env: here.environment })
    const committed = here.git('show', '--name-only', '--format=').trim().split('\n')
    expect(committed).toContain('.github/workflows/validate-fleet.yaml')
    expect(committed.filter((path) => !path.startsWith('deploy/fleet/')).sort()).toEqual([
      '.github/workflows/validate-fleet.yaml',
      'renovate.json',
    ])
    expect(committed.filter((path) => path.includes('.age/'))).toEqual([])
    expect(here.git('status', '--short')).toBe('?? src/\n')
  })

  test('at GitLab is included by the pipeline at the top, or that says how', async () => {
    const here = outer('https://gitlab.com/acme/web/shop.git')
    writeFileSync(join(here.cwd, '.gitlab-ci.yml'), 'build:\n  script: make\n')
    const { code, stdout } = await run(here, [...CREATE, '--git-provider=gitlab', '--owner=acme/web'])
    expect(code).toBe(0)
    expect(readFileSync(join(here.cwd, '.gitlab-ci.yml'), 'utf8')).toBe('build:\n  script: make\n')
    expect(stdout).toContain('.gitlab-ci.yml at its top was there already')
    expect(stdout).toContain(
      'To have it point to the fleet, add: include: [{local: /deploy/fleet/.gitlab-ci.yml}]',
    )
    expect(stdout).toContain('git add . :/renovate.json && git commit')
    const pipeline = parse(readFileSync(join(here.cwd, 'deploy/fleet/.gitlab-ci.yml'), 'utf8'))
    expect(Object.keys(pipeline)).toEqual(['validate-fleet'])
    expect(pipeline['validate-fleet'].script[0]).toBe('cd deploy/fleet')
  })

  test('grows like any other, and undo takes back what was done', async () => {
    const here = outer()
    await run(here, CREATE)
    here.git('add', '--all')
    here.git('commit', '--quiet', '--message', 'Start')
    const fleet = livingAt(here, 'deploy/fleet')
    await fleet.done('add', 'component', 'kyverno', '--yes', '--commit')
    expect(here.git('show', '--name-only', '--format=')).toContain('deploy/fleet/infrastructure/')
    await fleet.done('add', 'cluster', 'west', '--like', 'staging', '--yes', '--commit')
    expect(fleet.read('clusters/west/apps.yaml')).toContain('path: ./deploy/fleet/apps/staging')
    expect((await fleet.done('diff')).stdout).toContain('as')
    await fleet.done('undo', '--yes', '--commit')
    expect(existsSync(join(fleet.folder, 'clusters/west'))).toBe(false)
    await fleet.done('remove', 'component', 'kyverno', '--yes', '--commit')
    expect(here.git('status', '--short')).toBe('')
  })

  test('moves to a repository of its own by a line of flux-fleet.yaml', async () => {
    const here = outer()
    await run(here, CREATE)
    const fleet = livingAt(here, 'deploy/fleet')
    fleet.edit('flux-fleet.yaml', /^ {2}subfolder: .*\n/m, '')
    await fleet.done('apply', '--yes')
    expect(fleet.read('clusters/staging/apps.yaml')).toContain('path: ./apps/staging')
    expect(existsSync(join(fleet.folder, '.github/workflows/validate.yaml'))).toBe(true)
    expect(existsSync(join(fleet.folder, '.github/actions'))).toBe(false)
  })

  test('is made by a file only where the file says', async () => {
    const here = outer()
    await run(here, CREATE)
    const from = `--from=${join(here.cwd, 'deploy/fleet/flux-fleet.yaml')}`
    expect((await run(here, ['create', 'deploy/fleet', from])).stdout).toContain('nothing to do')
    for (const directory of ['elsewhere', '../beside']) {
      const { code, stderr } = await run(here, ['create', directory, from])
      expect(code).toBe(2)
      expect(stderr).toContain('git.subfolder: is "deploy/fleet", and ')
      expect(existsSync(join(here.cwd, directory))).toBe(false)
    }
  })

  test.each([
    'my fleet',
    '.git/fleet',
    'ünder',
  ])('is refused where its path is none for Flux: %s', async (path) => {
    const here = outer()
    const { code, stderr } = await run(here, ['create', path, ...CREATE.slice(2), '--name=shop'])
    expect(code).toBe(2)
    expect(stderr).toContain('is no path inside the repository')
    expect(existsSync(join(here.cwd, path))).toBe(false)
  })
})

test('a repository of its own inside of another one is made on request, and what that means is said', async () => {
  const here = outer()
  const { code, stdout } = await run(here, [...CREATE.slice(0, -1), '--inside-repository=own'])
  expect(code).toBe(0)
  expect(existsSync(join(here.cwd, 'deploy/fleet/.git'))).toBe(true)
  expect(readFileSync(join(here.cwd, 'deploy/fleet/clusters/staging/apps.yaml'), 'utf8')).toContain(
    'path: ./apps/',
  )
  expect(stdout).toContain('have that ignore it, with the line /deploy/fleet/ in its .gitignore')
  expect(stdout).toContain('--inside-repository own')
})
