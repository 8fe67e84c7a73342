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

describe('a version that an updater moved', () => {
  const OVERLAY = 'apps/production/kustomization.yaml'
  const BASE = 'apps/base/podinfo/repository.yaml'

  test('stays through a change, is said by flux-fleet.yaml from then on, and documents follow', async () => {
    const fleet = await living('--secrets=none')
    fleet.edit(OVERLAY, /semver: 6\.\d+\.x/, 'semver: 7.1.x')
    const overlay = fleet.read(OVERLAY)
    const { stdout } = await fleet.done('add', 'cluster', 'west=production')
    expect(stdout).toMatch(/podinfo in production: 6\.\d+\.x → 7\.1\.x, as an updater moved it\./)
    expect(fleet.read(OVERLAY)).toBe(overlay)
    expect(fleet.read('flux-fleet.yaml')).toContain(
      '  - name: podinfo\n    overrides:\n      - environment: production\n        version: 7.1.x\n',
    )
    expect(fleet.read('docs/fleet.md')).toContain('7.1.x')
    expect(await report(fleet)).toEqual({ code: 0, edited: [], moved: [], stale: [] })
    const after = fleet.files()
    await fleet.done('apply')
    expect(fleet.files()).toEqual(after)
  })

  test.each([
    ['add', 'environment', 'qa'],
    ['add', 'component', 'kyverno'],
    ['remove', 'component', 'metrics-server'],
    ['rename', 'environment', 'production', 'live'],
    ['apply'],
  ])('is not taken back by %s %s %s', async (...words) => {
    const fleet = await living('--secrets=none', '--component=podinfo', '--component=metrics-server', SHOP)
    fleet.edit(BASE, 'semver: 6.x', 'semver: 7.x')
    fleet.edit('apps/base/shop/deployment.yaml', 'shop:1.8.2', `shop:1.9.0@${DIGEST}`)
    await fleet.done(...words)
    expect(fleet.read(BASE)).toContain('semver: 7.x')
    expect(fleet.read('apps/base/shop/deployment.yaml')).toContain(`image: ghcr.io/acme/shop:1.9.0@${DIGEST}`)
    const overlay = words.includes('live') ? 'apps/live/kustomization.yaml' : OVERLAY
    expect(fleet.read(overlay)).toMatch(/semver: 6\.\d+\.x/)
    expect(await report(fleet)).toEqual({ code: 0, edited: [], moved: [], stale: [] })
    expect(fleet.read('docs/fleet.md')).toContain('7.x')
    expect(fleet.read('docs/fleet.md')).toContain('shop:1.9.0')
  })

  test('is what a new environment of the same kind begins with', async () => {
    const fleet = await living('--secrets=none', '--component=podinfo', SHOP)
    fleet.edit(OVERLAY, /semver: 6\.\d+\.x/, 'semver: 7.1.x')
    const { stdout } = await fleet.done('add', 'environment', 'prod-us')
    expect(stdout).toContain('podinfo in prod-us: 7.1.x, as in production.')
    expect(fleet.read('apps/prod-us/kustomization.yaml')).toContain('semver: 7.1.x')
    await fleet.done('add', 'environment', 'qa')
    expect(fleet.read('apps/qa/kustomization.yaml')).not.toContain('semver')
    // What was taken over earlier is moved again.
    fleet.edit(OVERLAY, 'semver: 7.1.x', 'semver: 7.2.x')
    await fleet.done('add', 'environment', 'prod-ap')
    expect(fleet.read('apps/prod-ap/kustomization.yaml')).toContain('semver: 7.2.x')
    expect(fleet.read('apps/prod-us/kustomization.yaml')).toContain('semver: 7.1.x')
  })

  test('is what an environment begins with that was written into flux-fleet.yaml', async () => {
    const fleet = await living('--secrets=none')
    fleet.edit(OVERLAY, /semver: 6\.\d+\.x/, 'semver: 7.1.x')
    fleet.edit('flux-fleet.yaml', '  - name: production\n', '  - name: production\n  - name: prod-us\n')
    await fleet.done('apply')
    expect(fleet.read('apps/prod-us/kustomization.yaml')).toContain('semver: 7.1.x')
  })

  test('of production stays there when the others reach it, and when they go on', async () => {
    const fleet = await living('--secrets=none')
    for (const version of ['7.1.x', '7.2.x']) {
      fleet.edit(BASE, /semver: \S+/, `semver: ${version}`)
      if (version === '7.1.x') fleet.edit(OVERLAY, /semver: 6\.\d+\.x/, 'semver: 7.1.x')
      await fleet.done('apply')
      expect(fleet.read(OVERLAY)).toContain('semver: 7.1.x')
    }
  })

  test.each([
    ['a pinned chart', ['--versions=exact'], BASE, /tag: "6\.\S+/, 'tag: "7.0.1"', 'version: 7.0.1'],
    [
      'a pinned chart with its digest',
      ['--versions=exact'],
      BASE,
      /tag: "6\.\S+/,
      `tag: "7.0.1@${DIGEST}"`,
      'version: 7.0.1',
    ],
    [
      'a pinned chart with its digest below',
      ['--versions=exact'],
      BASE,
      /tag: "6\.\S+/,
      `tag: "7.0.1"\n    digest: ${DIGEST}`,
      'version: 7.0.1',
    ],
    [
      'a chart in a Helm repository',
      ['--component=metrics-server'],
      'infrastructure/controllers/base/metrics-server/release.yaml',
      'version: 3.x',
      'version: 4.x',
      'version: 4.x',
    ],
    [
      'a chart by its digest',
      [PINNED],
      'apps/base/pinned/repository.yaml',
      DIGEST,
      DIGEST.replace('9f', 'a0'),
      `digest: ${DIGEST.replace('9f', 'a0')}`,
    ],
    [
      'manifests of a Git repository',
      ['--component=gateway-api'],
      'infrastructure/crds/base/gateway-api/repository.yaml',
      'semver: 1.x',
      'semver: 2.x',
      'version: 2.x',
    ],
    [
      'a tag of a Git repository',
      ['--component=tool,chart.git=https://github.com/acme/charts,chart.path=tool,chart.tag=v1.0.0'],
      'apps/base/tool/repository.yaml',
      'tag: v1.0.0',
      'tag: v1.1.0',
      'tag: v1.1.0',
    ],
    [
      'an image behind which a policy is named',
      [SHOP],
      'apps/base/shop/deployment.yaml',
      'shop:1.8.2',
      'shop:1.9.0 # {"$imagepolicy": "shop:shop"}',
      'image: ghcr.io/acme/shop:1.9.0',
    ],
  ])('of %s is read and kept', async (_, flags, path, from, to, said) => {
    const fleet = await living('--secrets=none', ...flags)
    fleet.edit(path, from, to)
    const there = fleet.read(path)
    await fleet.done('apply')
    expect(fleet.read(path)).toBe(there)
    expect(fleet.read('flux-fleet.yaml')).toContain(`${said}\n`)
    const { edited, stale } = await report(fleet)
    expect({ edited, stale }).toEqual({ edited: [], stale: [] })
  })

  test('is asked about where a person wants another one', async () => {
    const fleet = await living('--secrets=none')
    fleet.edit(BASE, 'semver: 6.x', 'semver: 7.x')
    fleet.edit('flux-fleet.yaml', '  - name: podinfo\n', '  - name: podinfo\n    version: 8.x\n')
    const { code, stderr } = await fleet.run('apply')
    expect(code).toBe(3)
    expect(stderr).toContain(BASE)
    await fleet.done('apply', '--on-conflict=replace')
    expect(fleet.read(BASE)).toContain('semver: 8.x')
  })

  test('of what older templates made is not mixed up with what they made', async () => {
    const fleet = await living('--secrets=none')
    const folder = 'catalog/podinfo'
    cpSync(join(checkout, 'templates', folder), join(fleet.folder, '.flux-fleet', folder), {
      recursive: true,
    })
    fleet.edit(`.flux-fleet/${folder}/component.yaml`, /version: 6\.\S+/, 'version: 6.99.0')
    const overlay = fleet.read(OVERLAY)
    await fleet.done('add', 'cluster', 'west=production')
    expect(fleet.read(OVERLAY)).toBe(overlay)
    expect(fleet.read('flux-fleet.yaml')).not.toContain('overrides')
  })

  test('in the repository of the platform is followed too', async () => {
    const fleet = await livingInSeveral('--secrets=none')
    const path = '../fleet-platform/apps/production/kustomization.yaml'
    fleet.edit(path, /semver: 6\.\d+\.x/, 'semver: 7.1.x')
    await fleet.done('add', 'environment', 'prod-us')
    expect(fleet.read('../fleet-platform/apps/prod-us/kustomization.yaml')).toContain('semver: 7.1.x')
    expect(await report(fleet)).toEqual({ code: 0, edited: [], moved: [], stale: [] })
  })
})

describe('the tag of the platform repository that clusters follow', () => {
  const versions = (fleet: Living) =>
    ['production', 'west'].map(
      (name) => /(?:tag|semver): (\S+)/.exec(fleet.read(`clusters/${name}/platform.yaml`))?.[1],
    )

  test.each([
    ['tag', 'v1.0.0', 'v1.4.0'],
    ['semver', '1.x', '2.x'],
  ])('is what a new cluster begins with, and flux-fleet.yaml says it: %s', async (promotion, from, to) => {
    const fleet = await livingInSeveral('--secrets=none', `--promotion=${promotion}`)
    fleet.edit('clusters/production/platform.yaml', from, to)
    const { stdout } = await fleet.done('add', 'cluster', 'west=production')
    expect(stdout).toContain(`the platform in production: ${from} → ${to}, as an updater moved it.`)
    expect(versions(fleet)).toEqual([to, to])
    expect(fleet.read('flux-fleet.yaml')).toContain(`${promotion}: ${to}`)
    expect((await report(fleet)).moved).toEqual([])
    await fleet.done('apply')
    expect(versions(fleet)).toEqual([to, to])
  })

  test('moved on one of two clusters is what that follows alone, and nothing takes it back', async () => {
    const fleet = await livingInSeveral('--secrets=none', '--promotion=tag')
    await fleet.done('add', 'cluster', 'west=production')
    fleet.edit('clusters/production/platform.yaml', 'v1.0.0', 'v1.4.0')
    await fleet.done('add', 'component', 'metrics-server')
    expect(versions(fleet)).toEqual(['v1.4.0', 'v1.0.0'])
    expect((await report(fleet)).moved).toEqual(['fleet-main/clusters/production/platform.yaml'])
  })

  test('that flux-fleet.yaml now says otherwise is asked about', async () => {
    const fleet = await livingInSeveral('--secrets=none', '--promotion=tag')
    fleet.edit('clusters/production/platform.yaml', 'v1.0.0', 'v1.4.0')
    fleet.edit(
      'flux-fleet.yaml',
      '- name: production\n',
      '- name: production\n    platform:\n      tag: v1.2.0\n',
    )
    const { code, stderr } = await fleet.run('apply')
    expect(code).toBe(3)
    expect(stderr).toContain('platform.yaml')
  })
})

describe("the tag of a tenant's source", () => {
  const SOURCE = 'source.oci=oci://ghcr.io/acme/payments,source.tag=1.4.0'

  test('is taken over into flux-fleet.yaml, and stays whatever else changes', async () => {
    const fleet = await living('--secrets=none', '--layout=multi-tenant', `--tenant=payments,${SOURCE}`)
    const path = 'tenants/base/payments/sync.yaml'
    fleet.edit(path, '1.4.0', '1.5.1')
    expect((await report(fleet)).moved).toEqual([path])
    const { stdout } = await fleet.done('add', 'tenant', 'search')
    expect(stdout).toContain('payments: 1.4.0 → 1.5.1, as an updater moved it.')
    expect(fleet.read('flux-fleet.yaml')).toMatch(/tag: "?1\.5\.1/)
    expect(fleet.read(path)).toMatch(/tag: "?1\.5\.1/)
    expect((await report(fleet)).moved).toEqual([])
  })

  test('of a tenant that is renamed or removed in the same run is nothing to take over', async () => {
    const fleet = await living(
      '--secrets=none',
      '--layout=multi-tenant',
      `--tenant=payments,${SOURCE}`,
      '--tenant=search',
    )
    fleet.edit('tenants/base/payments/sync.yaml', '1.4.0', '1.5.1')
    await fleet.done('rename', 'tenant', 'payments', 'billing')
    expect(fleet.read('tenants/base/billing/sync.yaml')).toMatch(/tag: "?1\.5\.1/)
    await fleet.done('remove', 'tenant', 'billing')
    expect(Object.keys(fleet.files()).filter((path) => path.startsWith('tenants/base/billing'))).toEqual([])
  })
})
