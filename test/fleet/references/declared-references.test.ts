import { describe, expect, onTestFinished, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { placeLike } from '../../../src/fleet/changes/add-entries.ts'
import { renameEntry } from '../../../src/fleet/changes/rename-entry.ts'
import { parseFleet } from '../../../src/fleet/file/load-fleet.ts'
import { plainFleet } from '../../../src/fleet/file/save-fleet.ts'
import { formatPath } from '../../../src/fleet/issue.ts'
import { declaredReferences, EACH } from '../../../src/fleet/references/declared-references.ts'
import { dependentsOf } from '../../../src/fleet/references/dependents.ts'
import { findUnknownNames } from '../../../src/fleet/references/unknown-names.ts'
import { componentSchema } from '../../../src/fleet/schema/component-schema.ts'
import { namesEntry } from '../../../src/fleet/schema/entry-reference.ts'
import { type Fleet, type FleetInput, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { schemaFacts } from '../../../src/fleet/schema/schema-walk.ts'
import { SECTION_DESCRIPTORS } from '../../../src/fleet/sections/sections.ts'

const chart = { oci: 'oci://registry.example.com/x', version: '1.0.0' }

function fleet(more: Partial<FleetInput>): Fleet {
  const parsed = parseFleet({
    version: 1,
    name: 'shop',
    git: { owner: 'acme' },
    environments: [{ name: 'staging' }],
    clusters: [
      { name: 'west', environment: 'staging' },
      { name: 'east', environment: 'staging' },
    ],
    ...more,
  })
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues))
  return parsed.fleet
}

/** What declares nothing else about itself than that its name is one of these. */
function textFields(schema: unknown, path: string, key: string): { path: string; key: string }[] {
  const { type, element, valueType, shape } = schemaFacts(schema)
  if (type === 'array') return textFields(element, `${path}[]`, key)
  if (type === 'record') return textFields(valueType, `${path}.*`, key)
  if (type === 'string') return [{ path, key }]
  return Object.entries(shape ?? {}).flatMap(([name, inner]) =>
    textFields(inner, path === '' ? name : `${path}.${name}`, name),
  )
}

describe('fields that name entries', () => {
  const declared = declaredReferences().map(({ holder, path }) =>
    path.reduce<string>((text, part) => (part === EACH ? `${text}[]` : `${text}.${part}`), `${holder}[]`),
  )

  test('are declared wherever the name of a field says so', () => {
    const words = [...SECTION_DESCRIPTORS.flatMap(({ key, word }) => [key, word]), 'dependsOn']
    const named = textFields(fleetSchema, '', '').filter(({ key }) => words.includes(key))
    expect(named.map(({ path }) => path)).toEqual(declared)
    expect(declared).toContain('components[].overrides[].environment')
  })

  test('name a section that is there', () => {
    const lost = z.strictObject({
      ...fleetSchema.shape,
      clusters: z.array(
        z.strictObject({
          name: z.string(),
          region: namesEntry(z.string(), { section: 'regions', dependent: 'is in' }),
        }),
      ),
    })
    expect(() => declaredReferences(lost)).toThrow('"regions" is no section')
  })
})

describe('one more field that names entries', () => {
  const extended = z.strictObject({
    ...fleetSchema.shape,
    components: z._default(
      z.array(
        z.strictObject({
          ...componentSchema.shape,
          mirrors: z.optional(
            z.array(
              z.strictObject({
                cluster: namesEntry(z.string(), { section: 'clusters', dependent: 'is mirrored to' }),
              }),
            ),
          ),
        }),
      ),
      [],
    ),
  })
  const references = declaredReferences(extended)
  const mirrored = (...clusters: string[]): Fleet => {
    const plain = fleet({ components: [{ name: 'web', chart }] })
    const mirrors = clusters.map((cluster) => ({ cluster }))
    return { ...plain, components: plain.components.map((component) => ({ ...component, mirrors })) }
  }

  test('is looked up', () => {
    const issues = findUnknownNames(mirrored('west', 'eats'), references)
    expect(issues.map(({ path, message }) => `${formatPath(path)}: ${message}`)).toEqual([
      'components[0].mirrors[1].cluster: there is no cluster "eats", did you mean "east"?',
    ])
  })

  test('is checked, though no check knows of it', async () => {
    vi.resetModules()
    // The modules that are loaded here know a field that others are not to know of.
    onTestFinished(() => {
      vi.resetModules()
    })
    const { ENTRY_REFERENCES } = await import('../../../src/fleet/schema/entry-reference.ts')
    const { componentSchema } = await import('../../../src/fleet/schema/component-schema.ts')
    ENTRY_REFERENCES.add(componentSchema.shape.releaseName, {
      section: 'clusters',
      dependent: 'is called after',
    })
    const { checkFleet } = await import('../../../src/features/check-fleet.ts')
    const called = fleet({
      components: [{ name: 'web', chart, releaseName: 'wset', environments: ['stagin'] }],
    })
    expect(
      checkFleet(called, new Map()).map(({ path, message }) => `${formatPath(path)}: ${message}`),
    ).toEqual([
      'components[0].environments[0]: there is no environment "stagin", did you mean "staging"?',
      'components[0].releaseName: there is no cluster "wset", did you mean "west"?',
    ])
  })

  test('keeps an entry from being removed', () => {
    const dependents = (name: string) =>
      dependentsOf(mirrored('west', 'west'), 'clusters', [name], new Map(), [], references)
    expect(dependents('west')).toEqual(['component web is mirrored to west'])
    expect(dependents('east')).toEqual([])
  })

  test('is rewritten by a renaming', () => {
    const renamed = { section: 'clusters', from: 'west', to: 'north' } as const
    const after = renameEntry(mirrored('east', 'west'), renamed, false, references)
    expect(after.components[0]).toHaveProperty('mirrors', [{ cluster: 'east' }, { cluster: 'north' }])
    expect(after.clusters[0]).toMatchObject({ name: 'north', directory: 'west' })
  })
})

describe('what belongs to single clusters by name', () => {
  const placed = fleet({ components: [{ name: 'web', chart, clusters: ['west', 'east'] }] })

  test('depends on a cluster only without the others', () => {
    const dependents = (...names: string[]) => dependentsOf(placed, 'clusters', names, new Map())
    expect(dependents('west')).toEqual([])
    expect(dependents('west', 'east')).toEqual([
      'component web names cluster west',
      'component web names cluster east',
    ])
  })

  test('has a new cluster that is like another one', () => {
    expect(plainFleet(placeLike(placed, 'clusters', 'east', 'south')).components).toEqual([
      { name: 'web', chart, clusters: ['west', 'east', 'south'] },
    ])
    expect(placeLike(placed, 'clusters', 'north', 'south').components[0]).toBe(placed.components[0])
  })
})
