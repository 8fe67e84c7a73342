import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { diffArrays } from 'diff'
import { describe, expect, test } from 'vitest'
import { GENERATOR_VERSION } from '../../src/commands/command-line/version.ts'
import { parseLock } from '../../src/tree/lock.ts'
import { checkout } from '../program.ts'
import { differing, type Living, living, livingAt } from './living.ts'
import { desk } from './run.ts'

/**
 * A fleet that an older generator made, with other templates: fewer files, other API versions, another style.
 */
function older(): Living {
  const here = desk()
  cpSync(join(checkout, 'test/fixtures/older-generator'), join(here.cwd, 'fleet'), { recursive: true })
  return livingAt(here, 'fleet')
}

/** The lines that differ between two states of files that were there before, by path. */
function changedLines(
  before: Record<string, string>,
  after: Record<string, string>,
): Record<string, string[]> {
  const paths = differing(before, after).filter((path) => path in before && path !== 'flux-fleet.lock')
  return Object.fromEntries(
    paths.map((path) => {
      const [one, other] = [before, after].map((files) =>
        (files[path] ?? '').replace(/^file \d+ /, '').split('\n'),
      )
      const lines = diffArrays(one!, other!).flatMap(({ added, removed, value }) =>
        added || removed ? value.map((line) => (added ? '+' : '-') + line) : [],
      )
      return [path, lines]
    }),
  )
}

interface Report {
  stale: string[]
  edited: string[]
  drift: string[]
  missing: string[]
}

async function report(fleet: Living): Promise<Report> {
  const { stale, edited, drift, missing } = JSON.parse((await fleet.done('diff', '--json')).stdout)
  const paths = (files: { path: string }[]) => files.map(({ path }) => path)
  return { stale: paths(stale), edited: paths(edited), drift, missing }
}

const OVERLAY = 'infrastructure/controllers/staging/kustomization.yaml'
const CONFIGS = 'infrastructure/configs/staging/kustomization.yaml'

describe('a fleet of an older generator', () => {
  test('diff tells a stale file that was deleted by hand as deleted, and once', async () => {
    const fleet = older()
    const path = 'apps/base/podinfo/release.yaml'
    rmSync(join(fleet.folder, path))
    const { edited, stale } = await report(fleet)
    expect({ edited, isStale: stale.includes(path) }).toEqual({ edited: [path], isStale: false })
  })

  test('add changes the lines that it is about, and rewrites a page that nobody edited', async () => {
    const fleet = older()
    const before = fleet.files()
    const known = await report(fleet)
    expect(known).toMatchObject({ edited: [], drift: [] })
    expect(known.stale).toEqual(
      expect.arrayContaining(['.kubeconform.yaml', 'apps/base/podinfo/release.yaml', OVERLAY]),
    )
    const { stdout } = await fleet.done('diff')
    expect(stdout).toContain('  .kubeconform.yaml (no longer made)\n')
    expect(stdout).toContain('  .sourceignore (new)\n')
    expect(stdout).toContain('  apps/base/podinfo/release.yaml (written by 0.0.4)\n')

    await fleet.done('add', 'component', 'kyverno')
    const after = fleet.files()
    const { 'docs/fleet.md': page, ...lines } = changedLines(before, after)
    expect(lines).toEqual({
      // Flux is to wait for its policies, whose state it can't tell by itself.
      'clusters/staging/infrastructure.yaml': [
        '+  # When custom resources are fine that Flux could not tell of by itself.',
        '+  healthCheckExprs:',
        '+  - apiVersion: policies.kyverno.io/v1',
        '+    kind: ValidatingPolicy',
        '+    current: |-',
        '+      status.conditionStatus.ready',
      ],
      'flux-fleet.yaml': ['+  - name: kyverno'],
      [CONFIGS]: ['-resources: []', '+resources:', '+  - ../base/kyverno'],
      [OVERLAY]: ['-resources: []', '+resources:', '+  - ../base/kyverno'],
    })
    // Its lines hang together: of two templates' tables no third one can be made.
    expect(page).toContain('+# Fleet fleet')
    const created = differing(before, after).filter((path) => !(path in before))
    expect(created.length).toBeGreaterThan(5)
    expect(
      created.filter((path) => !/^infrastructure\/(controllers|configs)\/base\/kyverno\//.test(path)),
    ).toEqual([])
    expect(await report(fleet)).toEqual({
      ...known,
      stale: known.stale.filter((path) => path !== 'docs/fleet.md'),
    })
  })

  test('remove deletes what nobody edited, whichever templates wrote it', async () => {
    const fleet = older()
    const before = fleet.files()
    await fleet.done('remove', 'component', 'podinfo')
    const lines = changedLines(before, fleet.files())
    expect(lines['apps/staging/kustomization.yaml']).toEqual([
      '-resources:',
      '+resources: []',
      '-- ../base/podinfo',
    ])
    expect(Object.keys(fleet.files()).filter((path) => path.startsWith('apps/base'))).toEqual([])
  })

  test('what was edited since is told from what is stale, and a conflict', async () => {
    const fleet = older()
    fleet.edit('apps/base/podinfo/release.yaml', 'interval: 5m', 'interval: 7m')
    fleet.edit('docs/fleet.md', '| podinfo |', '| podinfo, ours |')
    const before = fleet.files()
    expect((await report(fleet)).edited).toEqual(['apps/base/podinfo/release.yaml', 'docs/fleet.md'])
    const { code, stderr } = await fleet.run('remove', 'component', 'podinfo')
    expect(code).toBe(3)
    expect(stderr).toContain('apps/base/podinfo/release.yaml: it is no longer needed, but was edited by hand')
    expect(stderr).toContain('docs/fleet.md')
    expect(stderr).not.toContain('namespace.yaml')
    expect(fleet.files()).toEqual(before)
  })
})

describe.each([
  ['monorepo', ''],
  ['multi-tenant', ''],
  ['multi-repo', 'acme-fleet'],
])('a fleet that 0.1.0 made, in the layout %s', (layout, inner) => {
  const DOCUMENT = 'docs/fleet.md'

  function first(): Living {
    const here = desk()
    cpSync(join(checkout, 'test/fixtures/made-by-0.1.0', layout), join(here.cwd, 'fleet'), {
      recursive: true,
    })
    return livingAt(here, 'fleet', inner)
  }

  /** The locks of all its repositories, by path, as the line of each file. */
  function locks(fleet: Living): Record<string, { head: string; lines: Map<string, string> }> {
    return Object.fromEntries(
      Object.entries(fleet.files())
        .filter(([path]) => path.endsWith('flux-fleet.lock'))
        .map(([path, content]) => {
          const [head, files] = content.replace(/^file \d+ /, '').split('\nfiles:\n') as [string, string]
          const lines = files.trimEnd().split('\n')
          return [
            path,
            { head, lines: new Map(lines.map((line) => [line.trimStart().split(': ')[0]!, line])) },
          ]
        }),
    )
  }

  test('is known as what it is: nobody edited it, and all of it was applied', async () => {
    const fleet = first()
    for (const { head } of Object.values(locks(fleet)))
      expect(head).toContain('\nversion: 1\ngenerator: 0.1.0\n')
    expect(await report(fleet)).toMatchObject({ edited: [], drift: [], missing: [] })
    fleet.edit(DOCUMENT, '\n', '\nOurs.\n')
    expect((await report(fleet)).edited).toEqual([join(inner, DOCUMENT)])
    expect((await fleet.done('explain', DOCUMENT)).stdout).toContain('changed by hand since it was rendered')
  })

  test('its locks are taken over by a change, with no line touched that the change is not about', async () => {
    const fleet = first()
    const before = { files: fleet.files(), locks: locks(fleet) }
    await fleet.done('add', 'component', 'kyverno')
    const after = { files: fleet.files(), locks: locks(fleet) }
    const changed = differing(before.files, after.files)
    expect(changed).toContain(join(inner, 'flux-fleet.lock'))
    for (const [path, { head, lines }] of Object.entries(after.locks)) {
      const was = before.locks[path]!
      if (!changed.includes(path)) continue
      expect(head).toContain('\nversion: 2\n')
      const folder = path.replace('flux-fleet.lock', '')
      for (const [name, line] of lines) {
        const touched = changed.includes(folder + name)
        expect({ name, line, touched }).toMatchObject({ touched: line !== was.lines.get(name) })
        if (touched) expect(line).toMatch(/: blob:[0-9a-f]{40} (managed|seed|handed-over) \S+$/)
      }
      expect([...lines.keys()]).toEqual(expect.arrayContaining([...was.lines.keys()]))
    }
    expect(await report(fleet)).toMatchObject({ edited: [], drift: [], missing: [] })

    await fleet.done('remove', 'component', 'kyverno')
    const { edited, drift } = await report(fleet)
    expect({ edited, drift }).toEqual({ edited: [], drift: [] })
    const paths = (files: Record<string, string>) => Object.keys(files).filter((path) => !path.endsWith('/'))
    expect(paths(fleet.files())).toEqual(paths(before.files))
  })

  test('what was edited in it before is not taken for what was rendered', async () => {
    const fleet = first()
    const path =
      layout === 'multi-repo'
        ? '../acme-platform/apps/base/podinfo/release.yaml'
        : 'apps/base/podinfo/release.yaml'
    fleet.edit(path, 'spec:', '# ours\nspec:')
    const { code, stderr } = await fleet.run('remove', 'component', 'podinfo')
    expect(code).toBe(3)
    expect(stderr).toContain('release.yaml: it is no longer needed, but was edited by hand')
  })
})

describe('a fleet whose own templates were edited since', () => {
  const TEMPLATE = 'templates/environment/kustomization.yaml.hbs'
  const NAMESPACE = 'templates/component/namespace.yaml.hbs'

  /** A fleet with templates of its own from the first day, changed afterwards. */
  async function withTemplates(): Promise<Living> {
    const fleet = await living('--secrets=none', '--component=podinfo')
    for (const path of [TEMPLATE, NAMESPACE]) {
      mkdirSync(join(fleet.folder, '.flux-fleet', path, '..'), { recursive: true })
      const text = readFileSync(join(checkout, path), 'utf8')
      fleet.write(`.flux-fleet/${path}`, text.replace('---\n', '---\n# Of our company, new.\n'))
    }
    return fleet
  }

  test('add brings nothing of the new templates into files that are there', async () => {
    const fleet = await withTemplates()
    const locked = parseLock(fleet.read('flux-fleet.lock')).files
    const known = await report(fleet)
    expect(known.edited).toEqual([])
    expect(known.stale).toContain('apps/base/podinfo/namespace.yaml')
    expect(known.stale).toContain(OVERLAY)
    const before = fleet.files()
    await fleet.done('add', 'component', 'kyverno')
    const lines = changedLines(before, fleet.files())
    const entry = ['-resources: []', '+resources:', '+  - ../base/kyverno']
    for (const path of [OVERLAY, CONFIGS]) expect(lines[path]).toEqual(entry)
    expect(
      Object.values(lines)
        .flat()
        .filter((line) => line.includes('Of our company')),
    ).toEqual([])
    expect(fleet.read('infrastructure/controllers/base/kyverno/namespace.yaml')).toContain(
      '# Of our company, new.',
    )
    expect(await report(fleet)).toEqual(known)
    const { files } = parseLock(fleet.read('flux-fleet.lock'))
    expect(files.get('apps/base/podinfo/release.yaml')).toEqual(locked.get('apps/base/podinfo/release.yaml'))
    expect(files.get('infrastructure/controllers/base/kyverno/namespace.yaml')?.by).toEqual({
      generator: GENERATOR_VERSION,
      templates: expect.stringMatching(/^[0-9a-f]{12}$/),
    })
  })
})
