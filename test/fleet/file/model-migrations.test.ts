import { describe, expect, test } from 'vitest'
import { loadFleet } from '../../../src/fleet/file/load-fleet.ts'
import {
  MODEL_MIGRATIONS,
  type ModelMigration,
  migrateModel,
} from '../../../src/fleet/file/model-migrations.ts'
import { fleetSchema, MODEL_VERSION } from '../../../src/fleet/schema/fleet-schema.ts'

const TEXT = `version: ${MODEL_VERSION}
name: shop
git:
  owner: acme
environments:
  - name: staging
clusters:
  - name: one
    environment: staging
    domain: one.example.com
`

/** Two migrations that never were. */
const made: ModelMigration[] = [
  {
    from: MODEL_VERSION - 2,
    name: 'a title is called a name',
    migrate: ({ title, ...rest }) => ({ ...rest, name: title }),
  },
  {
    from: MODEL_VERSION - 1,
    name: 'names end alike',
    migrate: (data) => ({ ...data, name: `${data.name}-fleet` }),
  },
]

describe('migrateModel', () => {
  test('has every version before the current one, without a gap', () => {
    expect(MODEL_MIGRATIONS.map(({ from }) => from)).toEqual(
      Array.from({ length: MODEL_VERSION - 1 }, (_, index) => index + 1),
    )
  })

  test('applies in order what came after the version, and says the new one', () => {
    const oldest = Object.freeze({ version: MODEL_VERSION - 2, title: 'shop' })
    expect(migrateModel(oldest, made)).toEqual({ data: { version: MODEL_VERSION, name: 'shop-fleet' } })
    expect(migrateModel({ version: MODEL_VERSION - 1, name: 'shop' }, made)).toEqual({
      data: { version: MODEL_VERSION, name: 'shop-fleet' },
    })
  })

  test.each([
    { version: MODEL_VERSION, title: 'shop' },
    { title: 'shop' },
    { version: '0', title: 'shop' },
    { version: 0.5 },
    { version: null },
    [],
    null,
    'text',
    undefined,
  ])('leaves alone %j, which is current or no model', (data) => {
    expect(migrateModel(data, made)).toEqual({ data })
    const migrated = migrateModel(data, made)
    expect('data' in migrated && migrated.data).toBe(data)
  })

  test('says of a version that only a newer generator knows what to do', () => {
    const { issues } = migrateModel({ version: MODEL_VERSION + 1 }, made) as { issues: unknown }
    expect(issues).toEqual([
      {
        path: ['version'],
        message: expect.stringContaining('run the command with npm create flux-fleet@latest'),
      },
    ])
  })
})

describe('the text of a fleet', () => {
  test('of the current version is what is held', () => {
    const loaded = loadFleet(TEXT)
    expect('fleet' in loaded && loaded.data).toBe('fleet' in loaded && loaded.written)
    expect(fleetSchema.shape.version.safeParse(MODEL_VERSION).success).toBe(true)
  })

  test('of a newer version says so with its place, and nothing of what it does not understand', () => {
    const newer = `${TEXT.replace(/^version: \d+/, `version:   ${MODEL_VERSION + 1}`)}fields: of that version\n`
    expect(loadFleet(newer)).toEqual({
      issues: [
        {
          path: ['version'],
          message: `is ${MODEL_VERSION + 1}, and this version of create-flux-fleet knows ${MODEL_VERSION} at most: a newer one wrote it, so run the command with npm create flux-fleet@latest`,
          place: { line: 1, column: 12 },
        },
      ],
    })
  })

  test('of a version that never was says which number it has to be', () => {
    expect(loadFleet(TEXT.replace(/^version: \d+/, 'version: 0'))).toMatchObject({
      issues: [{ message: `must be the number ${MODEL_VERSION}, but is 0`, place: { line: 1, column: 10 } }],
    })
  })
})
