import { describe, expect, test } from 'vitest'
import { visible, visibleJson, visibleWithStyles } from '../../src/text/visible.ts'

describe('what a terminal would obey', () => {
  test.each([
    ['a\u001b[2Jb', 'a\\u{1b}[2Jb'],
    ['right\u202eleft', 'right\\u{202e}left'],
    ['isolate\u2067d', 'isolate\\u{2067}d'],
    ['c1\u009b31m', 'c1\\u{9b}31m'],
    ['over\rwritten', 'over\\u{d}written'],
    ['line\u2028line', 'line\\u{2028}line'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['two\r\nlines\tand a tab\n', 'two\r\nlines\tand a tab\n'],
    ['Überfluß 東京', 'Überfluß 東京'],
  ])('is escaped: %j', (text, expected) => {
    expect(visible(text)).toBe(expected)
  })

  test('is escaped in what is styled, but for the style', () => {
    expect(visibleWithStyles('\u001b[1mname\u001b[22m \u001b[31mred\u001b[39m')).toBe(
      '\u001b[1mname\u001b[22m \u001b[31mred\u001b[39m',
    )
    expect(visibleWithStyles('\u001b[1m\u001b[8mhidden\u001b[22m\u001b[2A')).toBe(
      '\u001b[1m\\u{1b}[8mhidden\u001b[22m\\u{1b}[2A',
    )
  })

  test('is escaped in JSON, which means the same', () => {
    const value = { path: 'a\u202eb\u{e0041}\u007f\u001b', text: 'Überfluß' }
    const text = visibleJson(value)
    expect(text).toContain('"a\\u202eb\\udb40\\udc41\\u007f\\u001b"')
    expect(JSON.parse(text)).toEqual(value)
  })
})
