import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Composer } from 'yaml'
import { keepScalars } from '../../src/yaml/kept-scalar.ts'
import { plainData } from '../../src/yaml/plain-data.ts'
import { tokensOf } from '../../src/yaml/tokens.ts'
import { checkout, filesBelow } from '../program.ts'

const TIMES = Number(process.env.FAST_CHECK_TIMES ?? 1)

/** What the composer of the package makes of a text: its data, or that something is the matter with it. */
function composed(text: string): { data: unknown } | undefined {
  const documents = [
    ...new Composer({ prettyErrors: false }).compose(tokensOf(text).tokens, true, text.length),
  ]
  const [document] = documents
  if (document === undefined || documents.length > 1) return undefined
  if (document.errors.length + document.warnings.length > 0) return undefined
  keepScalars(document)
  return { data: document.toJS() }
}

/** Real fleets, valid and broken. */
const files = ['examples', 'test/fixtures']
  .flatMap((folder) => filesBelow(join(checkout, folder)).map((path) => join(checkout, folder, path)))
  .filter((path) => /\.ya?ml$/.test(path))
  .map((path) => readFileSync(path, 'utf8'))
  .filter((text) => text.length < 6000)

const written = [
  'a: 1\nb: [x, "y", { c: d }]\n',
  '---\n# above\nlist:\n  - one # first\n  # between\n  - two\n\n  - name: three\n    four: |\n      text\n      # no comment\n',
  'numbers: [1, -2, 0x1f, 0o17, 1e3, .5, .inf, -.inf, +1, 1_000, 0400, 12e03, 08]\n',
  'words: [yes, no, on, off, true, False, TRUE, null, Null, ~, "null", nULL]\n',
  'empty:\nalso: # nothing\nlast: ""\n',
  "single: 'it''s'\ndouble: \"a\\nb\\u0041\"\nlong: one\n  two\n  three\n",
  'flow: {\n  a: 1, # one\n  b: [\n    c,\n  ],\n}\n',
  'folded: >-\n  one\n  two\n\nkept: |+\n  text\n\n',
  '- a\n- - b\n  - c\n- d: e\n  f: g\n',
  '"on": 1\n"on ": 2\none: 3\n',
  'kept: [1.0, 1.10, -0, 2024-01-01, 12:30:45, =, 0X1F, +.5, 1_0.5_0, y, Off]\n',
]

describe('plain data', () => {
  test.each(written)('is what the composer reads: %j', (text) => {
    expect(plainData(tokensOf(text).tokens)).toEqual(composed(text))
    expect(composed(text)).toBeDefined()
  })

  test.each([
    'a: &anchor 1\n',
    'a: 1\nb: *a\n',
    'a: !!str 1\n',
    '? a\n: 1\n',
    'a: 1\n---\nb: 2\n',
    '%YAML 1.2\n---\na: 1\n',
    'a: 1\na: 2\n',
    'a: b: c\n',
    'a: - b\n',
    'a: [b\nc: d\n',
    '{ a, b: 1 }\n',
    '[a: 1]\n',
    '[a,, b]\n',
    '[, a]\n',
    'a: "open\n',
    'a: @b\n',
    'a:\n\t- b\n',
    'a: "b"#c\n',
    '__proto__: 1\n',
    '<<: { a: 1 }\n',
    '1: one\n',
    'on: 1\n',
    '0400: 1\n',
    'a: 1\n b: 2\n',
    '--- a: 1\n',
    '',
    '# nothing\n',
  ])('is none in what only the composer can read: %j', (text) => {
    expect(plainData(tokensOf(text).tokens)).toBeUndefined()
  })

  test('is what the composer reads of real files, and nothing that it would refuse', () => {
    const plain = files.filter((text) => {
      const found = plainData(tokensOf(text).tokens)
      if (found !== undefined) expect(found, text).toEqual(composed(text))
      return found !== undefined
    })
    expect(plain.length).toBeGreaterThan(files.length / 2)
  })

  test('is what the composer reads of files with slips of the pen, and nothing that it would refuse', () => {
    const pieces = fc.constantFrom(
      ...' \n\t#:-,[]{}"\'|>&*!%@`?~<.0aA\\'.split(''),
      ...[
        '  ',
        '\n\n',
        '\n  ',
        '\n- ',
        ': ',
        ' #',
        '---\n',
        '...\n',
        '- ',
        '""',
        '[]',
        '{}',
        'null',
        '|\n',
        '\r\n',
        '\uFEFF',
      ],
    )
    const slip = fc.record({ at: fc.nat(), drop: fc.nat(3), put: fc.oneof(fc.constant(''), pieces) })
    let plain = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...written, ...files),
        fc.array(slip, { minLength: 1, maxLength: 4 }),
        (file, slips) => {
          let text = file
          for (const { at, drop, put } of slips) {
            const place = at % (text.length + 1)
            text = text.slice(0, place) + put + text.slice(place + drop)
          }
          const found = plainData(tokensOf(text).tokens)
          if (found === undefined) return
          plain++
          expect(found).toEqual(composed(text))
        },
      ),
      { numRuns: 900 * TIMES },
    )
    expect(plain).toBeGreaterThan(120)
  })
})
