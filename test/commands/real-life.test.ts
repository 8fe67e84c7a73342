import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { cli } from '../program.ts'
import { repositoryIn } from '../tools/git-repository.ts'
import { type Living, living, livingAt } from './living.ts'

// Situations of people's machines and repositories, as they were told; each of its kind has tests of its own beside the code.

test.each([
  ['18.20.8', 'needs Node.js 20.19 or newer, and this is 18.20.8 (/usr/bin/node)'],
  ['20.11.1', 'needs Node.js 20.19 or newer, and this is 20.11.1'],
  ['21.6.0', 'needs Node.js 20.19 or newer (of 21: 21.7), and this is 21.6.0'],
  ['20.19.0', undefined],
  ['21.7.0', undefined],
  ['100.0.0', undefined],
])('Node %s', (node, message) => {
  const said: string[] = []
  const codes: number[] = []
  const stderr = { write: (text: string) => said.push(text) }
  // What the built program begins with, without what follows.
  const [beginning] = /^\(function.*?^\}\)\(\);$/ms.exec(readFileSync(cli(), 'utf8')) ?? ['']
  runInNewContext(beginning, {
    process: {
      versions: { node },
      execPath: '/usr/bin/node',
      stderr,
      exit: (code: number) => codes.push(code),
    },
  })
  expect(codes).toEqual(message === undefined ? [] : [4])
  expect(said.join('')).toContain(message ?? '')
  expect(said).toHaveLength(codes.length)
})

test('blank lines between groups are as before once a component came and went', async () => {
  const fleet = await living('--secrets=none')
  const overlay = 'apps/production/kustomization.yaml'
  fleet.edit(
    overlay,
    /resources:[\s\S]*?(?=^\S)/m,
    'resources:\n  # ours\n  - a.yaml\n\n  # generated\n  - ../base/podinfo\n\n',
  )
  fleet.write('apps/production/a.yaml', '')
  const before = fleet.read(overlay)
  await fleet.done('add', 'component', 'web,manifests.image=ghcr.io/acme/web:1.0.0', '--yes')
  expect(fleet.read(overlay)).not.toBe(before)
  await fleet.done('remove', 'component', 'web', '--yes')
  expect(fleet.read(overlay)).toBe(before)
})

describe('a clone of Git for Windows, with CRLF wherever nothing says otherwise', () => {
  function cloneOf(fleet: Living): Living {
    repositoryIn(fleet.here.cwd).git('-c', 'core.autocrlf=true', 'clone', '--quiet', 'fleet', 'clone')
    return livingAt(fleet.here, 'clone')
  }

  test.each([
    ['monorepo'],
    ['multi-tenant'],
  ])('has scripts that bash reads, in a fleet of layout %s', async (layout) => {
    const fleet = await living(`--layout=${layout}`)
    repositoryIn(fleet.folder).commit({ 'secrets/staging/own.sops.yaml': 'sops:\n  mac: x\n' })
    const copy = cloneOf(fleet)
    expect(copy.read('README.md')).toContain('\r\n')
    const scripts = Object.keys(copy.files()).filter((path) => path.endsWith('.sh'))
    expect(scripts).not.toEqual([])
    for (const path of [...scripts, 'flux-fleet.lock', 'secrets/staging/own.sops.yaml'])
      expect(copy.read(path), path).toBe(fleet.read(path))
    for (const script of scripts) execFileSync('bash', ['-n', script], { cwd: copy.folder })
    expect((await copy.done('diff')).stdout).toContain('Every file is as it would be written now.')
  })
})

test("what only reads goes without Git where the repository is somebody else's", async () => {
  const fleet = await living('--secrets=none')
  fleet.here.environment.GIT_TEST_ASSUME_DIFFERENT_OWNER = '1'
  for (const words of [['list', 'clusters'], ['explain', 'apps/base/podinfo/release.yaml'], ['diff']])
    await fleet.done(...words)
  const { code, stderr } = await fleet.run('add', 'component', 'kyverno', '--yes')
  expect(code).toBe(4)
  expect(stderr).toContain('dubious ownership')
})

test("an administrator's own key in every rule stays when a cluster comes and goes", async () => {
  const fleet = await living()
  const theirs = 'age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt'
  const rules = fleet.read('.sops.yaml')
  fleet.write('.sops.yaml', rules.replaceAll(/^( {6})(age1[a-z0-9]+)$/gm, `$1$2,\n$1${theirs}`))
  const before = fleet.read('.sops.yaml')
  const count = (text: string) => text.split(theirs).length
  expect(count(before)).toBeGreaterThan(2)
  await fleet.done('add', 'cluster', 'west=production', '--yes')
  expect(count(fleet.read('.sops.yaml'))).toBe(count(before))
  await fleet.done('remove', 'cluster', 'west', '--yes')
  expect(fleet.read('.sops.yaml')).toBe(before)
})
