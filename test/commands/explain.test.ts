import { expect, test } from 'vitest'
import { living, livingInSeveral } from './living.ts'

test('explain tells what made a file, and whether it was changed since', async () => {
  const fleet = await living()
  fleet.edit('apps/staging/kustomization.yaml', '---', '# ours\n---')
  fleet.write('apps/mine.yaml', 'kind: Mine\n')
  const say = async (path: string) => (await fleet.done('explain', path)).stdout
  expect(await say('apps/base/podinfo/release.yaml')).toBe(
    'apps/base/podinfo/release.yaml: as it was rendered\nIt is kept in step with flux-fleet.yaml; hand edits stay.\nIt comes of component podinfo.\n',
  )
  expect(await say('apps/staging/kustomization.yaml')).toContain('changed by hand since it was rendered\n')
  expect(await say('README.md')).toContain('It was written once, and is yours since.')
  expect(await say('clusters/staging/flux-system/gotk-sync.yaml')).toContain(
    'It was written for another program to fill, and is left alone',
  )
  expect(await say('flux-fleet.yaml')).toContain('says what the fleet is made of')
  expect(await say('apps/mine.yaml')).toBe('apps/mine.yaml: not ours: nobody will change it\n')
  const json = JSON.parse((await fleet.done('explain', 'clusters/staging/apps.yaml', '--json')).stdout)
  expect(json).toEqual({
    path: 'clusters/staging/apps.yaml',
    kind: 'managed',
    entries: ['cluster staging'],
    state: 'as it was rendered',
  })
})

test.each([
  ['apps', 'it is a folder'],
  ['apps/none.yaml', 'there is no such file'],
  ['/etc/hostname', 'it is not in the fleet'],
])('explain %s: %s', async (path, message) => {
  const { code, stderr } = await (await living()).run('explain', path)
  expect(code).toBe(2)
  expect(stderr).toContain(`explain ${path}: ${message}`)
})

test('explain knows the files of the other repositories', async () => {
  const fleet = await livingInSeveral()
  const { stdout } = await fleet.done('explain', '../fleet-platform/apps/base/podinfo/release.yaml')
  expect(stdout).toContain('It comes of component podinfo.')
})
