import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { mergeText } from '../../../src/tree/merge/merge-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'merge-text-'))
afterAll(() => rmSync(folder, { recursive: true }))

function gitMerge(texts: { base: string; theirs: string; ours: string }): string | undefined {
  const paths = (['ours', 'base', 'theirs'] as const).map((name) => {
    writeFileSync(join(folder, name), texts[name])
    return join(folder, name)
  })
  const { status, stdout } = spawnSync('git', ['merge-file', '-p', ...paths], { encoding: 'utf8' })
  return status === 0 ? stdout : undefined
}

// Lines that differ from each other, some of which a side leaves out, replaces, or puts new ones before.
const sides = fc.integer({ min: 0, max: 12 }).chain((count) => {
  const base = Array.from({ length: count }, (_, index) => `line ${index}`)
  const side = (name: string) =>
    fc
      .array(fc.constantFrom('keep', 'keep', 'keep', 'drop', 'change', 'insert', 'both'), {
        minLength: count + 1,
        maxLength: count + 1,
      })
      .map((edits) => {
        const lines = edits.flatMap((edit, index) => {
          const line = index < count ? [base[index]!] : []
          if (edit === 'drop') return []
          if (edit === 'change') return line.map((text) => `${text} ${name}`)
          if (edit === 'insert') return [`new ${index} ${name}`, ...line]
          return edit === 'both' ? [`new ${index}`, ...line] : line
        })
        return lines.map((line) => `${line}\n`).join('')
      })
  return fc.record({
    base: fc.constant(base.map((line) => `${line}\n`).join('')),
    theirs: side('theirs'),
    ours: side('ours'),
  })
})

describe('mergeText', () => {
  test('merges what Git merges, to the same text, and no more', () => {
    fc.assert(
      fc.property(sides, (texts) => {
        const result = mergeText({ path: 'a.md', ...texts })
        expect('text' in result ? result.text : undefined).toBe(gitMerge(texts))
      }),
      { numRuns: 400 },
    )
  })

  test('a conflict has its place in ours and the three texts', () => {
    const texts = { base: 'a\nb\nc\n', theirs: 'a\nB\nc\n', ours: 'new\na\nbb\nc\n' }
    expect(mergeText({ path: 'a.md', ...texts })).toEqual({
      conflicts: [expect.objectContaining({ line: 3, column: 1, base: 'b', theirs: 'B', ours: 'bb' })],
    })
    expect(mergeText({ path: 'a.md', ...texts }, { prefer: 'ours' })).toMatchObject({ text: texts.ours })
    expect(mergeText({ path: 'a.md', ...texts }, { prefer: 'theirs' })).toMatchObject({
      text: 'new\na\nB\nc\n',
    })
  })

  test('keeps a byte order mark and mixed line ends', () => {
    const ours = '\uFEFFa # mine\r\nb\nc\n'
    expect(mergeText({ path: 'a.md', base: 'a\nb\nc\n', theirs: 'a\nb\nc\nd\n', ours })).toMatchObject({
      text: `${ours}d\n`,
    })
  })

  test('never changes what SOPS encrypted', () => {
    const ours = 'A=ENC[x]\nsops_mac=ENC[y]\n'
    expect(mergeText({ path: '.env', base: 'A=1\n', theirs: 'A=2\n', ours })).toHaveProperty('conflicts')
  })

  test('takes no noticeable time for large files of lines that are alike', () => {
    const base = Array.from({ length: 20_000 }, (_, index) => (index % 3 === 0 ? `${index}\n` : 'same\n'))
    const theirs = base.with(9_999, 'theirs\n').join('')
    const ours = base.with(10_500, 'ours\n').join('')
    expect(mergeText({ path: 'a.md', base: base.join(''), theirs, ours })).toHaveProperty('text')
  }, 5_000)
})
