import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { GENERATOR_VERSION } from '../../src/commands/command-line/version.ts'
import { FILE_MIGRATIONS, type FileMigration } from '../../src/render/file-migrations.ts'
import { parseLock } from '../../src/tree/lock.ts'
import { checkout } from '../program.ts'
import { repositoryIn } from '../tools/git-repository.ts'
import { differing, type Living, living, livingAt } from './living.ts'
import { desk } from './run.ts'

const MADE = join(checkout, 'test/fixtures/made-by-0.1.0')

/** A fleet as 0.1.0 made it. */
function first(layout: string): Living {
  const here = desk()
  cpSync(join(MADE, layout), join(here.cwd, 'fleet'), { recursive: true })
  return livingAt(here, 'fleet', layout === 'multi-repo' ? 'acme-fleet' : '')
}

/** The same with all of its repositories committed, so that Git has the texts that its files were made as. */
function committed(layout: string): Living {
  const fleet = first(layout)
  for (const folder of layout === 'multi-repo' ? ['.', '../acme-platform'] : ['.']) {
    const repository = repositoryIn(join(fleet.folder, folder))
    repository.git('init', '--quiet', '--initial-branch=main')
    repository.commit({})
  }
  return fleet
}

interface Newer {
  newer: { path: string; state: string; reasons: { why: string; alters?: string }[] }[]
}

async function newer(fleet: Living, ...flags: string[]): Promise<Newer['newer']> {
  const { code, stdout } = await fleet.run('upgrade', '--check', '--json', ...flags)
  const { newer: found } = JSON.parse(stdout) as Newer
  expect(code).toBe(found.length === 0 ? 0 : 3)
  return found
}

async function paths(fleet: Living, ...flags: string[]): Promise<string[]> {
  return (await newer(fleet, ...flags)).map(({ path }) => path)
}

interface Report {
  upgrade: { files: { path: string }[]; left: string[]; effects: string[] }
  notes: string[]
}

async function report(fleet: Living, ...flags: string[]): Promise<Report> {
  return JSON.parse((await fleet.done('upgrade', '--json', '--yes', ...flags)).stdout)
}

const APPS = 'clusters/prod-eu/apps.yaml'
const METRICS = 'infrastructure/controllers/base/metrics-server/release.yaml'

describe.each([
  'monorepo',
  'multi-tenant',
  'multi-repo',
])('a fleet that 0.1.0 made, in the layout %s', (layout) => {
  const inLayers = (path: string) => (layout === 'multi-repo' ? `../acme-platform/${path}` : path)

  test('is upgraded to what would be made now, and taken back to the byte', async () => {
    const fleet = first(layout)
    const before = fleet.files()
    const found = await newer(fleet)
    expect(found.length).toBeGreaterThan(10)
    // Each is told of by an entry of the changelog, or differs in its form alone.
    expect(
      found.filter(({ reasons }) => reasons.some(({ why }) => why.includes(' makes it otherwise'))),
    ).toEqual([])
    expect(fleet.files()).toEqual(before)

    await fleet.done('upgrade', '--yes')
    expect(await newer(fleet)).toEqual([])
    expect(JSON.parse((await fleet.done('diff', '--json')).stdout)).toMatchObject({
      drift: [],
      edited: [],
      moved: [],
      stale: [],
    })
    const after = fleet.files()
    expect(differing(before, after).filter((path) => path.endsWith('flux-fleet.yaml'))).toEqual([])
    expect((await fleet.done('upgrade', '--yes')).stdout).toContain('nothing to do')
    expect(fleet.files()).toEqual(after)

    await fleet.done('undo', '--yes')
    expect(fleet.files()).toEqual(before)
  })

  test('keeps what people edited in it, in files that change and in those that do not', async () => {
    const fleet = committed(layout)
    fleet.edit(APPS, 'interval: 30m', 'interval: 45m # ours')
    fleet.edit('docs/fleet.md', '\n', '\nOurs, at the top.\n')
    fleet.edit(
      'clusters/staging/cluster-vars.yaml'.replace('staging', 'prod-eu'),
      'data:',
      'data:\n  OURS: "1"',
    )
    fleet.edit(inLayers(METRICS), 'values:', 'values:\n    # ours\n    args: [--ours]')
    fleet.edit(inLayers('renovate.json'), '{\n', '{\n  "labels": ["ours"],\n')
    fleet.edit(inLayers('scripts/validate.sh'), '\n', '\n# Ours.\n')
    const { notes, upgrade } = await report(fleet)
    expect(fleet.read(APPS)).toMatch(/interval: 45m # ours\n[\s\S]*timeout: 10m\n[\s\S]*wait: true\n/)
    expect(fleet.read('docs/fleet.md')).toContain('\nOurs, at the top.\n')
    expect(fleet.read('clusters/prod-eu/cluster-vars.yaml')).toMatch(
      /OURS: "1"\n[\s\S]*CLUSTER_IDENTITY: prod-eu\n/,
    )
    expect(fleet.read(inLayers(METRICS))).toContain(
      '    # ours\n    args: [--ours]\n    resources:\n      limits:',
    )
    expect(fleet.read(inLayers('renovate.json'))).toContain('"labels": ["ours"]')
    expect(fleet.read(inLayers('scripts/validate.sh'))).toContain('\n# Ours.\n')
    expect(notes.join('\n')).toContain(`${upgrade.files.find(({ path }) => path.endsWith(APPS))!.path}`)
    expect(await newer(fleet)).toEqual([])
    const { edited } = JSON.parse((await fleet.done('diff', '--json')).stdout)
    expect(edited).toHaveLength(6)
    // What Git has not is the text that they were made as last: the next change of a template begins there.
    expect((await fleet.done('upgrade', '--yes')).stdout).toContain('nothing to do')
  })
})

// What these are about is no matter of the layout; of several repositories paths begin above them.
describe.each(['monorepo', 'multi-repo'])('in a fleet that 0.1.0 made, in the layout %s', (layout) => {
  test('a value that both changed is a conflict, and nothing is written', async () => {
    const fleet = committed(layout)
    fleet.edit(APPS, 'timeout: 5m', 'timeout: 7m')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('upgrade', '--yes')
    expect(code).toBe(3)
    expect(stderr).toMatch(/apps\.yaml: line \d+, column 3: spec\.timeout changed here and by the generator/)
    expect(stderr).toContain('--on-conflict keep')
    expect(stderr).not.toContain('--made-by')
    expect(fleet.files()).toEqual(before)

    await fleet.done('upgrade', '--yes', '--on-conflict', 'keep')
    expect(fleet.read(APPS)).toMatch(/timeout: 7m\n[\s\S]*wait: true\n/)
    expect(await newer(fleet)).toEqual([])
    await fleet.done('undo', '--yes')
    expect(fleet.files()).toEqual(before)

    await fleet.done('upgrade', '--yes', '--on-conflict', 'replace')
    expect(fleet.read(APPS)).toMatch(/timeout: 10m\n[\s\S]*wait: true\n/)
  })

  test('a file whose text is found nowhere is a conflict, with ways out', async () => {
    const fleet = first(layout)
    fleet.edit(APPS, 'interval: 30m', 'interval: 45m')
    const edited = fleet.files()
    const { code, stderr } = await fleet.run('upgrade', '--yes')
    expect(code).toBe(3)
    expect(stderr).toContain(
      `${APPS}: it was edited, and the text that it was made as by 0.1.0 is found nowhere`,
    )
    expect(stderr).toContain('create-flux-fleet@0.1.0')
    expect(fleet.files()).toEqual(edited)

    await fleet.done('upgrade', '--yes', '--on-conflict', 'keep')
    expect(fleet.read(APPS)).toContain('timeout: 5m')
    expect(fleet.read(APPS)).toContain('interval: 45m')
    expect(await newer(fleet)).toEqual([])
    await fleet.done('undo', '--yes')

    await fleet.done('upgrade', '--yes', '--on-conflict', 'replace')
    expect(fleet.read(APPS)).toMatch(/interval: 30m\n[\s\S]*timeout: 10m/)
    await fleet.done('undo', '--yes')
    expect(fleet.files()).toEqual(edited)

    // The fleet as the older version makes it again.
    await fleet.done('upgrade', '--yes', '--made-by', join(MADE, layout))
    expect(fleet.read(APPS)).toMatch(/interval: 45m\n[\s\S]*timeout: 10m/)
  })

  test('what was deleted stays so, and what is new and in the way is asked about', async () => {
    const fleet = first(layout)
    rmSync(join(fleet.folder, 'AGENTS.md'))
    fleet.write('scripts/build.sh', '# Ours.\n')
    expect(await paths(fleet)).not.toContain('AGENTS.md')
    const { code, stderr } = await fleet.run('upgrade', '--yes')
    expect(code).toBe(3)
    expect(stderr).toContain('scripts/build.sh: it is there with another content')
    await fleet.done('upgrade', '--yes', '--on-conflict', 'keep')
    expect(fleet.read('scripts/build.sh')).toBe('# Ours.\n')
    expect(Object.keys(fleet.files()).filter((path) => path.endsWith('fleet/AGENTS.md'))).toEqual([])
    expect(await newer(fleet)).toEqual([])
  })
})

describe('what alters something on clusters', () => {
  test('is not done where nobody can be asked and no flag says so', async () => {
    const fleet = first('monorepo')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('upgrade')
    expect(code).toBe(2)
    expect(stderr).toContain('The controllers of Flux restart with other limits and arguments.')
    expect(stderr).toContain('--behavior take, or --behavior leave')
    expect(fleet.files()).toEqual(before)
    // Without any of it there is nothing to ask.
    await fleet.done('upgrade', '--files', 'scripts', '--files', '*.md')
    expect(differing(before, fleet.files())).toEqual([
      'AGENTS.md',
      'flux-fleet.lock',
      'scripts/build.sh',
      'scripts/validate.sh',
    ])
  })

  test('is left out with --behavior leave, and still newer then', async () => {
    const fleet = first('monorepo')
    const { upgrade } = await report(fleet, '--behavior', 'leave')
    expect(upgrade.left).toEqual([
      'clusters/prod-eu/apps.yaml',
      'clusters/prod-eu/flux-system/kustomization.yaml',
      'clusters/staging/apps.yaml',
      'clusters/staging/flux-system/kustomization.yaml',
      METRICS,
    ])
    expect(await paths(fleet)).toEqual(upgrade.left)
    expect(await paths(fleet, '--behavior', 'leave')).toEqual([])
  })

  test('is what Flux will do, by name', async () => {
    const { upgrade } = await report(first('multi-tenant'), '--dry-run')
    expect(upgrade.effects).toEqual([
      'Helm upgrades release metrics-server in production: its chart stays, its settings change.',
      'Flux applies infra-controllers anew in production.',
      'Controllers of Flux restart with other settings once flux-system is applied: prod-eu.',
      'Flux applies everything anew that takes variables from cluster-vars: prod-eu.',
      'Flux takes other settings for the Kustomizations apps and applies them: prod-eu.',
      'Flux applies policies anew.',
      'Flux applies tenants anew.',
    ])
  })
})

describe('a part of a fleet', () => {
  test.each([
    [['--component', 'nothing'], '--component nothing: the fleet has no component "nothing"'],
    [['--component', 'podinof'], 'did you mean "podinfo"?'],
    [['--files', 'nowhere/*.yaml'], '--files nowhere/*.yaml: no file that the fleet was made of lies there.'],
    [['--made-by', 'nowhere'], '--made-by nowhere: there is no such folder.'],
    [['--flux-version', '2.10', '--files', 'docs'], 'Leave out --files'],
    [['--flux-version', '2.10', '--check'], 'Leave out --check'],
    [['--flux-version', '2.1'], 'Allowed choices are 2.x, 2.9, 2.10'],
  ])('%j is refused', async (flags, message) => {
    const fleet = first('monorepo')
    const before = fleet.files()
    const { code, stderr } = await fleet.run('upgrade', '--yes', ...flags)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) })
    expect(fleet.files()).toEqual(before)
  })

  test('is upgraded without the rest, of which the lock keeps its lines', async () => {
    const fleet = first('multi-repo')
    const before = fleet.files()
    const was = parseLock(fleet.read('../acme-platform/flux-fleet.lock')).files
    await fleet.done('upgrade', '--yes', '--component', 'metrics-server')
    expect(differing(before, fleet.files())).toEqual([
      'acme-platform/flux-fleet.lock',
      `acme-platform/${METRICS}`,
    ])
    const { files } = parseLock(fleet.read('../acme-platform/flux-fleet.lock'))
    expect(
      [...files].filter(([path, line]) => JSON.stringify(line) !== JSON.stringify(was.get(path))),
    ).toEqual([
      [
        METRICS,
        { hash: expect.stringContaining('blob:'), kind: 'managed', by: { generator: GENERATOR_VERSION } },
      ],
    ])
    expect(await paths(fleet, '--component', 'metrics-server')).toEqual([])
  })

  test('takes along what a build would fail without', async () => {
    const fleet = first('multi-tenant')
    const before = fleet.files()
    await fleet.done('upgrade', '--yes', '--files', 'policies/base/kustomization.yaml')
    expect(differing(before, fleet.files())).toEqual(
      [
        ...[
          'dependencies',
          'dns',
          'hostnames',
          'ingresses',
          'kustomization',
          'priorities',
          'providers',
          'services',
        ],
        ...['token-secrets', 'tokens'],
      ]
        .map((name) => `policies/base/${name}.yaml`)
        .concat('flux-fleet.lock')
        .sort(),
    )
  })
})

describe('another version of Flux', () => {
  test('changes what depends on it and nothing else, and asks first', async () => {
    const fleet = await living('--secrets=none', '--component=podinfo', '--flux-version=2.9')
    const { code, stderr } = await fleet.run('upgrade', '--flux-version', '2.10')
    expect(code).toBe(2)
    expect(stderr).toContain('Flux 2.10 needs Kubernetes 1.35.2, 1.36.1, 1.37 or newer')
    const before = fleet.files()
    const { stdout } = await fleet.done('upgrade', '--flux-version', '2.10', '--behavior', 'take')
    expect(fleet.read('flux-fleet.yaml')).toContain('version: "2.10"')
    expect(stdout).toContain('flux bootstrap')
    expect(differing(before, fleet.files())).toContain('flux-fleet.yaml')
    expect(await newer(fleet)).toEqual([])
    const back = await fleet.run('upgrade', '--flux-version', '2.9', '--yes')
    expect({ code: back.code, stderr: back.stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('the files are written for 2.10, which is newer'),
    })
    await fleet.done('undo', '--yes')
    expect(fleet.files()).toEqual(before)
  })
})

describe('newer versions in the catalog', () => {
  /** Has the fleet's catalog say a newer version of some components, as a newer generator would. */
  function raise(
    fleet: Living,
    versions: Readonly<Record<string, readonly [from: string, to: string]>>,
  ): void {
    for (const [name, [from, to]] of Object.entries(versions)) {
      const folder = join(fleet.folder, '.flux-fleet/catalog', name)
      mkdirSync(folder, { recursive: true })
      const text = readFileSync(join(checkout, 'templates/catalog', name, 'component.yaml'), 'utf8')
      const raised = text.replace(`version: ${from}`, `version: ${to}`)
      expect(raised).not.toBe(text)
      fleet.write(`.flux-fleet/catalog/${name}/component.yaml`, raised)
    }
  }
  const version = (name: string) =>
    /^ {2}version: (\S+)$/m.exec(
      readFileSync(join(checkout, 'templates/catalog', name, 'component.yaml'), 'utf8'),
    )![1]!
  const RAISED = {
    'cert-manager': [version('cert-manager'), 'v1.99.0'],
    kyverno: [version('kyverno'), '4.0.0'],
  } as const
  const OVERLAY = 'infrastructure/controllers/production/kustomization.yaml'
  const repositoryOf = (name: string) => `infrastructure/controllers/base/${name}/repository.yaml`

  test('reach the files that follow it, and are told by release', async () => {
    const fleet = await living('--secrets=none', '--component=cert-manager', '--component=kyverno')
    raise(fleet, RAISED)
    const { upgrade } = await report(fleet)
    expect(upgrade.effects).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^Helm upgrades release cert-manager in staging, production: 1\.\d+\.x → 1\.99\.x in production\.$/,
        ),
        expect.stringMatching(
          /^Helm upgrades release kyverno in staging, production: 3\.x → 4\.x, 3\.\d+\.x → 4\.0\.x in production\.$/,
        ),
      ]),
    )
    expect(fleet.read(OVERLAY)).toContain('semver: 1.99.x')
    expect(fleet.read(OVERLAY)).toContain('semver: 4.0.x')
    expect(fleet.read(repositoryOf('kyverno'))).toContain('semver: 4.x')
    expect(await newer(fleet)).toEqual([])
  })

  test('reach one component where it is named, and no other, in files that both share', async () => {
    const fleet = await living(
      '--secrets=none',
      '--component=cert-manager',
      '--component=kyverno',
      '--versions=exact',
    )
    raise(fleet, RAISED)
    const before = fleet.files()
    const { upgrade } = await report(fleet, '--component', 'kyverno')
    expect(upgrade.effects.filter((line) => line.startsWith('Helm'))).toEqual([
      `Helm upgrades release kyverno in staging, production: ${version('kyverno')} → 4.0.0.`,
    ])
    expect(differing(before, fleet.files())).toEqual(['flux-fleet.lock', repositoryOf('kyverno')])
    expect(await paths(fleet)).toContain(repositoryOf('cert-manager'))
    expect(await paths(fleet, '--component', 'kyverno')).toEqual([])
  })

  test('of one component alone in an overlay that has patches of several', async () => {
    const fleet = await living('--secrets=none', '--component=cert-manager', '--component=kyverno')
    raise(fleet, RAISED)
    const before = fleet.read(OVERLAY)
    await fleet.done('upgrade', '--yes', '--component', 'cert-manager')
    const minor = version('cert-manager').split('.').slice(0, 2).join('.').slice(1)
    expect(fleet.read(OVERLAY)).toBe(before.replace(`semver: ${minor}.x`, 'semver: 1.99.x'))
    // Documents follow once all is upgraded.
    await fleet.done('upgrade', '--yes', '--behavior', 'leave')
    expect(fleet.read(OVERLAY)).not.toContain('semver: 4.0.x')
    expect(await paths(fleet)).toEqual(expect.arrayContaining([OVERLAY, repositoryOf('kyverno')]))
    await fleet.done('upgrade', '--yes')
    expect(fleet.read(OVERLAY)).toContain('semver: 4.0.x')
    expect(await newer(fleet)).toEqual([])
  })

  test('do not take back what an updater moved, and what the fleet says itself', async () => {
    const fleet = await living(
      '--secrets=none',
      '--component=cert-manager',
      '--component=kyverno',
      '--versions=exact',
    )
    repositoryIn(fleet.folder).commit({})
    fleet.edit(repositoryOf('kyverno'), version('kyverno'), '3.99.0')
    raise(fleet, RAISED)
    const { notes } = await report(fleet)
    expect(notes.join('\n')).toContain('→ 3.99.0, as an updater moved it.')
    expect(fleet.read(repositoryOf('kyverno'))).toContain('3.99.0')
    expect(fleet.read(repositoryOf('cert-manager'))).toContain('v1.99.0')
    expect(await newer(fleet)).toEqual([])
  })
})

describe('files that moved', () => {
  const MOVED: FileMigration = {
    name: 'variables were called vars',
    from: 'clusters/*/vars.yaml',
    to: 'clusters/*/cluster-vars.yaml',
  }

  /** A fleet of a version that called a file otherwise. */
  async function withVars(): Promise<Living> {
    const fleet = await living('--secrets=none')
    ;(FILE_MIGRATIONS as FileMigration[]).push(MOVED)
    onTestFinished(() => {
      ;(FILE_MIGRATIONS as FileMigration[]).pop()
    })
    for (const cluster of ['staging', 'production']) {
      const folder = `clusters/${cluster}`
      const text = fleet.read(`${folder}/cluster-vars.yaml`)
      rmSync(join(fleet.folder, folder, 'cluster-vars.yaml'))
      fleet.write(`${folder}/vars.yaml`, text)
      fleet.edit('flux-fleet.lock', `${folder}/cluster-vars.yaml`, `${folder}/vars.yaml`)
    }
    return fleet
  }

  test('move with what people changed in them, and their lines in the lock', async () => {
    const fleet = await withVars()
    fleet.edit('clusters/staging/vars.yaml', 'data:', 'data:\n  OURS: ours')
    const before = fleet.files()
    const found = await newer(fleet)
    expect(found.map(({ path, reasons }) => [path, reasons[0]!.why])).toEqual(
      ['production', 'staging'].map((cluster) => [
        `clusters/${cluster}/cluster-vars.yaml`,
        `It moves here from clusters/${cluster}/vars.yaml: ${MOVED.name}.`,
      ]),
    )
    await fleet.done('upgrade', '--yes')
    const after = fleet.files()
    expect(differing(before, after)).toEqual([
      ...['production', 'staging'].flatMap((cluster) => [
        `clusters/${cluster}/cluster-vars.yaml`,
        `clusters/${cluster}/vars.yaml`,
      ]),
      'flux-fleet.lock',
    ])
    expect(after['clusters/staging/cluster-vars.yaml']).toBe(before['clusters/staging/vars.yaml'])
    expect('clusters/staging/vars.yaml' in after).toBe(false)
    expect(await newer(fleet)).toEqual([])
    await fleet.done('undo', '--yes')
    expect(fleet.files()).toEqual(before)
  })
})

test('a file that was edited, and that a change was merged into, is merged with what it was made as before', async () => {
  const fleet = await living('--secrets=none', '--component=podinfo')
  const repository = repositoryIn(fleet.folder)
  repository.commit({})
  // No other file is made the same: Git would have that text.
  const OVERLAY = 'infrastructure/controllers/production/kustomization.yaml'
  fleet.edit(OVERLAY, 'resources: []', '# ours\nnamePrefix: ours-\nresources: []')
  repository.commit({})
  await fleet.done('add', 'component', 'kyverno')
  repository.commit({})
  const TEMPLATE = 'templates/environment/kustomization.yaml.hbs'
  const text = readFileSync(join(checkout, TEMPLATE), 'utf8')
  fleet.write(
    `.flux-fleet/${TEMPLATE}`,
    text.replace(/(kind: Kustomization)/, '$1\nsortOptions: {order: fifo}'),
  )
  const { notes } = await report(fleet)
  expect(notes.join('\n')).toContain(`${OVERLAY}: Git has no text as it was made last`)
  expect(fleet.read(OVERLAY)).toMatch(
    /# ours\nnamePrefix: ours-\nsortOptions: \{\s?order: fifo\s?\}\nresources:\n {2}- \.\.\/base\/kyverno\n/,
  )
  expect(await newer(fleet)).toEqual([])
})

test('a second change of a template finds what an earlier one was merged with', async () => {
  const fleet = await living('--secrets=none', '--component=podinfo')
  const repository = repositoryIn(fleet.folder)
  const NAMESPACE = 'apps/base/podinfo/namespace.yaml'
  const TEMPLATE = 'templates/component/namespace.yaml.hbs'
  const template = (annotations: readonly string[]) =>
    fleet.write(
      `.flux-fleet/${TEMPLATE}`,
      `${readFileSync(join(checkout, TEMPLATE), 'utf8')}  annotations:\n${annotations.map((name) => `    ${name}: set\n`).join('')}`,
    )
  repository.commit({})
  fleet.edit(NAMESPACE, 'kind: Namespace', 'kind: Namespace # ours')
  const names = ['one', 'two', 'three']
  for (const [index, label] of names.entries()) {
    template(names.slice(0, index + 1))
    repository.commit({})
    const { notes } = await report(fleet, '--files', NAMESPACE)
    expect(fleet.read(NAMESPACE)).toContain('kind: Namespace # ours')
    expect(notes.some((note) => note.includes('an earlier one was merged with'))).toBe(label !== 'one')
    expect(fleet.read(NAMESPACE)).toContain(`    ${label}: set\n`)
  }
})

test('a fleet whose flux-fleet.yaml was not applied is not upgraded', async () => {
  const fleet = first('monorepo')
  fleet.edit('flux-fleet.yaml', '  - name: podinfo', '')
  for (const flags of [[], ['--check']]) {
    const { code, stderr } = await fleet.run('upgrade', '--yes', ...flags)
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('says what was not applied yet'),
    })
  }
})

test('diff points at upgrade where files are stale', async () => {
  const fleet = first('monorepo')
  expect((await fleet.done('diff')).stdout).toMatch(/\nTo move them along: .* upgrade\n/)
})
