import { describe, expect, test } from 'vitest'
import type { FieldPath } from '../../../src/fleet/issue.ts'
import { fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { KEY_GROUPS } from '../../../src/fleet/schema/key-notes.ts'
import { groupAt, titledValuesAt } from '../../../src/fleet/schema/labels-at.ts'
import { schemaFacts } from '../../../src/fleet/schema/schema-walk.ts'

interface Field {
  path: FieldPath
  values: string[]
}

/** Every field of the fleet, those inside of entries, too, with the values that it can have if they are told. */
function fieldsIn(schema: unknown, path: FieldPath): Field[] {
  const { type, element, shape, entries } = schemaFacts(schema)
  const own = { path, values: type === 'enum' ? Object.values(entries!) : [] }
  if (type === 'array') return [own, ...fieldsIn(element, [...path, 0])]
  return [own, ...Object.entries(shape ?? {}).flatMap(([key, inner]) => fieldsIn(inner, [...path, key]))]
}

const FIELDS = fieldsIn(fleetSchema, []).filter(({ path }) => path.length > 0)

describe('what the keys of a fleet are about', () => {
  test('is told for every key', () => {
    expect(FIELDS.filter(({ path }) => groupAt(path) === undefined)).toEqual([])
  })

  test('leaves no group empty', () => {
    const used = new Set(FIELDS.map(({ path }) => groupAt(path)))
    expect(KEY_GROUPS.filter((group) => !used.has(group))).toEqual([])
  })

  test('is what the nearest key says', () => {
    expect(groupAt(['clusters', 0, 'region'])).toBe('Clusters')
    expect(groupAt(['clusters', 0, 'recipients', 3])).toBe('Secrets')
    expect(groupAt(['environments', 0, 'platform', 'tag'])).toBe('Repository')
    expect(groupAt([])).toBeUndefined()
  })
})

describe('how values are called', () => {
  test('is told for every value', () => {
    const enums = FIELDS.filter(({ values }) => values.length > 0)
    expect(enums.length).toBeGreaterThan(10)
    for (const { path, values } of enums) {
      const titled = titledValuesAt(path)
      expect({ path, values: titled.map(({ value }) => value) }).toEqual({ path, values })
      expect(titled.filter(({ title }) => title === '')).toEqual([])
    }
  })

  test('says when to take them', () => {
    expect(titledValuesAt(['ci'])).toEqual([
      { value: 'github', title: 'GitHub Actions' },
      { value: 'gitlab', title: 'GitLab CI' },
      { value: 'none', title: 'nowhere', hint: 'only by scripts/validate.sh' },
    ])
    expect(titledValuesAt(['name'])).toEqual([])
  })
})
