import { describe, expect, test } from 'vitest'
import { mergeYaml } from '../../../src/tree/merge/merge-yaml.ts'
import { readOutline } from '../../../src/yaml/outline/outline.ts'

const merged = (base: string, theirs: string, ours: string) => {
  const result = mergeYaml({ path: 'a.yaml', base, theirs, ours })
  return 'text' in result ? result.text : result.conflicts[0]!.reason
}

// sigs.k8s.io/yaml reads them so; the `yaml` package does not.
test('a block scalar whose last line has no line end has none in its value', () => {
  const values = ['|\n  x', '|+\n  x', '>\n  x', '|-\n  x', '|\n  x\n'].map((scalar) => {
    const { node } = readOutline(`a: ${scalar}`).documents[0]!.root
    return node.type === 'map' ? node.entries[0]!.node.canonical : ''
  })
  expect(values).toEqual(['"x"', '"x"', '"x"', '"x"', '"x\\n"'])
})

describe('a block scalar at the end of a text without a line end', () => {
  test.each([
    ['literal', '|', '|-'],
    ['folded', '>', '>-'],
    ['kept', '|+', '|-'],
    ['stripped', '|-', '|-'],
    ['with its indentation', '|2', '|2-'],
  ])('%s: keeps its value when something is added behind it', (_, header, wanted) => {
    const mine = (indicator: string) => `patches:\n  - target: {kind: A}\n    patch: ${indicator}\n      x`
    const base = 'patches:\n  - target: {kind: A}\n    patch: y\n'
    const theirs = `${base}  - target: {kind: B}\n    patch: z\n`
    const added = '\n  - target: {kind: B}\n    patch: z'
    expect(merged(base, theirs, mine(header))).toBe(mine(wanted) + added)
    const crlf = (text: string) => text.replaceAll('\n', '\r\n')
    expect(merged(base, theirs, crlf(mine(header)))).toBe(crlf(mine(wanted) + added))
  })

  test('also when a document is added', () => {
    const object = (name: string) => `apiVersion: v1\nkind: A\nmetadata:\n  name: ${name}\n`
    const ours = `${object('a')}data: |\n  x`
    expect(merged(object('a'), `${object('a')}---\n${object('b')}`, ours)).toBe(
      `${object('a')}data: |-\n  x\n---\n${object('b').trimEnd()}`,
    )
  })

  const base = 'a: 1\nb: |\n  x\n'
  test('that is as it was generated is no edit: it is changed and removed as ever', () => {
    expect(merged(base, 'a: 1\nb: |\n  y\n', '# mine\na: 1\nb: |\n  x')).toBe('# mine\na: 1\nb: |\n  y\n')
    expect(merged(base, 'a: 1\n', '# mine\na: 1\nb: |\n  x')).toBe('# mine\na: 1')
    expect(merged(base, 'a: 1\nb: |\n  y\nc: 1\n', '# mine\na: 1\nb: |\n  x')).toBe(
      '# mine\na: 1\nb: |\n  y\nc: 1',
    )
    expect(merged(base, `${base}c: 1\n`, '# mine\na: 1\nb: |\n  x')).toBe('# mine\na: 1\nb: |-\n  x\nc: 1')
  })

  test('that comes last because what was behind it goes gets the line end that it had', () => {
    expect(merged(`${base}c: 1\n`, base, `# mine\n${base}c: 1`)).toBe(`# mine\n${base}`)
    expect(merged('a: 1\nc: 1\n', 'a: 1\n', 'a: 1\nmine: |\n  x\nc: 1')).toBe('a: 1\nmine: |\n  x\n')
  })
})
