import { expect, test } from 'vitest'
import { living } from './living.ts'

const FLAGS = ['--secrets=none', '--granularity=component', '--component=cert-manager', '--component=podinfo']

test('a fleet of a Kustomization for each component gets more, loses some and gives them other names', async () => {
  const fleet = await living(...FLAGS)
  const first = fleet.files()
  await fleet.done('add', 'component', 'web,manifests.image=ghcr.io/acme/web:1')
  expect(fleet.read('clusters/staging/apps.yaml')).toContain('path: ./apps/staging/web\n')
  expect(fleet.read('apps/staging/web/kustomization.yaml')).toContain('  - ../../base/web\n')
  await fleet.done('rename', 'component', 'web', 'shop')
  const apps = fleet.read('clusters/staging/apps.yaml')
  expect(apps).toContain('  name: apps-web\n')
  expect(apps).toContain('path: ./apps/staging/shop\n')
  expect(fleet.read('apps/staging/shop/kustomization.yaml')).toContain('  - ../../base/shop\n')
  await fleet.done('remove', 'component', 'shop')
  expect(fleet.files()).toEqual(first)
})

test('a living fleet keeps its granularity: Flux would delete what the old Kustomizations applied', async () => {
  const fleet = await living(...FLAGS)
  const before = fleet.files()
  fleet.write(
    'flux-fleet.yaml',
    fleet.read('flux-fleet.yaml').replace('granularity: component', 'granularity: layer'),
  )
  const { code, stderr } = await fleet.run('apply', '--yes')
  expect(code).toBe(2)
  expect(stderr).toContain('granularity: is "layer", and the fleet was made as "component"')
  const { 'flux-fleet.yaml': _edited, ...after } = fleet.files()
  const { 'flux-fleet.yaml': _was, ...unchanged } = before
  expect(after).toEqual(unchanged)
})
