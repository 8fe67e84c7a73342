import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Living, living } from './living.ts'

const OVERLAY = 'apps/staging'

/** A fleet in which one file has another name. */
async function withName(folder: string, name: string): Promise<Living> {
  const fleet = await living('--secrets=none')
  renameSync(join(fleet.folder, folder, 'kustomization.yaml'), join(fleet.folder, folder, name))
  return fleet
}

function names(fleet: Living, folder: string): string[] {
  return Object.keys(fleet.files())
    .filter((path) => path.startsWith(`${folder}/`) && /\/kustomization(\.ya?ml)?$/i.test(path))
    .map((path) => path.slice(folder.length + 1))
    .filter((name) => !name.includes('/'))
}

describe.each(['kustomization.yml', 'Kustomization'])('a file that a person called %s', (name) => {
  test('is merged where it is, and no second one is written beside it', async () => {
    const fleet = await withName(OVERLAY, name)
    fleet.write(`${OVERLAY}/${name}`, `# mine\n${fleet.read(`${OVERLAY}/${name}`)}`)
    await fleet.done('add', 'component', 'shop,manifests.image=ghcr.io/acme/shop:1.0.0')
    expect(names(fleet, OVERLAY)).toEqual([name])
    expect(parse(fleet.read(`${OVERLAY}/${name}`)).resources).toEqual(['../base/podinfo', '../base/shop'])
    expect(fleet.read(`${OVERLAY}/${name}`)).toMatch(/^# mine\n/)
    await fleet.done('remove', 'component', 'shop')
    expect(parse(fleet.read(`${OVERLAY}/${name}`)).resources).toEqual(['../base/podinfo'])
    expect((await fleet.run('apply')).stdout).not.toContain(OVERLAY)
  })

  test('is neither deleted nor changed for diff and explain, until somebody changes it', async () => {
    const fleet = await withName(OVERLAY, name)
    expect((await fleet.done('diff')).stdout).toContain('Every file is as it would be written now.')
    expect((await fleet.done('explain', `${OVERLAY}/${name}`)).stdout).toContain('as it was rendered')
    fleet.write(`${OVERLAY}/${name}`, `${fleet.read(`${OVERLAY}/${name}`)}labels: []\n`)
    expect((await fleet.run('diff')).stdout).toContain('changed')
    expect((await fleet.done('explain', `${OVERLAY}/${name}`)).stdout).toContain('changed by hand')
  })

  test('is deleted with what it is of', async () => {
    const fleet = await withName('apps/base/podinfo', name)
    await fleet.done('remove', 'component', 'podinfo')
    expect(existsSync(join(fleet.folder, 'apps/base/podinfo'))).toBe(false)
  })

  test('keeps its name where its folder is renamed, and comes back with undo', async () => {
    const fleet = await withName(OVERLAY, name)
    const before = fleet.files()
    await fleet.done('rename', 'environment', 'staging', 'test')
    expect(names(fleet, 'apps/test')).toEqual([name])
    expect((await fleet.done('diff')).stdout).toContain('Every file is as it would be written now.')
    await fleet.done('undo')
    expect(fleet.files()).toEqual(before)
  })

  test('that a person made beside no other is theirs: what would be written there is in conflict with it', async () => {
    const fleet = await living('--secrets=none')
    fleet.write(`apps/base/shop/${name}`, 'resources: []\n')
    const { code, stderr } = await fleet.run(
      'add',
      'component',
      'shop,manifests.image=ghcr.io/acme/shop:1.0.0',
    )
    expect(code).not.toBe(0)
    expect(stderr).toContain(`apps/base/shop/${name}`)
    expect(names(fleet, 'apps/base/shop')).toEqual([name])
  })
})

describe('an overlay in which a person deleted whole lists', () => {
  const only = (fleet: Living, text: string) =>
    fleet.write(
      `${OVERLAY}/kustomization.yaml`,
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${text}`,
    )

  test('gets what is new, and nothing of what was deleted', async () => {
    const fleet = await living('--secrets=none')
    only(fleet, 'components:\n  - ../mine\n')
    await fleet.done('add', 'component', 'shop,manifests.image=ghcr.io/acme/shop:1.0.0')
    expect(fleet.read(`${OVERLAY}/kustomization.yaml`)).toBe(
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ../base/shop\ncomponents:\n  - ../mine\n',
    )
  })

  test('gets patches behind the resources, with their comments', async () => {
    const fleet = await living('--secrets=none')
    const { resources } = parse(fleet.read('apps/production/kustomization.yaml'))
    fleet.write(
      'apps/production/kustomization.yaml',
      `kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources: [${resources.join(', ')}] # all\nnamePrefix: a-\n`,
    )
    await fleet.done('add', 'component', 'shop,manifests.image=ghcr.io/acme/shop:1.0.0')
    const merged = parse(fleet.read('apps/production/kustomization.yaml'))
    expect(merged.resources).toEqual(['../base/podinfo', '../base/shop'])
    expect(merged.patches.map(({ path }: { path: string }) => path)).toEqual(['shop-patch.yaml'])
    expect(Object.keys(merged)).toEqual(['kind', 'apiVersion', 'resources', 'patches', 'namePrefix'])
  })

  test('stays as it is where nothing is new, and it is said', async () => {
    const fleet = await living('--secrets=none')
    await fleet.done('add', 'component', 'shop,manifests.image=ghcr.io/acme/shop:1.0.0')
    only(fleet, 'components:\n  - ../mine\n')
    const before = fleet.read(`${OVERLAY}/kustomization.yaml`)
    await fleet.done('remove', 'component', 'shop')
    expect(fleet.read(`${OVERLAY}/kustomization.yaml`)).toBe(before)
  })
})

test('a file that is there under no name was deleted, and stays so', async () => {
  const fleet = await living('--secrets=none')
  rmSync(join(fleet.folder, OVERLAY, 'kustomization.yaml'))
  const { stdout } = await fleet.done('add', 'component', 'shop,manifests.image=ghcr.io/acme/shop:1.0.0')
  expect(stdout).toContain(`${OVERLAY}/kustomization.yaml`)
  expect(names(fleet, OVERLAY)).toEqual([])
})
