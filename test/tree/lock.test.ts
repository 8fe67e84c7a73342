import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentHash } from '../../src/tree/hash.ts'
import { parseLock, renderLock } from '../../src/tree/lock.ts'
import { Tree } from '../../src/tree/tree.ts'
import { LockFormatError } from '../../src/tree/tree-error.ts'

const model = 'version: 1\nname: fleet\n\nclusters:\n  - name: staging\n'
const tree = new Tree()
  .add('clusters/staging/apps.yaml', 'a\n')
  .add('README.md', 'r\n', { kind: 'seed' })
  .add('with space: "x".yaml', 'w\n', { kind: 'handed-over' })
const text = renderLock({ model, generator: '0.1.0', tree })

describe('renderLock', () => {
  it('writes one sorted line for each file', () => {
    expect(text).toBe(
      [
        '# Written by flux-fleet to know what it last rendered. Keep it in Git; do not edit it.',
        'version: 1',
        'generator: 0.1.0',
        'model:',
        '  version: 1',
        '  name: fleet',
        '',
        '  clusters:',
        '    - name: staging',
        'files:',
        `  README.md: sha256:${contentHash('r\n')} seed 0.1.0`,
        `  clusters/staging/apps.yaml: sha256:${contentHash('a\n')} managed 0.1.0`,
        `  "with space: \\"x\\".yaml": sha256:${contentHash('w\n')} handed-over 0.1.0`,
        '',
      ].join('\n'),
    )
  })

  it('is the same for either line ending', () => {
    const crlf = new Tree().add('a', 'x\r\ny\r\n')
    const lf = new Tree().add('a', 'x\ny\n')
    const rendered = renderLock({ model: 'a: 1\r\n', generator: '1.0.0', tree: crlf })
    expect(rendered).toBe(renderLock({ model: 'a: 1\n', generator: '1.0.0', tree: lf }))
  })
})

describe('parseLock', () => {
  it('reads what renderLock wrote, also checked out with CRLF', () => {
    const lock = parseLock(text)
    expect(lock.generator).toBe('0.1.0')
    expect(lock.model).toBe(model)
    expect([...lock.files]).toEqual([
      ['README.md', { hash: contentHash('r\n'), kind: 'seed', generator: '0.1.0' }],
      ['clusters/staging/apps.yaml', { hash: contentHash('a\n'), kind: 'managed', generator: '0.1.0' }],
      ['with space: "x".yaml', { hash: contentHash('w\n'), kind: 'handed-over', generator: '0.1.0' }],
    ])
    expect(parseLock(text.replaceAll('\n', '\r\n'))).toEqual(lock)
  })

  it('reads back any model and any path', () => {
    const line = fc.string({ unit: 'grapheme' }).map((any) => any.replace(/[\r\n]/g, ''))
    const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(line), fc.uniqueArray(segment, { maxLength: 5 }), (lines, names) => {
        fc.pre(!lines.some((any) => /^(<{7}|={7}|>{7}|\|{7})( |$)/.test(any)))
        const any = new Tree()
        for (const name of names) {
          try {
            any.add(`f/${name}`, name)
          } catch {
            // An unsafe path never gets into a tree.
          }
        }
        const written = lines.map((one) => `${one}\n`).join('')
        const lock = parseLock(renderLock({ model: written, generator: '1.2.3-rc.1', tree: any }))
        expect(lock.model).toBe(written)
        expect([...lock.files.keys()]).toEqual(any.paths())
      }),
    )
  })

  it.each([
    ['', 1, 'should be "version: 1"'],
    ['generator: 1\n', 1, 'should be "version: 1"'],
    ['version: 2\n', 1, 'which this generator does not know'],
    ['# hello\nversion: 1\nmodel:\n', 3, 'should be "generator: <version>"'],
    ['version: 1\ngenerator: 0.1.0\nfiles:\n', 3, 'should be "model:"'],
    ['version: 1\ngenerator: 0.1.0\nmodel:\n  a\nb\nfiles:\n', 5, 'should be "files:"'],
    ['version: 1\ngenerator: 0.1.0\nmodel:\n  a\n', 5, 'should be "files:"'],
    [text.replace('sha256:', 'md5:'), 11, 'should be "  <path>: sha256:'],
    [text.replace(' seed ', ' sead '), 11, 'should be "  <path>: sha256:'],
    [text.replace('seed 0.1.0', 'seed ?'), 11, 'should be "  <path>: sha256:'],
    [text.replace('  clusters/staging', 'clusters/staging'), 12, 'should be "  <path>: sha256:'],
    [text.replace('  clusters/staging', '  ../staging'), 12, 'has no valid path'],
    [text.replace('\\"x', '\\x'), 13, 'has no valid path'],
    [text.replace('clusters/staging/apps.yaml', 'README.md'), 12, 'has README.md for a second time'],
    [`${text}\n`, 14, 'should be "  <path>: sha256:'],
    [text.replace('files:\n', 'files:\n<<<<<<< HEAD\n'), 11, 'is a conflict marker of Git'],
    [text.replace('  name: fleet\n', '  name: fleet\n=======\n'), 7, 'is a conflict marker of Git'],
  ])('refuses %j at line %i', (malformed, line, problem) => {
    const parse = () => parseLock(malformed)
    expect(parse).toThrow(LockFormatError)
    expect(parse).toThrow(`Line ${line} of the lock file`)
    expect(parse).toThrow(problem)
  })
})
