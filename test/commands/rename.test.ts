import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renderFleet } from '../../src/features/render-fleet.ts'
import { renameEntry } from '../../src/fleet/changes/rename-entry.ts'
import { plainFleet } from '../../src/fleet/file/save-fleet.ts'
import { isOwn } from '../../src/fleet/resolve/catalog-facts.ts'
import type { Fleet } from '../../src/fleet/schema/fleet-schema.ts'
import { LAYOUTS } from '../../src/fleet/schema/layouts.ts'
import type { Renamed } from '../../src/fleet/sections/section.ts'
import { SECTIONS } from '../../src/fleet/sections/sections.ts'
import { openLibrary, validFleet } from '../conformance/fleets.ts'
import { MATRIX } from '../conformance/matrix.ts'
import { walk } from './applied-objects.ts'
import { type Living, living, livingInSeveral } from './living.ts'

const library = await openLibrary()

/** A name that no fleet of the matrix has, and that YAML takes for something else. */
const FRESH = '0x2a'

function walked(fleet: Fleet) {
  return walk(fleet, new Map([...renderFleet(fleet, library)].map(([path, { content }]) => [path, content])))
}

/**
 * One renaming of each kind that a fleet allows; of its components the last, which is the one with most about
 * it.
 */
function renamings(fleet: Fleet): Renamed[] {
  return SECTIONS.flatMap((section) => {
    const entries = section === 'components' ? fleet.components.filter(isOwn) : fleet[section]
    const entry = entries.at(-1)
    return entry === undefined ? [] : [{ section, from: entry.name, to: FRESH }]
  })
}

describe('what is renamed stays the same on the clusters', () => {
  // Some fleets of each layout: the conformance tests take more.
  const cases = LAYOUTS.flatMap((layout) =>
    MATRIX.filter(({ input }) => (input.layout ?? LAYOUTS[0]) === layout)
      .filter((_, index) => index % 23 === 9)
      .map(({ name, input }) => ({ layout, name, input })),
  )

  test.each(cases)('$layout: $name', ({ input }) => {
    const fleet = validFleet(input, library)
    const before = walked(fleet)
    expect(before.identities.length).toBeGreaterThan(3)
    for (const renamed of renamings(fleet)) {
      const after = renameEntry(fleet, renamed)
      const changed = plainFleet(after)[renamed.section] as { name: string }[]
      expect(changed.map(({ name }) => name)).toContain(FRESH)
      expect({ renamed, ...walked(after) }).toEqual({ renamed, ...before })
      const back = renameEntry(after, { ...renamed, from: FRESH, to: renamed.from })
      expect(plainFleet(back)).toEqual(plainFleet(fleet))
    }
  })

  test('a namespace that several share stays with the Kustomization that has it', () => {
    const chart = { oci: 'oci://ghcr.io/acme/chart', version: '1.x' }
    const [first, second] = ['first', 'second'].map((name) => ({
      name,
      chart,
      namespace: 'shared',
      clusters: ['one'],
    }))
    const fleet = validFleet(
      {
        version: 1,
        name: 'shop',
        git: { owner: 'acme' },
        environments: [{ name: 'staging' }],
        clusters: [{ name: 'one', environment: 'staging' }],
        components: [first!, second!],
      },
      library,
    )
    const after = renameEntry(fleet, { section: 'components', from: 'first', to: 'third' })
    expect(walked(after)).toEqual(walked(fleet))
    expect(walked(fleet).identities).toContain('0 apps-first v1 Namespace  shared')
  })

  test('the walk tells another name, namespace or Kustomization', () => {
    const fleet = validFleet(
      MATRIX.find(({ input }) => input.layout === 'multi-tenant' && (input.tenants ?? []).length > 0)!.input,
      library,
    )
    const { identities } = walked(fleet)
    for (const section of ['components', 'tenants'] as const) {
      const renamed = {
        ...fleet,
        [section]: fleet[section].map((entry) =>
          isOwnEntry(entry) ? { ...entry, name: `x-${entry.name}` } : entry,
        ),
      }
      const detached = {
        ...renamed,
        components: renamed.components.map((entry) => ({ ...entry, dependsOn: undefined })),
        clusters: renamed.clusters.map((entry) => ({ ...entry, patches: undefined })),
      }
      expect(walked(detached).identities).not.toEqual(identities)
    }
  })
})

function isOwnEntry(entry: object): boolean {
  return 'chart' in entry || 'manifests' in entry || 'source' in entry
}

const ENCRYPTED =
  'password: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\nsops:\n    mac: ENC[x]\n    version: 3.9.0\n'
const BINARY = Buffer.from([0, 255, 13, 10, 200, 128])

function put(fleet: Living, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(fleet.folder, path)), { recursive: true })
  writeFileSync(join(fleet.folder, path), content)
}

/** Every file; of the lock without the line that says which text of `flux-fleet.yaml` was last written. */
function filesOf(fleet: Living): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fleet.files()).map(([path, text]) => [
      path,
      text.replace(/^ {2}flux-fleet.yaml: .*$/m, ''),
    ]),
  )
}

/** Renames and back: in between everything is as it would be made, and at the end every byte is as it was. */
async function thereAndBack(fleet: Living, thing: string, from: string, to: string, ...flags: string[]) {
  const before = filesOf(fleet)
  await fleet.done('rename', thing, from, to, ...flags)
  const between = filesOf(fleet)
  expect(between).not.toEqual(before)
  await expectInStep(fleet)
  await fleet.done('rename', thing, to, from, ...flags)
  expect(filesOf(fleet)).toEqual(before)
  return between
}

/** Nothing is left to apply, and nothing is stale. */
async function expectInStep(fleet: Living): Promise<void> {
  const { code, stdout } = await fleet.run('diff', '--json')
  const { drift, stale, changes } = JSON.parse(stdout)
  expect({ code, drift, stale, changes }).toEqual({ code: 0, drift: [], stale: [], changes: [] })
}

const OWN = [
  '--component=web,manifests.image=ghcr.io/acme/web:1.0.0',
  '--component=queue,chart.oci=oci://ghcr.io/acme/queue,chart.version=1.x,layer=controllers,clusters=production',
  '--component=jobs,chart.oci=oci://ghcr.io/acme/jobs,chart.version=1.x,layer=controllers,clusters=production,dependsOn=queue',
]

/** What is renamed, its new name, a file that is there then, and flags. */
const RENAMINGS = [
  ['environment', 'production', 'live', 'apps/live/web-patch.yaml'],
  ['cluster', 'production', 'eu', 'clusters/production/apps.yaml'],
  ['cluster', 'production', 'eu', 'clusters/eu/apps.yaml', '--move'],
  ['component', 'queue', 'broker', 'infrastructure/controllers/production/broker/kustomization.yaml'],
  ['component', 'web', 'shop', 'apps/production/shop-patch.yaml'],
  ['tenant', 'payments', 'shop', 'tenants/production/shop/kustomization.yaml'],
] as const

describe('there and back', () => {
  test('leaves every byte of a fleet in one repository, with the comments of flux-fleet.yaml', async () => {
    const fleet = await living('--layout=multi-tenant', '--tenant=payments', ...OWN)
    fleet.edit('flux-fleet.yaml', 'components:\n', 'components: # many\n\n  # the first\n')
    fleet.edit('flux-fleet.yaml', '  - name: queue\n', '  # waits\n  - name: "queue" # for jobs\n')
    fleet.edit('flux-fleet.yaml', '    environment: production\n', '    environment: production # really\n')
    fleet.edit(
      'flux-fleet.yaml',
      /( {2}- name: web\n) {4}manifests:\n {6}image: (\S+)\n.*\n/,
      '  - { name: web, manifests: { image: $2, port: 8080 } } # in flow\n',
    )
    for (const [thing, from, to, path, ...flags] of RENAMINGS) {
      const between = await thereAndBack(fleet, thing, from, to, ...flags)
      expect(Object.keys(between)).toContain(path)
      const text = between['flux-fleet.yaml']!
      for (const comment of [
        'components: # many\n\n  # the first\n',
        '# waits\n',
        ' # for jobs\n',
        ' # really\n',
      ])
        expect(text).toContain(comment)
    }
  })

  test('leaves every byte of a fleet in several repositories', async () => {
    const fleet = await livingInSeveral('--secrets=none', '--tenant=payments', ...OWN)
    for (const [thing, from, to, path, ...flags] of RENAMINGS.filter(
      (_, index) => index % 2 === 1 || index === 0,
    )) {
      const between = await thereAndBack(fleet, thing, from, to, ...flags)
      expect(Object.keys(between).some((name) => name.endsWith(`/${path}`))).toBe(true)
      expect(Object.keys(between)).toContain('payments/apps/production/kustomization.yaml')
    }
  })
})

describe('what people have in a folder that moves', () => {
  test('moves along: edits are merged, and all else stays byte for byte', async () => {
    const fleet = await living('--secrets=none', ...OWN)
    const overlay = 'apps/production/kustomization.yaml'
    fleet.edit(overlay, '  - ../base/web\n', '  # the shop\n  - ../base/web # ours\n  - extra\n')
    fleet.edit('apps/base/web/deployment.yaml', 'replicas: 1', 'replicas: 7 # busy')
    fleet.write(
      'apps/base/web/service.yaml',
      fleet.read('apps/base/web/service.yaml').replaceAll('\n', '\r\n'),
    )
    rmSync(join(fleet.folder, 'apps/base/web/pdb.yaml'))
    put(fleet, 'apps/production/web.sops.yaml', ENCRYPTED)
    put(fleet, 'apps/base/web/logo.png', BINARY)
    put(fleet, 'apps/base/web/not: [yaml', '}{')
    put(fleet, 'apps/base/web/bin/run', '#!/bin/sh\n')
    chmodSync(join(fleet.folder, 'apps/base/web/bin/run'), 0o755)
    const [deployment, service] = ['deployment', 'service'].map((name) =>
      fleet.read(`apps/base/web/${name}.yaml`),
    )
    const edited = fleet.read(overlay)

    const { stdout } = await fleet.done('rename', 'component', 'web', 'shop')
    expect(fleet.read('apps/base/shop/deployment.yaml')).toBe(deployment)
    expect(fleet.read('apps/base/shop/service.yaml')).toBe(service)
    expect(existsSync(join(fleet.folder, 'apps/base/shop/pdb.yaml'))).toBe(false)
    expect(existsSync(join(fleet.folder, 'apps/base/web'))).toBe(false)
    expect(readFileSync(join(fleet.folder, 'apps/base/shop/logo.png')).equals(BINARY)).toBe(true)
    expect(fleet.read('apps/base/shop/not: [yaml')).toBe('}{')
    expect(statSync(join(fleet.folder, 'apps/base/shop/bin/run')).mode & 0o777).toBe(0o755)
    expect(fleet.read(overlay)).toBe(
      edited
        .replace('../base/web # ours', '../base/shop # ours')
        .replace('path: web-patch', 'path: shop-patch'),
    )
    expect(stdout).toContain('moved 8 files in')
    await expectInStep(fleet)

    await fleet.done('rename', 'environment', 'production', 'live')
    expect(fleet.read('apps/live/web.sops.yaml')).toBe(ENCRYPTED)
    expect(fleet.read('apps/live/kustomization.yaml')).toContain(
      '  # the shop\n  - ../base/shop # ours\n  - extra\n',
    )
    await expectInStep(fleet)
    await fleet.done('rename', 'environment', 'live', 'production')
    await fleet.done('rename', 'component', 'shop', 'web')
    expect(fleet.read(overlay)).toBe(edited)
  })

  test('both changed at the same place is a conflict, which is resolved at the new path', async () => {
    const fleet = await living('--secrets=none')
    const [from, to] = ['clusters/production/cluster-vars.yaml', 'clusters/eu/cluster-vars.yaml']
    fleet.edit(from, 'CLUSTER_NAME: production', 'CLUSTER_NAME: prod-1 # as before')
    const before = fleet.files()
    const words = ['rename', 'cluster', 'production', 'eu', '--move']
    const refused = await fleet.run(...words)
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain(
      `${to}: it moves from ${from}, and there line 12, column 3: data.CLUSTER_NAME changed here and by the generator, to different values`,
    )
    expect(fleet.files()).toEqual(before)
    await fleet.done(...words, '--on-conflict=keep')
    expect(fleet.read(to)).toContain('CLUSTER_NAME: prod-1 # as before')
    expect(existsSync(join(fleet.folder, from))).toBe(false)
  })

  test('what is at the new path, and what cannot be moved, is a conflict; nothing is written', async () => {
    const fleet = await living('--secrets=none', ...OWN)
    put(fleet, 'apps/base/shop/service.yaml', 'mine\n')
    symlinkSync('deployment.yaml', join(fleet.folder, 'apps/base/web/link.yaml'))
    const before = fleet.files()
    for (const how of ['fail', 'keep', 'replace']) {
      const { code, stderr } = await fleet.run('rename', 'component', 'web', 'shop', `--on-conflict=${how}`)
      expect(code).toBe(3)
      expect(stderr).toContain(
        'apps/base/shop/service.yaml: it is there already, and apps/base/web/service.yaml would move there',
      )
      expect(stderr).toContain(
        "apps/base/web/link.yaml: it lies in a folder that moves, and can't: it is a symbolic link, which is not followed",
      )
      expect(fleet.files()).toEqual(before)
    }
  })

  test('a folder that was moved by hand already is only merged', async () => {
    const fleet = await living('--secrets=none', ...OWN)
    renameSync(join(fleet.folder, 'apps/base/web'), join(fleet.folder, 'apps/base/shop'))
    await fleet.done('rename', 'component', 'web', 'shop')
    expect(existsSync(join(fleet.folder, 'apps/base/web'))).toBe(false)
    await expectInStep(fleet)
  })

  test('lines of people that name the old path are listed', async () => {
    const fleet = await living('--secrets=none', ...OWN)
    put(
      fleet,
      'extra/kustomization.yaml',
      'resources:\n  - ../apps/base/web\n  # ../apps/base/web\n  - ../apps/base/webs\n',
    )
    put(fleet, 'clusters/production/mine.yaml', 'spec:\n  path: ./apps/production\n')
    const component = await fleet.done('rename', 'component', 'web', 'shop')
    expect(component.stdout).toContain('naming a path that is there no more: extra/kustomization.yaml:2.')
    const environment = await fleet.done('rename', 'environment', 'production', 'live')
    expect(environment.stdout).toContain(
      'naming a path that is there no more: clusters/production/mine.yaml:2.',
    )
  })
})

describe('what changes on the clusters after all is said', () => {
  test('variables, and where they are used; who owns DNS records', async () => {
    const fleet = await living(
      '--secrets=none',
      '--cluster=production=production,region=eu',
      '--cluster=staging=staging,region=eu',
      '--component=external-dns,options.provider=aws',
      '--component=podinfo,environments=staging',
    )
    const cluster = await fleet.done('rename', 'cluster', 'production', 'eu')
    expect(cluster.stdout).toContain('Its folders stay clusters/production, where its Flux looks.')
    expect(cluster.stdout).not.toContain('CLUSTER_NAME')
    expect(cluster.stdout).not.toContain('at stake')
    expect(fleet.read('clusters/production/cluster-vars.yaml')).toContain(
      '  CLUSTER_NAME: eu\n  CLUSTER_IDENTITY: production\n',
    )
    const environment = await fleet.done('rename', 'environment', 'staging', 'qa')
    expect(environment.stdout).toMatch(
      /\$\{ENVIRONMENT\} becomes qa on staging. It is used in apps\/base\/podinfo\/release.yaml:\d+\.\n/,
    )
    const component = await fleet.done('rename', 'environment', 'production', 'prod')
    expect(component.stdout).not.toContain('production: ')
    expect(fleet.read('flux-fleet.yaml')).not.toContain('production: true')
  })

  test('where older templates made of the name what systems outside know, it is at stake', async () => {
    const fleet = await living(
      '--secrets=none',
      '--cluster=production=production,region=eu',
      '--component=external-dns,options.provider=aws',
      '--component=cert-manager',
    )
    const release = 'infrastructure/controllers/base/external-dns/release.yaml'
    const authority = 'infrastructure/configs/base/cert-manager/private-ca.yaml'
    for (const path of [release, authority])
      fleet.write(path, fleet.read(path).replace('CLUSTER_IDENTITY', 'CLUSTER_NAME'))
    const { stdout } = await fleet.done('rename', 'cluster', 'production', 'eu')
    expect(stdout).toMatch(/\$\{CLUSTER_NAME\} becomes eu on eu. It is used in infra.*external-dns/)
    expect(stdout).toContain('Data is at stake: the txtOwnerId of external-dns')
    expect(stdout).toContain(`Trust is at stake: ${authority} makes an authority`)
    expect(stdout).toContain('write ${CLUSTER_IDENTITY} there, which stays production.')
  })

  test('a cluster is known outside as it was, whatever it is called and wherever its folders are', async () => {
    const fleet = await living('--secrets=none')
    const identity = (directory: string) =>
      /CLUSTER_IDENTITY: (.*)/.exec(fleet.read(`clusters/${directory}/cluster-vars.yaml`))![1]
    const first = fleet.read('flux-fleet.yaml')
    await fleet.done('rename', 'cluster', 'production', 'eu', '--move')
    expect(identity('eu')).toBe('production')
    await fleet.done('rename', 'cluster', 'eu', 'europe')
    expect(identity('eu')).toBe('production')
    const again = await fleet.run('add', 'cluster', 'production=production')
    expect(again.stderr).toContain('systems outside know the cluster "production" as "production" already')
    await fleet.done('rename', 'cluster', 'europe', 'production', '--move')
    expect(fleet.read('flux-fleet.yaml')).toBe(first)
  })

  test('production stays what it is, whatever it is called', async () => {
    const fleet = await living('--secrets=none')
    const live = await fleet.done('rename', 'environment', 'production', 'live')
    expect(live.stdout).toContain('"production: true" is said of live now')
    expect(fleet.read('flux-fleet.yaml')).toContain('  - name: live\n    production: true\n')
    await fleet.done('rename', 'environment', 'staging', 'prod-like')
    expect(fleet.read('flux-fleet.yaml')).toContain('  - name: prod-like\n    production: false\n')
  })

  test('a cluster that moves: the steps, with what flux bootstrap filled and the private key left to the person', async () => {
    const fleet = await living()
    const sync = 'kind: Kustomization\nspec:\n  path: ./clusters/production\n'
    fleet.write('clusters/production/flux-system/gotk-sync.yaml', sync)
    const { stdout } = await fleet.done('rename', 'cluster', 'production', 'eu', '--move')
    expect(fleet.read('clusters/eu/flux-system/gotk-sync.yaml')).toBe(sync)
    expect(stdout).toContain('mv .age/production.agekey .age/eu.agekey')
    const [, push, patch, bootstrap] = /Next:\n\n.*\n {2}(.*)\n\n.*\n {2}(.*)\n\n.*\n {2}(.*)\n/.exec(stdout)!
    expect(push).toBe(
      "sed -i.bak 's|path: \\./clusters/production$|path: ./clusters/eu|' clusters/eu/flux-system/gotk-sync.yaml && rm clusters/eu/flux-system/gotk-sync.yaml.bak && git add --all && git commit --message 'Rename cluster production to eu' && git push",
    )
    expect(patch).toContain(`--patch='{"spec":{"path":"./clusters/eu"}}'`)
    expect(bootstrap).toBe(
      'flux bootstrap github --owner=acme --repository=fleet --branch=main --path=clusters/eu',
    )
    // A cluster that kept its folder can still be moved.
    await fleet.done('rename', 'cluster', 'staging', 'test')
    expect(fleet.read('flux-fleet.yaml')).toContain('  - name: test\n    directory: staging\n')
    expect((await fleet.done('explain', 'clusters/staging/apps.yaml')).stdout).toContain(
      'It comes of cluster test.',
    )
    expect((await fleet.done('list', 'clusters')).stdout).toMatch(/^test .*clusters\/staging$/m)
    await fleet.done('rename', 'cluster', 'test', 'test', '--move')
    expect(fleet.read('flux-fleet.yaml')).not.toContain('directory')
    expect(existsSync(join(fleet.folder, 'clusters/test/apps.yaml'))).toBe(true)
    await expectInStep(fleet)
  })

  test('several repositories: the order of pushing, and one that is needed and not there', async () => {
    const fleet = await livingInSeveral('--secrets=none', '--tenant=payments')
    const platform = join(fleet.folder, '../fleet-platform')
    const { stdout } = await fleet.done('rename', 'environment', 'production', 'live')
    expect(stdout).toContain(
      'Push fleet-platform first, merge it into branch production of fleet-platform, and push fleet-main last. In between Flux finds a path missing: it says so, keeps what runs, and deletes nothing.',
    )
    expect(fleet.read('tenants/live/payments/kustomization.yaml')).toContain('value: ./apps/production')
    renameSync(platform, `${platform}-away`)
    const before = fleet.files()
    const refused = await fleet.run('rename', 'environment', 'staging', 'qa')
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('git clone ssh://git@github.com/acme/fleet-platform.git fleet-platform')
    expect(fleet.files()).toEqual(before)
  })

  test('how to have objects of another name', async () => {
    const fleet = await living('--secrets=none', ...OWN)
    const { stdout } = await fleet.done('rename', 'component', 'web', 'shop')
    expect(stdout).toContain('Its objects on the clusters are still called web')
    expect(stdout).toContain('add another component, move the data, then remove component shop')
    expect(fleet.read('docs/fleet.md')).toContain('Its objects are called `web`')
    const taken = await fleet.run('add', 'component', 'web,manifests.image=ghcr.io/acme/web:1.0.0')
    expect(taken.code).toBe(2)
    expect(taken.stderr).toContain(
      'add component web: the objects of the component "shop" are called "web" (its objectName): choose another name',
    )
  })
})

describe('what rename refuses', () => {
  test('with the words that were typed, and nothing written', async () => {
    const fleet = await living(
      '--layout=multi-tenant',
      '--tenant=payments',
      '--secrets=none',
      '--component=podinfo',
      ...OWN,
    )
    const before = fleet.files()
    for (const [words, message] of [
      ['', 'There is nobody to ask what to rename. Name it:\n  rename cluster <old> <new>'],
      [
        'cluster',
        'rename cluster: there is nobody to ask. Name what to rename and its new name: rename cluster <old> <new>, of staging, production.',
      ],
      [
        'cluster staging',
        'rename cluster staging: the new name is missing, and there is nobody to ask: rename cluster staging <new>.',
      ],
      ['clutser a b', 'there is nothing called "clutser" to rename, did you mean "cluster"?'],
      [
        'cluster stagin qa',
        'rename cluster stagin qa: there is no cluster "stagin", did you mean "staging"?',
      ],
      [
        'cluster old staging',
        'rename cluster old staging: there is no cluster "old", and one called "staging" is there already: it may have been renamed before.',
      ],
      [
        'cluster staging production',
        'rename cluster staging production: there is a cluster "production" already. Choose another name.',
      ],
      ['cluster staging staging', 'rename cluster staging staging: that is its name already.'],
      ['cluster staging Qa', 'rename cluster staging Qa: "Qa" is no DNS-1123 label'],
      ['environment staging base', 'rename environment staging base: "base" is where the shared files are'],
      [
        'component podinfo web2',
        'rename component podinfo web2: "podinfo" is a component of the catalog, which gives it its name. Only components with a chart or manifests of your own can be renamed.',
      ],
      [
        'component web kyverno',
        'rename component web kyverno: "kyverno" is the name of a component of the catalog, by which others know it',
      ],
    ] as const) {
      const { code, stderr } = await fleet.run('rename', ...words.split(' ').filter((word) => word !== ''))
      expect({ words, code }).toEqual({ words, code: 2 })
      expect(stderr).toContain(`error: ${message}`.replace(/^error: there is nothing/, 'there is nothing'))
      expect(fleet.files()).toEqual(before)
    }
    fleet.edit('flux-fleet.yaml', 'name: payments', 'name: shop')
    const drift = await fleet.run('rename', 'component', 'web', 'shop')
    expect(drift.code).toBe(3)
    expect(drift.stderr).toContain('says what was not applied yet')
  })

  test('a value that others stand for cannot be renamed in place', async () => {
    const fleet = await living('--secrets=none', ...OWN)
    fleet.edit('flux-fleet.yaml', '    environment: staging\n', '    environment: &staging staging\n')
    fleet.edit(
      'flux-fleet.yaml',
      'components:\n',
      'components:\n  - name: kyverno\n    environments:\n      - *staging\n',
    )
    await fleet.done('apply')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('rename', 'environment', 'staging', 'qa')
    expect(code).toBe(3)
    expect(stderr).toContain('flux-fleet.yaml: line ')
    expect(fleet.files()).toEqual(before)
    fleet.edit('flux-fleet.yaml', '  - name: web\n', '  - name: &web web\n')
    fleet.edit('flux-fleet.yaml', '    manifests:\n', '    manifests:\n      env:\n        NAME: *web\n')
    await fleet.done('apply')
    const shared = fleet.files()
    for (const words of [
      ['environment', 'staging', 'qa'],
      ['component', 'web', 'shop'],
    ]) {
      const kept = await fleet.run('rename', ...words, '--on-conflict=keep')
      expect(kept.code).toBe(3)
      expect(kept.stderr).toContain('Write out there what is shared by an anchor, then rename again.')
      expect(fleet.files()).toEqual(shared)
    }
  })
})

test('undo takes a renaming back, with what moved along', async () => {
  const fleet = await living('--secrets=none', ...OWN)
  put(fleet, 'apps/base/web/logo.png', BINARY)
  const before = fleet.files()
  await fleet.done('rename', 'component', 'web', 'shop')
  expect(fleet.files()).not.toEqual(before)
  await fleet.done('undo')
  expect(fleet.files()).toEqual(before)
})

test('a dry run tells all and writes nothing', async () => {
  const fleet = await living('--secrets=none', ...OWN)
  const before = fleet.files()
  const { stdout } = await fleet.run('rename', 'component', 'web', 'shop', '--dry-run', '--diff')
  expect(stdout).toContain('rename from apps/base/web/service.yaml\nrename to apps/base/shop/service.yaml\n')
  const report = JSON.parse(
    (await fleet.done('rename', 'component', 'web', 'shop', '--dry-run', '--json')).stdout,
  )
  expect(report.changes).toContainEqual({
    path: 'apps/base/shop/service.yaml',
    from: 'apps/base/web/service.yaml',
    kind: 'managed',
    executable: false,
    action: 'create',
  })
  expect(report.changes).toContainEqual({
    path: 'apps/base/web/service.yaml',
    to: 'apps/base/shop/service.yaml',
    kind: 'managed',
    executable: false,
    action: 'delete',
  })
  expect(report.command).toBe('npm create flux-fleet@latest rename component web shop -- --yes')
  expect(fleet.files()).toEqual(before)
})

test('apply points at rename where a name was changed by hand', async () => {
  const fleet = await living('--secrets=none', ...OWN)
  fleet.edit('flux-fleet.yaml', '- name: web\n', '- name: shop\n')
  const { stdout } = await fleet.run('apply', '--dry-run')
  expect(stdout).toContain(
    'component web is gone from flux-fleet.yaml, and shop is new: Flux deletes the one and makes the other.',
  )
  expect(stdout).toContain('npm create flux-fleet@latest rename component web shop')
})
