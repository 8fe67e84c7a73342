import { describe, expect, test } from 'vitest'
import { mergeFile } from '../../../src/tree/merge/merge-file.ts'
import { isOnlyReformatted } from '../../../src/tree/merge/reformatted.ts'

const table = (...rows: string[]) => ['| Name | Kind |', '| --- | --- |', ...rows].join('\n')
const text = (...rows: string[]) => `# Fleet\n\n${table(...rows)}\n\nText | with a bar.\n`
const merged = (base: string, theirs: string, ours: string) => {
  const result = mergeFile({ path: 'docs/fleet.md', base, theirs, ours })
  return 'text' in result ? result.text : result.conflicts[0]!.reason
}
// As Prettier 3 writes it.
const ALIGNED = '# Fleet\n\n| Name | Kind  |\n| ---- | ----- |\n| web  | chart |\n\nText | with a bar.\n'
const base = text('| web | chart |')

describe('a table that a formatter lined up', () => {
  test('takes a row, and is lined up again', () => {
    expect(merged(base, text('| podinfo | chart |', '| web | chart |'), ALIGNED)).toBe(
      '# Fleet\n\n| Name    | Kind  |\n| ------- | ----- |\n| podinfo | chart |\n| web     | chart |\n\nText | with a bar.\n',
    )
  })
  test('gives it back to the byte', () => {
    const theirs = text('| podinfo | chart |', '| web | chart |')
    expect(merged(theirs, base, merged(base, theirs, ALIGNED))).toBe(ALIGNED)
  })
  test('stays as it is where the change is about something else', () => {
    const rest = (kind: string) => `${ALIGNED}\n${kind}\n`
    expect(merged(`${base}\nold\n`, `${base}\nnew\n`, rest('old'))).toBe(rest('new'))
  })
  test('keeps the row that a person added, and line ends', () => {
    const ours = ALIGNED.replace('| web  | chart |\n', '| mine | own   |\n| web  | chart |\n')
    const theirs = text('| web | chart |', '| zot | a |')
    const wanted = ours.replace('| web  | chart |\n', '| web  | chart |\n| zot  | a     |\n')
    expect(merged(base, theirs, ours)).toBe(wanted)
    expect(merged(base, theirs, ours.replaceAll('\n', '\r\n'))).toBe(wanted.replaceAll('\n', '\r\n'))
  })
  test('with wide characters, a bar in a cell and an empty head', () => {
    const was = '| | |\n| --- | --- |\n| 東京 | `a \\| b` |\n'
    const is = '|      |          |\n| ---- | -------- |\n| 東京 | `a \\| b` |\n'
    expect(merged(was, `${was}| x | y |\n`, is)).toBe(`${is}| x    | y        |\n`)
  })
})

test('rows in a block of code are no table, and what is lined up nowhere stays so', () => {
  const code = (row: string) => `\`\`\`\n|  a |\n\`\`\`\n\n${text(row)}`
  expect(merged(code('| a | b |'), code('| c | d |'), `mine\n\n${code('| a | b |')}`)).toBe(
    `mine\n\n${code('| c | d |')}`,
  )
})

test('a cell that both changed is still a conflict', () => {
  const ours = ALIGNED.replace('chart', 'mine!')
  expect(merged(base, text('| web | own |'), ours)).toContain('changed here and by the generator')
})

describe('only reformatted', () => {
  const yaml = '---\n# why\na:\n  - "x"\n  - y: 1\n\nb: >-\n  long text\n'
  test.each([
    ['a.md', base, ALIGNED, true],
    ['a.md', base, ALIGNED.replace('web ', 'api '), false],
    ['a.yaml', yaml, "# why\na:\n- 'x'\n-   y: 1\nb: long text\n", true],
    ['a.yaml', yaml, yaml.replace('# why\n', ''), false],
    ['a.yaml', yaml, `${yaml}# mine\n`, false],
    ['a.yaml', yaml, yaml.replace('y: 1', 'y: "1"'), false],
    ['a.yaml', 'a: 0400\n', 'a: 400\n', false],
    ['a.yaml', 'a: |\n  x\n', 'a: |\n  x', true],
    ['a.json', '{"a": [\n1\n]}', '{ "a": [1] }\n', true],
    ['a.json', '{"a": [1]}', '{"a": [2]}', false],
    ['a.sh', 'a b', 'a  b', false],
    ['a.yaml', yaml, '{', false],
  ])('%s %#', (path, one, other, expected) => {
    expect(isOnlyReformatted(path, one, other)).toBe(expected)
    expect(isOnlyReformatted(path, other, one)).toBe(expected)
  })
})
