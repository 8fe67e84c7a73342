import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { diffArrays } from 'diff'
import { describe, expect, test } from 'vitest'
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

async function report(fleet: Living): Promise<{ stale: string[]; edited: string[]; drift: string[] }> {
  const { stale, edited, drift } = JSON.parse((await fleet.done('diff', '--json')).stdout)
  const paths = (files: { path: string }[]) => files.map(({ path }) => path)
  return { stale: paths(stale), edited: paths(edited), drift }
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
  })
})
