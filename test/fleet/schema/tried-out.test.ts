import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findExamples } from '../../../scripts/example-tree.ts'
import { loadFleet } from '../../../src/fleet/file/load-fleet.ts'
import { type Fleet, fleetSchema } from '../../../src/fleet/schema/fleet-schema.ts'
import { schemaFacts } from '../../../src/fleet/schema/schema-walk.ts'
import { fixtures } from '../../commands/run.ts'
import { openLibrary, validFleet } from '../../conformance/fleets.ts'
import { MATRIX } from '../../conformance/matrix.ts'

/** Whatever data has, as `tenants[].role admin`; each key is there as `tenants[].role`, too. */
function traits(data: unknown, at = ''): string[] {
  if (Array.isArray(data)) return [at, ...data.flatMap((entry) => traits(entry, `${at}[]`))]
  if (typeof data !== 'object' || data === null) return [at, `${at} ${String(data)}`]
  return [
    at,
    ...Object.entries(data).flatMap(([key, value]) => traits(value, at === '' ? key : `${at}.${key}`)),
  ]
}

/** Whatever the schema lets data have, in the same words: each key, and each value of which there are few. */
function possibleTraits(schema: unknown, at = ''): string[] {
  const { entries, type, shape, element } = schemaFacts(schema)
  const values = entries === undefined ? (type === 'boolean' ? [true, false] : []) : Object.values(entries)
  return [
    at,
    ...values.map((value) => `${at} ${value}`),
    ...Object.entries(shape ?? {}).flatMap(([key, inner]) =>
      possibleTraits(inner, at === '' ? key : `${at}.${key}`),
    ),
    ...(element === undefined ? [] : possibleTraits(element, `${at}[]`)),
  ]
}

function fixtureFleets(): Fleet[] {
  return readdirSync(fixtures('valid')).map((name) => {
    const loaded = loadFleet(readFileSync(join(fixtures('valid'), name), 'utf8'))
    if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
    return loaded.fleet
  })
}

function exampleFleets(): Fleet[] {
  return findExamples().map(({ file }) => {
    const loaded = loadFleet(readFileSync(file, 'utf8'))
    if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
    return loaded.fleet
  })
}

test('every key of flux-fleet.yaml, and every choice of one, is in a fleet that the tests render', async () => {
  const library = await openLibrary()
  const fleets = [
    ...fixtureFleets(),
    ...exampleFleets(),
    ...MATRIX.map(({ input }) => validFleet(input, library)),
  ]
  const tried = new Set(fleets.flatMap((fleet) => traits(fleet)))
  expect(tried.size).toBeGreaterThan(500)
  const possible = possibleTraits(fleetSchema)
  expect(possible.length).toBeGreaterThan(200)
  expect(possible.filter((trait) => !tried.has(trait))).toEqual([])
})
