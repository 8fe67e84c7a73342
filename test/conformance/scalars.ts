import * as fc from 'fast-check'

/** Scalars as people write them, each of them something else to some reader of YAML, or written in another way. */
export const SCALARS = [
  // Leading zeros and other bases.
  ...[
    '0400',
    '0755',
    '010',
    '08',
    '00',
    '-017',
    '+07',
    '0o17',
    '0O17',
    '0b11',
    '-0b11',
    '0B1',
    '0x1F',
    '0X1f',
  ],
  // Underscores.
  ...['1_000', '1_0.5_0', '0x_ff', '0_17', '1__0', '1_e_3', '_1', '+_1'],
  // Sexagesimal numbers, dates, times.
  ...[
    '1:30',
    '12:30:45',
    '22:22',
    '1:30.5',
    '2024-01-01',
    '2024-1-1',
    '2024-01-01T10:00:00Z',
    '2024-01-01 10:00:00',
  ],
  // Words.
  ...[
    'y',
    'Y',
    'yes',
    'Yes',
    'YES',
    'n',
    'N',
    'no',
    'No',
    'on',
    'On',
    'ON',
    'off',
    'OFF',
    'true',
    'True',
    'FALSE',
  ],
  ...['null', '~', 'Null', 'nULL', 'yEs', '='],
  // Numbers that could be written shorter, and versions that look like them.
  ...[
    '1.10',
    '1.0',
    '1.',
    '.5',
    '+.5',
    '-.5',
    '1e3',
    '1E3',
    '1e+3',
    '1.5e-7',
    '+1',
    '-0',
    '+0',
    '0.0',
    '1e30',
    '1.20.0',
  ],
  // Text that begins like a number.
  ...['1-2', '10m', '1.x', '0b2', '0o8', '0xg', '1e', '+', '.', '..', '-.', '1_', '1.2.3', '...x'],
  // Tags, quotes, blocks.
  ...['!!str 0400', '!!int 0400', '!!int "0400"', '!!float 1.0', '"0400"', "'yes'", '"1.10"'],
]

const digits = (characters: string, maxLength = 6) =>
  fc.string({ unit: fc.constantFrom(...characters.split('')), minLength: 1, maxLength })

/** Unquoted scalars that look like numbers, dates or words. */
export const NUMBERLIKE: fc.Arbitrary<string> = fc
  .oneof(
    digits('01789_.-+eExXoObBaf:', 9),
    fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        fc.constantFrom('', '0', '0b', '0o', '0x', '0X', '0B', '0O', '.', '_'),
        digits('01_7'),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(
        digits('0129_'),
        fc.constantFrom('.', '', '._'),
        digits('0129_'),
        fc.constantFrom('', 'e', 'E-', 'e+'),
        digits('012', 3),
      )
      .map((parts) => parts.join('')),
    fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }).map(String),
    fc.bigInt({ min: 0n, max: 2n ** 66n }).map((number) => `0${number.toString(8)}`),
    fc.double().map(String),
    fc.constantFrom('y', 'n', 'yes', 'no', 'on', 'off', 'true', 'null').chain((word) => {
      const flips = fc.array(fc.boolean(), { minLength: word.length, maxLength: word.length })
      return flips.map((upper) =>
        [...word].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join(''),
      )
    }),
  )
  // Neither an indicator of YAML nor the end of a document.
  .filter((text) => !/^(?:-(?:$| )|---|\.\.\.|.*:$|:)/.test(text))

/** A scalar in some style, on one line. */
export const writtenScalar: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...SCALARS),
  NUMBERLIKE,
  NUMBERLIKE.map((text) => `"${text}"`),
  NUMBERLIKE.map((text) => `'${text}'`),
  fc.stringMatching(/^[a-z][a-z0-9 -]{0,8}[a-z]$/),
)

const key = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^k[a-z0-9]{0,4}$/) },
  { weight: 1, arbitrary: fc.nat(99).map(String) },
  { weight: 1, arbitrary: writtenScalar },
)

const inFlow: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    writtenScalar,
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[ ${items.join(', ')} ]`),
    fc
      .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 3, selector: ([name]) => name })
      .map((pairs) => `{ ${pairs.map(([name, value]) => `${name}: ${value}`).join(', ')} }`),
  ),
})).value

/** The lines of a map as people write it, with an anchor now and then. */
export const writtenMap: fc.Arbitrary<string> = fc
  .uniqueArray(
    fc.tuple(
      key,
      fc.oneof(
        inFlow,
        inFlow.map((value) => `\n  - ${value}\n  - x`),
      ),
    ),
    {
      minLength: 1,
      maxLength: 5,
      selector: ([name]) => name,
    },
  )
  .chain((pairs) =>
    fc.boolean().map((isShared) => {
      const lines = pairs.map(([name, value]) => `${name}: ${value}`)
      return isShared ? `first: &shared 0400\n${lines.join('\n')}\nlast: *shared` : lines.join('\n')
    }),
  )
