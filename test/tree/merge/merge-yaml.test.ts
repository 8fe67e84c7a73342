import { describe, expect, test } from 'vitest'
import { mergeFile } from '../../../src/tree/merge/merge-file.ts'
import { mergeYaml } from '../../../src/tree/merge/merge-yaml.ts'
import { OverlapError, splice } from '../../../src/tree/merge/splice.ts'
import { findFault } from '../../../src/tree/merge/verify.ts'
import { readOutline } from '../../../src/yaml/outline/outline.ts'

const merge = (base: string, theirs: string, ours: string, rules = {}) =>
  mergeYaml({ path: 'file.yaml', base, theirs, ours }, rules)

describe('mergeYaml', () => {
  test('a conflict says where it is, and what each side has', () => {
    const result = merge('a:\n  b: 1\n', 'a:\n  b: 2\n', '# x\na: {b: 3}\n')
    expect(result).toEqual({
      conflicts: [
        {
          path: 'a.b',
          line: 2,
          column: 5,
          reason: 'changed here and by the generator, to different values',
          base: '1',
          theirs: '2',
          ours: '3',
        },
      ],
    })
  })

  test('a preference decides conflicts, and nothing else', () => {
    const texts = ['a: 1\nb: 1\n', 'a: 2\nb: 2\n', 'a: 3 # mine\nb: 1\n'] as const
    expect(merge(...texts, { prefer: 'ours' })).toMatchObject({ text: 'a: 3 # mine\nb: 2\n' })
    expect(merge(...texts, { prefer: 'theirs' })).toMatchObject({ text: 'a: 2 # mine\nb: 2\n' })
  })

  test('tells which changes had no place to go', () => {
    const result = merge('a:\n  b: 1\nc: 1\n', 'a:\n  b: 2\nc: 2\n', 'a: {}\nc: 1 # x\n')
    expect(result).toEqual({
      text: 'a: {}\nc: 2 # x\n',
      leftOut: [{ path: 'a.b', reason: 'deleted here, and changed by the generator' }],
    })
  })

  test('the caller says how entries of a list are told apart', () => {
    const texts = ['verbs: [get]\n', 'verbs: [get, list]\n', 'verbs: [get, watch]\n'] as const
    expect(merge(...texts)).toHaveProperty('conflicts')
    const merged = { text: 'verbs: [get, list, watch]\n' }
    expect(merge(...texts, { lists: [{ list: 'verbs', by: 'value' }] })).toMatchObject(merged)
    const byPath = (path: readonly string[]): boolean => path.join('.') === 'verbs'
    expect(merge(...texts, { lists: [{ list: byPath, by: 'value' }] })).toMatchObject(merged)
    const ports = (extra: string) => `ports:\n  - port: 80\n${extra}`
    expect(
      merge(ports(''), ports('  - port: 81\n'), ports('  - port: 90\n'), {
        lists: [{ list: 'ports', by: ['port'] }],
      }),
    ).toMatchObject({ text: ports('  - port: 81\n  - port: 90\n') })
  })

  test('of lists whose entries cannot be told apart on every side, what only ours has stays', () => {
    const base = 'env:\n  - name: a\n'
    const theirs = `${base}  - name: b\n`
    expect(merge(base, theirs, `${base}  - name: a\n`)).toMatchObject({
      text: `${theirs}  - name: a\n`,
    })
    expect(merge(base, theirs, `# mine\n${base}`)).toMatchObject({ text: `# mine\n${theirs}` })
  })

  test('aliases that add up to too much are a conflict', () => {
    const bomb = Array.from(
      { length: 40 },
      (_, index) => `k${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`,
    )
    const result = merge('a: 1\n', 'a: 2\n', `a: 1\nk0: &a0 lol\n${bomb.join('')}`)
    expect(result).toMatchObject({ conflicts: [{ reason: expect.stringContaining('stand for too much') }] })
  })

  test('an alias to nothing is a conflict with its place', () => {
    expect(merge('a: 1\n', 'a: 2\n', 'a: 1\nb: *x\n')).toMatchObject({ conflicts: [{ line: 2, column: 4 }] })
  })

  test('a thousand components take time that grows as they do', () => {
    const kustomization = (count: number) =>
      `resources:\n${Array.from({ length: count }, (_, index) => `  - c${index}\n`).join('')}`
    const result = merge(kustomization(1000), kustomization(1001), `# mine\n${kustomization(1000)}`)
    expect(result).toMatchObject({ text: `# mine\n${kustomization(1001)}` })
  }, 5_000)
})

describe('mergeFile', () => {
  test('goes by the name of the file', () => {
    const texts = { base: 'a: 1\nb: 1\n', theirs: 'a: 2\nb: 1\n', ours: 'a: 1\nb: 2\n' }
    expect(mergeFile({ path: 'x/.sops.yaml', ...texts })).toMatchObject({ text: 'a: 2\nb: 2\n' })
    expect(mergeFile({ path: 'x/a.txt', ...texts })).toHaveProperty('conflicts')
  })

  test('JSON with comments merges by line', () => {
    const base = '{\n  // why\n  "a": 1,\n  "m": 0,\n  "b": 1\n}\n'
    const texts = { base, theirs: base.replace('"a": 1', '"a": 2'), ours: base.replace('"b": 1', '"b": 2') }
    expect(mergeFile({ path: 'a.json', ...texts })).toMatchObject({
      text: texts.theirs.replace('"b": 1', '"b": 2'),
    })
  })
})

describe('the check of a result', () => {
  const outline = readOutline('a: 1 # mine\nb: 2\n')
  const sides = {
    base: readOutline('a: 1\nb: 2\n'),
    theirs: outline,
    ours: outline,
    restyle: (_: unknown, step: number) => step,
    keepsIndentation: true,
    edits: [],
  }

  test.each([
    ['a: 1 # mine\nb: [\n', 'not be valid YAML'],
    ['a: 1 # mine\nb: 3\n', 'another value'],
    ['a:  1 # mine\nb: 2\n', 'lines that are not concerned'],
  ])('finds what is wrong with %j', (text, fault) => {
    expect(findFault(text, ['{"a":1,"b":2}'], sides)).toContain(fault)
  })

  test('finds a lost comment', () => {
    const edits = [{ start: 0, end: 12, text: 'a: 1\n' }]
    expect(findFault('a: 1\nb: 2\n', ['{"a":1,"b":2}'], { ...sides, edits })).toContain('comment')
    expect(findFault('a: 1 # mine\nb: 2\n', ['{"a":1,"b":2}'], { ...sides, edits })).toBeUndefined()
  })

  test('edits that meet are refused', () => {
    const edits = [
      { start: 0, end: 3, text: 'x' },
      { start: 2, end: 4, text: 'y' },
    ]
    expect(() => splice('abcdef', edits)).toThrow(OverlapError)
  })
})
