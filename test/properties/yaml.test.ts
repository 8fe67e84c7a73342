import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadFleet } from '../../src/fleet/file/load-fleet.ts'
import { saveFleet } from '../../src/fleet/file/save-fleet.ts'
import { mergeMaps } from '../../src/yaml/merge-maps.ts'
import { scalar } from '../../src/yaml/scalar.ts'
import { toYaml } from '../../src/yaml/write.ts'
import { fleet, label, text, values } from './arbitraries.ts'

const VERSIONS = ['1.1', '1.2'] as const

/** What Go's YAML readers, which are Flux's and Kubernetes', take for the end of a line or refuse. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNREADABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/

function read(source: string): unknown[] {
  return VERSIONS.map((version) => parse(source, { version, uniqueKeys: true }))
}

describe('scalar', () => {
  test('any text is read back as itself, wherever it stands', () => {
    fc.assert(
      fc.property(fc.oneof(text, label), (value) => {
        const written = scalar(value)
        expect(written).not.toMatch(UNREADABLE)
        expect(written).not.toContain('\n')
        expect(read(`key: ${written}\nnext: 1\n`)).toEqual(VERSIONS.map(() => ({ key: value, next: 1 })))
        expect(read(`- ${written}\n- a: ${written} # comment\n`)).toEqual(
          VERSIONS.map(() => [value, { a: value }]),
        )
      }),
      { numRuns: 800 },
    )
  })

  test('what is easy to read stays plain', () => {
    for (const value of [
      'one',
      'eu-west-1',
      'oci://ghcr.io/x',
      './apps/base',
      '1.x',
      '10m',
      'a@b.example',
      '${CLUSTER_NAME}',
    ]) {
      expect(scalar(value)).toBe(value)
    }
  })

  test('numbers and booleans stay what they are, anything else is refused', () => {
    expect([scalar(1.5), scalar(true)]).toEqual(['1.5', 'true'])
    for (const value of [undefined, null, {}, []]) expect(() => scalar(value)).toThrow('scalars')
  })
})

test('toYaml: what was written before makes no difference', () => {
  const alike = [null, Number.NaN, Number.POSITIVE_INFINITY, 0, -0, '', 'null', '0']
  const shapes = [
    (value: unknown) => value,
    (value: unknown) => ({ value }),
    (value: unknown) => ({ list: [1, value], after: 2 }),
  ]
  for (const shape of shapes) {
    const written = alike.map((value) => toYaml(shape(value)))
    expect(new Set(written).size).toBe(alike.length)
    expect(alike.toReversed().map((value) => toYaml(shape(value)))).toEqual(written.toReversed())
    expect(written.map((text) => parse(text))).toEqual(alike.map(shape))
  }
})

test('toYaml: any data is read back as itself', () => {
  fc.assert(
    fc.property(values, (data) => {
      const written = toYaml(data)
      expect(written).not.toMatch(UNREADABLE)
      expect(read(written)).toEqual(VERSIONS.map(() => data))
    }),
    { numRuns: 500 },
  )
})

/** What merging means: maps by key, everything else replaced. */
function merged(first: unknown, second: unknown): unknown {
  if (!isMap(first) || !isMap(second)) return second
  const keys = new Set([...Object.keys(first), ...Object.keys(second)])
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      !Object.hasOwn(second, key)
        ? first[key]
        : Object.hasOwn(first, key)
          ? merged(first[key], second[key])
          : second[key],
    ]),
  )
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

test('mergeMaps: layers are merged by key, whether they are text or data', () => {
  const layer = fc.record({ data: values, asText: fc.boolean() })
  fc.assert(
    fc.property(fc.array(layer, { minLength: 1, maxLength: 3 }), (layers) => {
      const expected = layers.map(({ data }) => data as unknown).reduce(merged)
      const written = mergeMaps(
        layers.map(({ data, asText }) => (asText ? `---\n# a comment\n${toYaml(data)}` : data)),
      )
      expect(written === undefined ? VERSIONS.map(() => ({})) : read(written)).toEqual(
        VERSIONS.map(() => expected),
      )
    }),
    { numRuns: 300 },
  )
})

test('a fleet that was saved is loaded as it was', () => {
  fc.assert(
    fc.property(fleet, (model) => {
      const loaded = loadFleet(saveFleet(model))
      if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
      expect(loaded.fleet).toEqual(model)
      expect(saveFleet(loaded.fleet)).toBe(saveFleet(model))
    }),
    { numRuns: 200 },
  )
})
