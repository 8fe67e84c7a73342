import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { living } from './living.ts'
import { desk, run } from './run.ts'

describe('a fleet that was cloned from anywhere', () => {
  test.each([
    ['a template', 'templates/docs/fleet.md.hbs', '/etc/hostname'],
    ['a folder of templates', 'templates/documents', '/etc'],
    ['all templates', 'templates', '/etc'],
    ['a catalog entry', 'catalog/web/component.yaml', '/etc/hostname'],
    ['a link to nothing', 'catalog', 'nowhere'],
  ])('has no link followed: %s', async (_, path, target) => {
    const fleet = await living('--secrets=none')
    const link = join(fleet.folder, '.flux-fleet', path)
    mkdirSync(join(link, '..'), { recursive: true })
    symlinkSync(target, link)
    const before = fleet.files()
    const { code, stderr } = await fleet.run('add', 'component', 'kyverno', '--yes')
    expect({ code, stderr }).toMatchObject({ code: 2 })
    expect(stderr).toContain(`${path}: is a symbolic link, which is not followed`)
    expect(fleet.files()).toEqual(before)
  })

  test('has no link followed that is the folder of its own', async () => {
    const fleet = await living('--secrets=none')
    fleet.write('.flux-fleet/templates/partials/mine.yaml', 'a: 1\n')
    renameSync(join(fleet.folder, '.flux-fleet'), join(fleet.here.cwd, 'elsewhere'))
    symlinkSync(join(fleet.here.cwd, 'elsewhere'), join(fleet.folder, '.flux-fleet'))
    const { code, stderr } = await fleet.run('diff')
    expect(stderr).toContain('.flux-fleet: is a symbolic link, which is not followed')
    expect(code).toBe(2)
  })

  test.each([
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), 'is no regular file'],
    ['a huge one', (path: string) => writeFileSync(path, 'a'.repeat((1 << 20) + 1)), 'is larger than 1 MiB'],
  ])('has no template read that is %s', async (_, make, reason) => {
    const fleet = await living('--secrets=none')
    fleet.write('.flux-fleet/templates/partials/mine.yaml', 'a: 1\n')
    make(join(fleet.folder, '.flux-fleet/templates/partials/odd.yaml'))
    const { code, stderr } = await fleet.run('diff')
    expect(stderr).toContain(`odd.yaml: ${reason}`)
    expect(code).toBe(2)
  })

  test('starts no program that its Git configuration names, where nothing is committed', async () => {
    const fleet = await living('--secrets=none')
    const git = (...words: string[]) =>
      execFileSync('git', words, { cwd: fleet.folder, env: fleet.here.environment })
    const trap = join(fleet.here.home, 'trap.sh')
    const trace = join(fleet.here.home, 'it-ran')
    writeFileSync(trap, `#!/bin/sh\ntouch '${trace}'\n`)
    chmodSync(trap, 0o755)
    mkdirSync(join(fleet.here.home, 'hooks'))
    for (const hook of ['post-index-change', 'pre-commit', 'reference-transaction'])
      symlinkSync(trap, join(fleet.here.home, 'hooks', hook))
    git('add', '--all')
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'Start')
    git('config', 'core.fsmonitor', trap)
    git('config', 'core.sshCommand', trap)
    git('config', 'core.pager', trap)
    git('config', 'core.hooksPath', join(fleet.here.home, 'hooks'))
    await fleet.done('list', 'clusters')
    await fleet.done('diff')
    await fleet.done('add', 'component', 'kyverno', '--yes')
    await fleet.done('undo', '--yes')
    expect(existsSync(trace)).toBe(false)
    git('status')
    expect(existsSync(trace)).toBe(true)
  })

  test('has its odd names shown and not obeyed', async () => {
    const fleet = await living('--secrets=none', '--component=podinfo', '--ci=none')
    fleet.write('apps/base/podinfo/a\u001b[2J\u202eb.yaml', 'a: 1\n')
    const { stdout, stderr } = await fleet.done('remove', 'component', 'podinfo', '--yes')
    expect(stdout + stderr).toContain('a\\u{1b}[2J\\u{202e}b.yaml')
    for (const odd of ['\u001b', '\u202e']) expect(stdout + stderr).not.toContain(odd)
  })
})

describe('a file that is made to take long', () => {
  const head = 'version: 1\nname: shop\n'

  test.each([
    ['20,000 unknown keys', head + Array.from({ length: 20_000 }, (_, n) => `clustres${n}: x\n`).join('')],
    [
      '20,000 unknown keys of an entry',
      `${head}clusters:\n  - name: a\n${Array.from({ length: 20_000 }, (_, n) => `    environmnt${n}: x\n`).join('')}`,
    ],
    ['20,000 wrong entries', `${head}clusters:\n${Array.from({ length: 20_000 }, () => '  - 7\n').join('')}`],
  ])(
    'is told in little time, a hundred problems and how many more: %s',
    { timeout: 30_000 },
    async (_, text) => {
      const here = desk()
      writeFileSync(join(here.cwd, 'flux-fleet.yaml'), text)
      const start = process.cpuUsage()
      const { code, stderr } = await run(here, ['create', 'f', '--from', 'flux-fleet.yaml'])
      const { user } = process.cpuUsage(start)
      expect(code).toBe(2)
      expect(stderr.trimEnd().split('\n')).toHaveLength(101)
      expect(stderr).toMatch(/\nand (199|200)\d\d more\n$/)
      expect(user / 1e6).toBeLessThan(6)
    },
  )

  test('is refused where it is larger than any fleet', async () => {
    const here = desk()
    writeFileSync(join(here.cwd, 'flux-fleet.yaml'), `${'# a comment\n'.repeat(1_000_000)}${head}`)
    const { code, stderr } = await run(here, ['create', 'f', '--from', 'flux-fleet.yaml'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: flux-fleet.yaml: is larger than 4 MiB, which no fleet is.\n',
    })
  })

  test('is told in lines that can be read', async () => {
    const here = desk()
    writeFileSync(join(here.cwd, 'flux-fleet.yaml'), `${head}layout: ${'x'.repeat(1_000_000)}\n`)
    const { stderr } = await run(here, ['create', 'f', '--from', 'flux-fleet.yaml'])
    expect(stderr.length).toBeLessThan(5000)
  })
})

describe('a name that Windows keeps for a device', () => {
  test.each([
    ['a cluster', ['--cluster=nul=staging']],
    ['an environment', ['--environment=aux', '--cluster=a=aux']],
    ['a component', ['--component=com1,chart.oci=oci://ghcr.io/acme/web,chart.version=1.x']],
    ['the repository', ['--repository=con.tools']],
  ])('is refused for %s', async (_, flags) => {
    const here = desk()
    const { code, stderr } = await run(here, ['create', 'f', '--yes', '--owner=acme', ...flags])
    expect(code).toBe(2)
    expect(stderr).toMatch(/"(nul|aux|com1|con\.tools)" is (reserved by Windows|no repository name)/)
    expect(existsSync(join(here.cwd, 'f'))).toBe(false)
  })
})
