import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gt } from 'semver'
import { beforeAll, describe, expect, test } from 'vitest'
import { GENERATOR_VERSION } from '../../src/commands/command-line/version.ts'
import { renderRepositories } from '../../src/features/render-fleet.ts'
import { loadFleet } from '../../src/fleet/file/load-fleet.ts'
import { type ChangelogEntry, changelogOf, changelogSchema } from '../../src/render/changelog.ts'
import { builtinFiles } from '../../src/render/templates/builtin.ts'
import { Library } from '../../src/render/templates/library.ts'
import { pathPattern } from '../../src/text/path-pattern.ts'
import { parseLock } from '../../src/tree/lock.ts'
import { checkout } from '../program.ts'

let library: Library
/** Every path that a fleet of the fixtures and examples has, or had in an earlier version. */
const paths = new Set<string>()

beforeAll(async () => {
  library = await Library.create(await builtinFiles())
  const valid = join(checkout, 'test/fixtures/valid')
  const examples = join(checkout, 'examples')
  const texts = [
    ...readdirSync(valid).map((name) => join(valid, name)),
    ...readdirSync(examples).map((name) => join(examples, name, 'flux-fleet.yaml')),
  ].flatMap((path) => {
    try {
      return [readFileSync(path, 'utf8')]
    } catch {
      return []
    }
  })
  for (const text of texts) {
    const loaded = loadFleet(text)
    if ('issues' in loaded) continue
    try {
      for (const { tree } of renderRepositories(loaded.fleet, library, { checks: false }))
        for (const path of tree.paths()) paths.add(path)
    } catch {
      // It is made with templates or a catalog of its own.
    }
  }
  for (const lock of ['monorepo', 'multi-tenant', 'multi-repo/acme-fleet', 'multi-repo/acme-platform'])
    for (const path of parseLock(
      readFileSync(join(checkout, 'test/fixtures/made-by-0.1.0', lock, 'flux-fleet.lock'), 'utf8'),
    ).files.keys())
      paths.add(path)
})

/** What an entry names that there is not. */
function namesNothing({ files = [], component }: ChangelogEntry): string[] {
  const wrong = files.filter((pattern) => ![...paths].some(pathPattern(pattern)))
  return component === undefined || library.catalog.has(component) ? wrong : [...wrong, component]
}

describe('the changelog', () => {
  test('keeps its schema', () => {
    expect(changelogSchema().safeParse(changelogOf(library)).error?.issues).toBe(undefined)
    expect(changelogOf(library).length).toBeGreaterThan(10)
  })

  test('names files and components that exist', () => {
    expect(paths.size).toBeGreaterThan(200)
    expect(changelogOf(library).flatMap(namesNothing)).toEqual([])
    const wrong = { version: '0.2.0', why: 'It is so.' }
    expect(namesNothing({ ...wrong, files: ['nowhere/*.yaml'] })).toEqual(['nowhere/*.yaml'])
    expect(namesNothing({ ...wrong, component: 'nothing' })).toEqual(['nothing'])
  })

  test('is in the order of versions, none of which is still to come', () => {
    const versions = changelogOf(library).map(({ version }) => version)
    expect(versions.filter((version, index) => index > 0 && gt(versions[index - 1]!, version))).toEqual([])
    expect(versions.filter((version) => gt(version, GENERATOR_VERSION))).toEqual([])
  })

  test.each([
    [{ version: '0.2', files: ['a'], why: 'So.' }],
    [{ version: '0.2.0', why: 'So.' }],
    [{ version: '0.2.0', files: ['a'], component: 'b', why: 'So.' }],
    [{ version: '0.2.0', files: [], why: 'So.' }],
    [{ version: '0.2.0', files: ['a'], why: 'no sentence' }],
    [{ version: '0.2.0', files: ['a'], why: 'So.', behavior: true }],
  ])('%j would be wrong', (entry) => {
    expect(changelogSchema().safeParse([entry]).success).toBe(false)
  })
})
