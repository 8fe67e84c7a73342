import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { followLines } from '../../../src/tree/merge/follow-lines.ts'

describe('lines that follow', () => {
  const base = 'one\nowner: a\ntwo\nthree owner a\nfour\n'
  const theirs = 'one\nowner: b\ntwo\nthree owner b\nfour\n'

  test.each([
    ['all of an untouched text', base, theirs],
    [
      'those that nobody edited',
      'one\nowner: a\ntwo\nthree, mine\nfour\n',
      'one\nowner: b\ntwo\nthree, mine\nfour\n',
    ],
    ['wherever they are by now', `mine\n${base}more\n`, `mine\n${theirs}more\n`],
    ['none that was removed', 'one\ntwo\nfour\n', 'one\ntwo\nfour\n'],
    ['with the line ends that are there', base.replaceAll('\n', '\r\n'), theirs.replaceAll('\n', '\r\n')],
  ])('%s', (_, ours, expected) => {
    expect(followLines(base, theirs, ours)).toBe(expected)
  })

  test('never cost a line of somebody else’s', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 })
    fc.assert(
      fc.property(lines, lines, lines, (was, wanted, is) => {
        const mine = is.map((line, index) => (index % 3 === 1 ? `mine ${index}` : line))
        const text = (of: string[]) => of.join('\n')
        const result = followLines(text(was), text(wanted), text(mine)).split('\n')
        expect(result.filter((line) => line.startsWith('mine'))).toEqual(
          mine.filter((line) => line.startsWith('mine')),
        )
      }),
    )
  })
})
