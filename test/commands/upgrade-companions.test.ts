import { describe, expect, test } from 'vitest'
import { withCompanions, withoutNeedy } from '../../src/commands/upgrade/companions.ts'
import type { OutdatedFile } from '../../src/commands/upgrade/outdated-files.ts'
import { loadFleet } from '../../src/fleet/file/load-fleet.ts'
import { repositoriesOf } from '../resolved.ts'

const loaded = loadFleet('version: 1\nname: shop\ngit: {owner: acme}\n')
if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
const [main] = repositoriesOf(loaded.fleet)

interface Made {
  before?: string
  after?: string
  folder?: string
  isSettled?: boolean
}

/** Files as they were made and would be made now, by path. */
function files(of: Readonly<Record<string, Made>>) {
  const all = Object.entries(of).map(
    ([path, { before, after, folder = '', isSettled = false }]): OutdatedFile => ({
      repository: { ...main!, folder },
      path,
      full: `${folder}${path}`,
      state: before === undefined ? 'new' : after === undefined ? 'no longer made' : 'made otherwise',
      locked: undefined,
      rendered: after === undefined ? undefined : { content: after, kind: 'managed' },
      isSettled,
    }),
  )
  const madeAs = (file: OutdatedFile) => of[file.path]?.before
  const named = (list: readonly OutdatedFile[]) => list.map(({ path }) => path)
  const pick = (...paths: string[]) => all.filter(({ path }) => paths.includes(path))
  return {
    with: (...paths: string[]) => named(withCompanions(pick(...paths), all, madeAs)),
    without: (...paths: string[]) => named(withoutNeedy(all, pick(...paths), madeAs)),
  }
}

const RESOURCES = (...names: string[]) => `resources:\n${names.map((name) => `  - ${name}\n`).join('')}`

describe('files that others can not be upgraded without', () => {
  const listed = files({
    'a/kustomization.yaml': {
      before: RESOURCES('old.yaml'),
      after: RESOURCES('new.yaml', '../b', 'far/x.yaml'),
    },
    'a/new.yaml': { after: 'new: 1\n' },
    'a/old.yaml': { before: 'old: 1\n' },
    'a/other.yaml': { before: 'a: 1\n', after: 'a: 2\n' },
    'b/kustomization.yaml': { after: RESOURCES('c.yaml') },
    'b/c.yaml': { after: 'c: 1\n' },
  })

  test('are new ones that a kustomization.yaml lists, and so on', () => {
    expect(listed.with('a/kustomization.yaml')).toEqual([
      'a/kustomization.yaml',
      'a/new.yaml',
      'b/kustomization.yaml',
      'b/c.yaml',
    ])
    expect(listed.with('a/new.yaml')).toEqual(['a/new.yaml'])
    expect(listed.with('a/other.yaml')).toEqual(['a/other.yaml'])
  })

  test('are the lists that name a file which goes', () => {
    expect(listed.with('a/old.yaml')).toContain('a/kustomization.yaml')
  })

  test('leave others behind with them', () => {
    expect(listed.without('b/c.yaml')).toEqual(['a/new.yaml', 'a/other.yaml'])
    expect(listed.without('a/other.yaml')).toHaveLength(5)
  })

  test('are the variables that a file begins to use', () => {
    const vars = (...names: string[]) => `data:\n${names.map((name) => `  ${name}: "1"\n`).join('')}`
    const used = files({
      'clusters/one/cluster-vars.yaml': { before: vars('OLD'), after: vars('OLD', 'NEW') },
      'clusters/two/cluster-vars.yaml': { before: vars('OLD'), after: vars('OLD', 'NEW') },
      'clusters/two/apps.yaml': { before: 'a: 1\n', after: 'a: 2\n' },
      'apps/new.yaml': { folder: 'platform/', before: 'a: ${OLD}\n', after: 'a: ${OLD}${NEW}\n' },
      'apps/old.yaml': { folder: 'platform/', before: 'a: 1\n', after: 'a: ${OLD}\n' },
      'apps/always.yaml': { folder: 'platform/', before: 'a: ${NEW}\n', after: 'b: ${NEW}\n' },
    })
    expect(used.with('apps/new.yaml')).toEqual([
      'clusters/one/cluster-vars.yaml',
      'clusters/two/cluster-vars.yaml',
      'apps/new.yaml',
    ])
    expect(used.with('apps/old.yaml')).toEqual(['apps/old.yaml'])
    expect(used.with('apps/always.yaml')).toEqual(['apps/always.yaml'])
  })

  test('are none that a person has already, or deleted', () => {
    const settled = files({
      'a/kustomization.yaml': { before: RESOURCES(), after: RESOURCES('new.yaml') },
      'a/new.yaml': { after: 'new: 1\n', isSettled: true },
    })
    expect(settled.with('a/kustomization.yaml')).toEqual(['a/kustomization.yaml'])
  })
})
