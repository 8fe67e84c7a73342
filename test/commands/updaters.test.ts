import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkout } from '../program.ts'
import { repositoryIn } from '../tools/git-repository.ts'
import { type Living, living, livingInSeveral } from './living.ts'

const SHA = '3df4ab11eba7bda6032a0b82a6bb43b11571feac'
const DIGEST = `sha256:${'9f86d081884c7d65'.repeat(4)}`
const SHOP = '--component=shop,manifests.image=ghcr.io/acme/shop:1.8.2'
const PINNED = `--component=pinned,chart.oci=oci://ghcr.io/acme/pinned,chart.digest=${DIGEST}`

/** What `diff --json` says of files that were changed since they were made. */
async function report(fleet: Living) {
  const { code, stdout } = await fleet.run('diff', '--json')
  const { edited, moved, stale } = JSON.parse(stdout)
  return { code, edited, moved: moved.map(({ path }: { path: string }) => path), stale }
}

/** What updaters do to a file, and what makes the fleet that has it. */
const UPDATES: Record<string, { flags: string[]; path: string; from: string | RegExp; to: string }> = {
  'a range of a chart': {
    flags: [],
    path: 'apps/base/podinfo/repository.yaml',
    from: 'semver: 6.x',
    to: 'semver: 7.x',
  },
  'a range in an overlay': {
    flags: [],
    path: 'apps/production/kustomization.yaml',
    from: /semver: 6\.\d+\.x/,
    to: 'semver: 7.1.x',
  },
  'a digest of a chart': {
    flags: [PINNED],
    path: 'apps/base/pinned/repository.yaml',
    from: DIGEST,
    to: DIGEST.replace('9f', 'a0'),
  },
  'an image, with its digest': {
    flags: [SHOP],
    path: 'apps/base/shop/deployment.yaml',
    from: 'shop:1.8.2',
    to: `shop:1.9.0@${DIGEST}`,
  },
  'an image behind which a person put the marker of a policy': {
    flags: [SHOP],
    path: 'apps/base/shop/deployment.yaml',
    from: 'shop:1.8.2',
    to: 'shop:1.9.0 # {"$imagepolicy": "shop:shop"}',
  },
  'an action of a workflow': {
    flags: ['--ci=github'],
    path: '.github/workflows/validate.yaml',
    from: /uses: actions\/checkout@.*/,
    to: `uses: actions/checkout@${SHA} # v99.0.0`,
  },
  'the image of a job': {
    flags: ['--ci=gitlab'],
    path: '.gitlab-ci.yml',
    from: /image: alpine:\S+/,
    to: `image: alpine:3.99@${DIGEST}`,
  },
  'a version in a workflow': {
    flags: ['--ci=github'],
    path: '.github/workflows/validate.yaml',
    from: /FLUX_SCHEMA_VERSION: v\S+/,
    to: 'FLUX_SCHEMA_VERSION: v99.0.0',
  },
}

describe.each(Object.entries(UPDATES))('%s that an updater moved', (_, { flags, path, from, to }) => {
  test('is no hand edit, and is called what it is', async () => {
    const fleet = await living(...flags)
    fleet.edit(path, from, to)
    expect(await report(fleet)).toEqual({ code: 0, edited: [], moved: [path], stale: [] })
    const { stdout } = await fleet.done('diff', '--diff')
    expect(stdout).toContain(`Moved by an updater\n  ${path}\n`)
    expect(stdout).toContain(`${to}\n`)
    expect((await fleet.done('explain', path)).stdout).toContain('moved by an updater since it was rendered')
    fleet.edit(path, '---', '---\n# mine')
    expect(await report(fleet)).toEqual({
      code: 0,
      edited: [{ path, state: 'changed' }],
      moved: [],
      stale: [],
    })
  })
})

describe('what updaters moved', () => {
  test.each([
    ['podinfo', [], 'apps/base/podinfo/repository.yaml', 'semver: 6.x', 'semver: 7.x'],
    ['shop', [SHOP], 'apps/base/shop/deployment.yaml', 'shop:1.8.2', 'shop:2.0.0 # {"$imagepolicy": "a:b"}'],
    ['pinned', [PINNED], 'apps/base/pinned/repository.yaml', DIGEST, DIGEST.replace('9f', 'a0')],
  ])('goes with %s when that is removed', async (name, flags, path, from, to) => {
    const fleet = await living(...flags)
    fleet.edit(path, from, to)
    await fleet.done('remove', 'component', name)
    expect(Object.keys(fleet.files()).filter((file) => file.includes(`base/${name}/`))).toEqual([])
  })

  test('goes with a file of the platform that is no longer needed', async () => {
    const fleet = await livingInSeveral()
    fleet.edit('../fleet-platform/apps/base/podinfo/repository.yaml', 'semver: 6.x', 'semver: 7.x')
    await fleet.done('remove', 'component', 'podinfo')
    expect(() => fleet.read('../fleet-platform/apps/base/podinfo/repository.yaml')).toThrow('ENOENT')
  })

  test('does not take along what a person wrote into the same file', async () => {
    const fleet = await living()
    const path = 'apps/base/podinfo/repository.yaml'
    fleet.edit(path, 'semver: 6.x', 'semver: 7.x')
    fleet.edit(path, 'interval: 12h', 'interval: 1h')
    const { code, stderr } = await fleet.run('remove', 'component', 'podinfo')
    expect(code).toBe(3)
    expect(stderr).toContain(`${path}: it is no longer needed, but was edited by hand`)
  })

  test('is known of a file of older templates, by what Git has', async () => {
    const fleet = await living()
    const path = 'apps/base/podinfo/repository.yaml'
    const repository = repositoryIn(fleet.folder)
    repository.commit({})
    const template = 'templates/component/repository.yaml.hbs'
    cpSync(join(checkout, template), join(fleet.folder, '.flux-fleet', template))
    fleet.edit(`.flux-fleet/${template}`, '---\n', '---\n# of our company\n')
    fleet.edit(path, 'semver: 6.x', 'semver: 7.x')
    expect(await report(fleet)).toMatchObject({ edited: [], moved: [path] })
    expect((await report(fleet)).stale.map((file: { path: string }) => file.path)).toContain(path)
    rmSync(join(fleet.folder, '.git'), { recursive: true })
    expect(await report(fleet)).toMatchObject({ edited: [{ path, state: 'changed' }], moved: [] })
  })
})
