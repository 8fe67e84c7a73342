import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Desk, desk, run } from './run.ts'

const CREATE = ['create', 'shop', '--yes', '--owner=acme', '--component=metrics-server']

/** A desk with a cloned repository that holds some files. */
function cloneWith(files: Record<string, string>): Desk & { read(path: string): string; shop: string } {
  const here = desk()
  const shop = join(here.cwd, 'shop')
  mkdirSync(shop)
  execFileSync('git', ['init', '--quiet'], { cwd: shop })
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(shop, path, '..'), { recursive: true })
    writeFileSync(join(shop, path), content)
  }
  return { ...here, shop, read: (path) => readFileSync(join(shop, path), 'utf8') }
}

const USUAL = {
  'README.md': '# Shop\n',
  LICENSE: 'Apache\n',
  '.gitignore': 'node_modules/\n*.swp\n',
  '.github/workflows/build.yaml': 'on: push\n',
  '.github/CODEOWNERS': '* @acme/platform\n',
}

test('what a repository usually begins with is kept, and told', async () => {
  const here = cloneWith(USUAL)
  const { code, stdout, stderr } = await run(here, CREATE)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const path of ['README.md', 'LICENSE', '.github/workflows/build.yaml', '.github/CODEOWNERS'] as const)
    expect(here.read(path)).toBe(USUAL[path])
  expect(here.read('.github/workflows/validate.yaml')).toContain('scripts/validate.sh')
  expect(stdout).toContain('README.md: there already, and kept as it is.')
  expect(stdout).toContain('.gitignore: there already; the lines of the fleet are added.')
  // It is no hand edit that a command would be in the way of.
  const added = await run({ ...here, cwd: here.shop }, ['add', 'component', 'kyverno', '--yes'])
  expect(added.code).toBe(0)
})

describe('a .gitignore gets the lines that it lacks', () => {
  test('behind its own, each once', async () => {
    const here = cloneWith({ '.gitignore': USUAL['.gitignore'] })
    await run(here, CREATE)
    const text = here.read('.gitignore')
    expect(text.startsWith(USUAL['.gitignore'])).toBe(true)
    expect(text.split('\n').filter((line) => line === '*.swp')).toHaveLength(1)
    expect(text).toContain('\n.age/\n')
    const ignored = execFileSync('git', ['check-ignore', '.age/staging.agekey', 'node_modules/x'], {
      cwd: here.shop,
    })
    expect(String(ignored)).toBe('.age/staging.agekey\nnode_modules/x\n')
  })

  test('even where it takes keys in again, and whatever ends its lines', async () => {
    const here = cloneWith({ '.gitignore': '*\r\n!*.agekey\r\n!*/\r\n!.age/' })
    const { code } = await run(here, CREATE)
    expect(code).toBe(0)
    expect(here.read('.gitignore')).not.toMatch(/[^\r]\n/)
    execFileSync('git', ['check-ignore', '.age/staging.agekey'], { cwd: here.shop })
  })

  test('none where it has them all, and all where it is empty', async () => {
    const fresh = cloneWith({ '.gitignore': '' })
    await run(fresh, CREATE)
    const all = fresh.read('.gitignore')
    expect(all).toMatch(/^# Private age keys[\s\S]*\n$/)
    const here = cloneWith({ '.gitignore': `${all.split('\n').toReversed().join('\n')}` })
    const before = here.read('.gitignore')
    await run(here, CREATE)
    expect(here.read('.gitignore')).toBe(before)
  })
})

describe('a folder in which Flux is at work', () => {
  test.each([
    [
      'bootstrapped',
      'clusters/old/flux-system/gotk-sync.yaml',
      'apiVersion: x\n',
      'clusters/old is what a cluster is bootstrapped from',
    ],
    [
      'with releases',
      'releases/web.yaml',
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n',
      'releases/web.yaml holds objects of Flux',
    ],
    [
      'with the operator',
      'flux/instance.yml',
      '---\napiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\n',
      'flux/instance.yml holds objects of Flux',
    ],
  ])('is told what a new fleet is to it: %s', async (_, path, content, told) => {
    const here = cloneWith({ [path]: content })
    const { code, stdout } = await run(here, CREATE)
    expect(code).toBe(0)
    expect(stdout).toContain(`Flux is at work in this folder: ${told}. A new fleet is laid beside that`)
    expect(here.read(path)).toBe(content)
  })

  test('is nothing that only looks like it', async () => {
    const here = cloneWith({
      'deploy.yaml': 'apiVersion: apps/v1\nkind: Deployment\n',
      'notes.yaml': '# toolkit.fluxcd.io\n',
    })
    expect((await run(here, CREATE)).stdout).not.toContain('at work')
  })
})

test('a fleet that is there is not made once more by answers', async () => {
  const here = cloneWith({})
  await run(here, CREATE)
  const before = here.read('flux-fleet.yaml')
  const { code, stderr } = await run(here, [...CREATE, '--environment=other'])
  expect(code).toBe(3)
  expect(stderr).toContain(`There is a fleet in ${here.shop} already.`)
  expect(here.read('flux-fleet.yaml')).toBe(before)
  expect(existsSync(join(here.shop, 'apps/other'))).toBe(false)
})
