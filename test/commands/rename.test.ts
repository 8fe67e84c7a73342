import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renameEntry } from '../../src/fleet/changes/rename.ts'
import type { Renamed } from '../../src/fleet/edit.ts'
import { isOwn } from '../../src/fleet/placement.ts'
import { plainFleet, SECTIONS } from '../../src/fleet/save.ts'
import type { Fleet } from '../../src/fleet/schema.ts'
import { renderFleet } from '../../src/render/render.ts'
import { openLibrary, validFleet } from '../conformance/fleets.ts'
import { MATRIX } from '../conformance/matrix.ts'
import { walk } from './identities.ts'
import { type Living, living, livingInSeveral } from './living.ts'

const library = await openLibrary()

/** A name that no fleet of the matrix has, and that YAML takes for something else. */
const FRESH = '0x2a'

function walked(fleet: Fleet) {
  return walk(fleet, new Map([...renderFleet(fleet, library)].map(([path, { content }]) => [path, content])))
}

/** One renaming of each kind that a fleet allows; of its components the last, which is the one with most about it. */
function renamings(fleet: Fleet): Renamed[] {
  return SECTIONS.flatMap((section) => {
    const entries = section === 'components' ? fleet.components.filter(isOwn) : fleet[section]
    const entry = entries.at(-1)
    return entry === undefined ? [] : [{ section, from: entry.name, to: FRESH }]
  })
}

describe('what is renamed stays the same on the clusters', () => {
  // Every tenth fleet of each layout: the conformance tests take more.
  const cases = ['monorepo', 'multi-tenant', 'multi-repo'].flatMap((layout) =>
    MATRIX.filter(({ input }) => (input.layout ?? 'monorepo') === layout)
      .filter((_, index) => index % 7 === 0)
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

  test('the walk tells another name, namespace or Kustomization', () => {
    const fleet = validFleet(MATRIX.find(({ input }) => input.layout === 'multi-tenant' && (input.tenants ?? []).length > 0)!.input, library)
    const { identities } = walked(fleet)
    for (const section of ['components', 'tenants'] as const) {
      const renamed = { ...fleet, [section]: fleet[section].map((entry) => (isOwnEntry(entry) ? { ...entry, name: `x-${entry.name}` } : entry)) }
      const detached = { ...renamed, components: renamed.components.map((entry) => ({ ...entry, dependsOn: undefined })), clusters: renamed.clusters.map((entry) => ({ ...entry, patches: undefined })) }
      expect(walked(detached).identities).not.toEqual(identities)
    }
  })
})

function isOwnEntry(entry: object): boolean {
  return 'chart' in entry || 'manifests' in entry || 'source' in entry
}
