import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { copyData, isDataMap, KeptScalar, plainValue, reviveKeptScalar } from '../../src/yaml/kept-scalar.ts'
import { mergeMaps } from '../../src/yaml/merge-maps.ts'
import { canonicalPlain, isPlainString } from '../../src/yaml/outline/canonical.ts'
import { type Reading, readAsYaml11, readAsYaml12 } from '../../src/yaml/readings.ts'
import { scalar } from '../../src/yaml/scalar.ts'
import { toYaml } from '../../src/yaml/write.ts'

/** Unquoted scalars that are kept, with what YAML 1.1 (as Helm reads it) and 1.2 take them for. */
const KEPT: [source: string, yaml11: Reading, yaml12: Reading][] = [
  ['0400', 256, 400],
  ['-017', -15, -17],
  ['08', 8, 8],
  ['0b11', 3, '0b11'],
  ['0B11', 3, '0B11'],
  ['-0b11', -3, '-0b11'],
  ['0o17', 15, 15],
  ['0O17', 15, '0O17'],
  ['0x1F', 31, 31],
  ['0X1F', 31, '0X1F'],
  ['0x_ff', 255, '0x_ff'],
  ['0_17', 15, '0_17'],
  ['1_000', 1000, '1_000'],
  ['1_0.5', 10.5, '1_0.5'],
  ['1_e_3', 1000, '1_e_3'],
  ['.0_5', 0.05, '.0_5'],
  ['+_1', 1, '+_1'],
  // More than 64 bits are no octal number to Go.
  ['0777777777777777777777777', 7.777777777777778e23, 7.777777777777778e23],
  // Numbers and dates to other readers than Helm's.
  ['1:30', '1:30', '1:30'],
  ['12:30:45', '12:30:45', '12:30:45'],
  ['2024-01-01', '2024-01-01', '2024-01-01'],
  ['2024-01-01T10:00:00Z', '2024-01-01T10:00:00Z', '2024-01-01T10:00:00Z'],
  ['=', '=', '='],
  ['._5', '._5', '._5'],
  ['y', true, 'y'],
  ['Yes', true, 'Yes'],
  ['no', false, 'no'],
  ['ON', true, 'ON'],
  ['off', false, 'off'],
  // Numbers that would be written in another way.
  ['1.10', 1.1, 1.1],
  ['1.0', 1, 1],
  ['1.', 1, 1],
  ['.5', 0.5, 0.5],
  ['+1', 1, 1],
  ['-0', -0, -0],
  ['1e3', 1000, 1000],
  ['12345678901234567890', 12345678901234567000, 12345678901234567000],
  ['1e400', '1e400', Number.POSITIVE_INFINITY],
]

/** What is the same to every reader, and is written in one way only. */
const VALUES: [source: string, value: Reading][] = [
  ['', null],
  ['~', null],
  ['Null', null],
  ['true', true],
  ['FALSE', false],
  ['0', 0],
  ['-12', -12],
  ['9007199254740991', 9007199254740991],
  ['1.5', 1.5],
  ['nULL', 'nULL'],
  ['yEs', 'yEs'],
  ['nginx', 'nginx'],
  ['1.2.3', '1.2.3'],
  ['10m', '10m'],
  ['0b2', '0b2'],
  ['1-2', '1-2'],
  ['_1', '_1'],
  ['..', '..'],
  ['=x', '=x'],
]

describe('an unquoted scalar', () => {
  test.each(KEPT)('%s is kept', (source, yaml11, yaml12) => {
    expect(plainValue(source)).toEqual(new KeptScalar(source))
    expect([readAsYaml11(source), readAsYaml12(source)]).toEqual(
      [yaml11, yaml12].map((value) => (value === 0 ? expect.closeTo(0) : value)),
    )
    expect(toYaml({ a: plainValue(source), b: [plainValue(source)] })).toBe(
      `a: ${source}\nb:\n  - ${source}\n`,
    )
    expect(isPlainString(source)).toBe(false)
    expect(canonicalPlain(source)).toBe(source)
  })

  test.each(VALUES)('%j is the value that it is', (source, value) => {
    expect(plainValue(source)).toBe(value)
    expect([readAsYaml11(source), readAsYaml12(source)]).toEqual([value, value])
  })

  test.each(KEPT)('%s is quoted where it is a string', (source) => {
    expect(toYaml({ a: source, [source]: 1 })).toBe(`a: "${source}"\n"${source}": 1\n`)
    expect(scalar(source)).toBe(`"${source}"`)
  })
})

describe('a kept scalar', () => {
  const data = {
    mode: new KeptScalar('0400'),
    list: [new KeptScalar('yes'), { day: new KeptScalar('2024-01-01') }],
  }

  test('comes back from JSON', () => {
    expect(JSON.parse(JSON.stringify(data), reviveKeptScalar)).toEqual(data)
    expect(JSON.parse('{"a": {"$yaml": "0400"}, "b": "0400"}', reviveKeptScalar)).toEqual({
      a: new KeptScalar('0400'),
      b: '0400',
    })
  })

  test('is copied as what it is', () => {
    const copy = copyData(data)
    expect(copy).toEqual(data)
    expect(copy.list).not.toBe(data.list)
    expect(copy.mode).toBeInstanceOf(KeptScalar)
  })

  test('is the same as another one with its text, and as nothing else', () => {
    expect(isDeepStrictEqual(new KeptScalar('0400'), new KeptScalar('0400'))).toBe(true)
    for (const other of [new KeptScalar('0440'), '0400', 400, { source: '0400' }])
      expect(isDeepStrictEqual(new KeptScalar('0400'), other)).toBe(false)
  })

  test('is no map', () => {
    expect([{}, { a: 1 }].every(isDataMap)).toBe(true)
    expect([new KeptScalar('1'), [], null, 'text', 1].some(isDataMap)).toBe(false)
  })
})

describe('merging maps', () => {
  const files = 'files:\n  mode: 0400 # read only\n  sticky: no\n  limit: 1_000\n'

  test('keeps scalars of texts that are taken apart', () => {
    expect(mergeMaps([files, { files: { other: new KeptScalar('0x1F') } }])).toBe(`${files}  other: 0x1F\n`)
    expect(mergeMaps(['a: 1.10\n', files, { b: new KeptScalar('.5') }])).toBe(`a: 1.10\n${files}b: .5\n`)
  })

  test('lets a kept scalar take the place of a map and of another scalar, and a map its place', () => {
    expect(mergeMaps([files, { files: new KeptScalar('off') }])).toBe('files: off\n')
    expect(mergeMaps([files, { files: { mode: new KeptScalar('0444') } }])).toContain('mode: 0444')
    expect(mergeMaps(['files: off\n', { files: { mode: 1 } }])).toBe('files:\n  mode: 1\n')
  })

  test('keeps scalars that anchors share', () => {
    expect(mergeMaps(['a: &mode 0400\nb: *mode\n', { c: 1 }])).toBe('a: &mode 0400\nb: *mode\nc: 1\n')
  })
})
