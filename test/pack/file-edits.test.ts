import { describe, expect, test } from 'vitest'
import { appendText, modifyText } from '../../src/pack/file-edits.ts'
import { FleetMismatchError } from '../../src/pack/pack-error.ts'

const as = (template: string, render = (text: string) => text) => ({ template, render })
const lines = { separator: '\n', unique: true }

describe('modifyText', () => {
  test('takes a string as it stands and replaces its first place', () => {
    expect(modifyText('a.c abc a.c', 'a.c', as('x'))).toBe('x abc a.c')
    expect(modifyText('cost (usd) [all]', '(usd) [', as('('))).toBe('cost (all]')
  })

  test('lets every "$" of a replacement survive', () => {
    for (const replacement of ['$$', '$&', '$1', '$`', "$'", '$<name>', '$$$']) {
      expect(modifyText('price: x', 'x', as(replacement))).toBe(`price: ${replacement}`)
    }
    expect(modifyText('price: x', /x/, as("$$ $` $' $1 $0 $<name>"))).toBe("price: $$ $` $' $1 $0 $<name>")
  })

  test('fills in groups of a regular expression, but not those that an answer spells', () => {
    expect(modifyText('k: v', /(\w): (?<value>\w)/, as('$1=$<value> ($&)'))).toBe('k=v (k: v)')
    expect(
      modifyText(
        'k: v',
        /(\w): (\w)/,
        as('$1={{x}}', (text) => text.replace('{{x}}', '$2')),
      ),
    ).toBe('k=$2')
  })

  test('never takes the text of a group for a template', () => {
    expect(
      modifyText(
        'a {{secret}}',
        /a (.*)/,
        as('b $1', (text) => text.replace('{{secret}}', 'shown')),
      ),
    ).toBe('b {{secret}}')
  })

  test('replaces every match of a global expression, and starts at the beginning each time', () => {
    const pattern = /o/g
    expect(modifyText('foo', pattern, as('0'))).toBe('f00')
    expect(modifyText('foo', pattern, as('0'))).toBe('f00')
  })

  test('fails when nothing matches', () => {
    expect(() => modifyText('abc', 'a.c', as('x'))).toThrow(FleetMismatchError)
    expect(() => modifyText('abc', /d/, as('x'))).toThrow('has nothing that matches /d/')
  })

  test('keeps CRLF', () => {
    expect(modifyText('a\r\nb\r\n', 'b', as('c\nd'))).toBe('a\r\nc\r\nd\r\n')
    expect(modifyText('a\r\nb\n', 'b', as('c\nd'))).toBe('a\r\nc\nd\n')
  })
})

describe('appendText', () => {
  test('adds behind the marker, without patterns in what it adds', () => {
    expect(appendText('# [list]\nold\n', '[list]', as('$$ (new)'), lines)).toBe('# [list]\n$$ (new)\nold\n')
  })

  test('adds at the end when there is no marker, and the final line feed stays final', () => {
    expect(appendText('a\n', undefined, as('b'), lines)).toBe('a\nb\n')
    expect(appendText('a', undefined, as('b'), lines)).toBe('a\nb')
    expect(appendText('', undefined, as('b'), lines)).toBe('b\n')
    expect(appendText('a\n', undefined, as('b\n'), lines)).toBe('a\nb\n')
  })

  test('does not add what is there in a line of its own, unless it may be there twice', () => {
    expect(appendText('m\nb\n', 'm', as('b'), lines)).toBe('m\nb\n')
    expect(appendText('m\nb\n', 'm', as('b'), { separator: '\n', unique: false })).toBe('m\nb\nb\n')
    expect(appendText('m\nb2\n', 'm', as('b'), lines)).toBe('m\nb\nb2\n')
    expect(appendText('b\n', undefined, as('b'), lines)).toBe('b\n')
  })

  test('fails when the marker is missing', () => {
    expect(() => appendText('abc', 'x', as('y'), lines)).toThrow(FleetMismatchError)
  })
})
