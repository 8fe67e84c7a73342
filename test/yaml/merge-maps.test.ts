import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { mergeMaps } from '../../src/yaml/merge-maps.ts'

type Data = { [key: string]: unknown }

const isMap = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function merged(one: Data, other: Data): Data {
  const result: Data = { ...one }
  for (const [key, value] of Object.entries(other)) {
    const before = result[key]
    result[key] = isMap(before) && isMap(value) ? merged(before, value) : value
  }
  return result
}

const key = fc.constantFrom('a', 'b', 'c', 'long-key', 'x.y')
const scalar = fc.oneof(
  fc.constantFrom(
    '',
    'text',
    '{a: 1}',
    '- x',
    'a: b',
    '# no comment',
    'two\nlines',
    '  led',
    '&a',
    '*b',
    '1.0',
    'yes',
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
const { data } = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.dictionary(
    key,
    fc.oneof({ weight: 3, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }), tie('data')),
    {
      maxKeys: 3,
    },
  ),
}))
const text = fc
  .tuple(data, fc.constantFrom(2, 4), fc.boolean(), fc.boolean())
  .map(([value, indent, indentSeq, comments]) => {
    const written = stringify(value, { indent, indentSeq, lineWidth: 0 })
    // Comments above entries, as people write them; inside of a text of several lines they would be text.
    return comments && !/[|>]/.test(written)
      ? written.replaceAll(/^( *)(?=[\w.-]+:)/gm, '$1# why\n$1')
      : written
  })

describe('merging YAML maps', () => {
  test('gives what merging their data gives, whatever they look like', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (texts) => {
        const expected = texts.map((one) => (parse(one) ?? {}) as Data).reduce(merged)
        expect(parse(mergeMaps(texts) ?? '{}') ?? {}).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })

  test('keeps comments, and those of the first above what several say', () => {
    const first = 'a: 1\n# of the first\nroute:\n  # whether\n  enabled: true\n  parents:\n    - one\n'
    const second = '# of the second\nroute:\n  # which\n  parents:\n    - two\n  # new\n  names:\n    - x\n'
    expect(mergeMaps([first, second])).toBe(
      'a: 1\n# of the first\nroute:\n  # whether\n  enabled: true\n  parents:\n    - two\n  # new\n  names:\n    - x\n',
    )
  })
})
