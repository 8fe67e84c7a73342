import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobId, contentHash } from '../../src/tree/hash.ts'
import { formatLock, parseLock, renderLock } from '../../src/tree/lock.ts'
import { LOCK_MIGRATIONS, LOCK_VERSION, type LockText } from '../../src/tree/lock-migrations.ts'
import { isAsMade } from '../../src/tree/locked-file.ts'
import { Tree } from '../../src/tree/tree.ts'
import { LockFormatError, NewerLockError } from '../../src/tree/tree-error.ts'

const model = 'version: 1\nname: fleet\n\nclusters:\n  - name: staging\n'
const tree = new Tree()
  .add('clusters/staging/apps.yaml', 'a\n')
  .add('README.md', 'r\n', { kind: 'seed' })
  .add('with space: "x".yaml', 'w\n', { kind: 'handed-over' })
const text = renderLock({ model, by: { generator: '0.1.0' }, tree })

const FORM = 'should be "  <path>: blob:<40 digits> <managed|seed|handed-over> <version>"'

describe('renderLock', () => {
  it('writes one sorted line for each file', () => {
    expect(text).toBe(
      [
        '# Written by flux-fleet to know what it last rendered. Keep it in Git; do not edit it.',
        'version: 2',
        'generator: 0.1.0',
        'model:',
        '  version: 1',
        '  name: fleet',
        '',
        '  clusters:',
        '    - name: staging',
        'files:',
        `  README.md: blob:${blobId('r\n')} seed 0.1.0`,
        `  clusters/staging/apps.yaml: blob:${blobId('a\n')} managed 0.1.0`,
        `  "with space: \\"x\\".yaml": blob:${blobId('w\n')} handed-over 0.1.0`,
        '',
      ].join('\n'),
    )
  })

  it('is the same for either line ending', () => {
    const crlf = new Tree().add('a', 'x\r\ny\r\n')
    const lf = new Tree().add('a', 'x\ny\n')
    const by = { generator: '1.0.0' }
    const rendered = renderLock({ model: 'a: 1\r\n', by, tree: crlf })
    expect(rendered).toBe(renderLock({ model: 'a: 1\n', by, tree: lf }))
  })
})

describe('parseLock', () => {
  it('reads what renderLock wrote, also checked out with CRLF', () => {
    const lock = parseLock(text)
    expect(lock.generator).toBe('0.1.0')
    expect(lock.model).toBe(model)
    const by = { generator: '0.1.0' }
    expect([...lock.files]).toEqual([
      ['README.md', { hash: `blob:${blobId('r\n')}`, kind: 'seed', by }],
      ['clusters/staging/apps.yaml', { hash: `blob:${blobId('a\n')}`, kind: 'managed', by }],
      ['with space: "x".yaml', { hash: `blob:${blobId('w\n')}`, kind: 'handed-over', by }],
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
        const lock = parseLock(renderLock({ model: written, by: { generator: '1.2.3-rc.1' }, tree: any }))
        expect(lock.model).toBe(written)
        expect([...lock.files.keys()]).toEqual(any.paths())
      }),
    )
  })

  it.each([
    ['', 1, 'should be "version: 2"'],
    ['generator: 1\n', 1, 'should be "version: 2"'],
    ['version: 0\ngenerator: 0.1.0\n', 1, 'should be "version: 2"'],
    ['# hello\nversion: 1\nmodel:\n', 3, 'should be "generator: <version>"'],
    ['version: 1\ngenerator: 0.1.0\nfiles:\n', 3, 'should be "model:"'],
    ['version: 1\ngenerator: 0.1.0\nmodel:\n  a\nb\nfiles:\n', 5, 'should be "files:"'],
    ['version: 1\ngenerator: 0.1.0\nmodel:\n  a\n', 5, 'should be "files:"'],
    [text.replace('blob:', 'md5:'), 11, FORM],
    [text.replace(' seed ', ' sead '), 11, FORM],
    [text.replace('seed 0.1.0', 'seed 0.1.0+?'), 11, FORM],
    [text.replace('seed 0.1.0', 'seed ?'), 11, FORM],
    [text.replace('  clusters/staging', 'clusters/staging'), 12, FORM],
    [text.replace('  clusters/staging', '  ../staging'), 12, 'has no valid path'],
    [text.replace('\\"x', '\\x'), 13, 'has no valid path'],
    [text.replace('clusters/staging/apps.yaml', 'README.md'), 12, 'has README.md for a second time'],
    [`${text}\n`, 14, FORM],
    [text.replace('files:\n', 'files:\n<<<<<<< HEAD\n'), 11, 'is a conflict marker of Git'],
    [text.replace('  name: fleet\n', '  name: fleet\n=======\n'), 7, 'is a conflict marker of Git'],
  ])('refuses %j at line %i', (malformed, line, problem) => {
    const parse = () => parseLock(malformed)
    expect(parse).toThrow(LockFormatError)
    expect(parse).toThrow(`Line ${line} of the lock file`)
    expect(parse).toThrow(problem)
  })

  it('says of a version that only a newer generator knows which one wrote it', () => {
    const newer = text.replace('version: 2\ngenerator: 0.1.0', 'version: 3\ngenerator: 4.5.6')
    const parse = () => parseLock(newer)
    expect(parse).toThrow(NewerLockError)
    expect(parse).toThrow('Line 2 of the lock file says version: 3, which this generator does not know')
    expect(parse).toThrow(expect.objectContaining({ line: 2, generator: '4.5.6' }))
  })

  it('tells which templates of its own a file was rendered with', () => {
    const by = { generator: '0.2.0', templates: '0123456789ab' }
    const own = renderLock({ model: '', by, tree: new Tree().add('a', 'x\n') })
    expect(own).toContain(`  a: blob:${blobId('x\n')} managed 0.2.0+0123456789ab\n`)
    expect(parseLock(own).files.get('a')).toEqual({ hash: `blob:${blobId('x\n')}`, kind: 'managed', by })
    expect(parseLock(own).generator).toBe('0.2.0')
  })

  it('knows a file that was taken over from what a generator made', () => {
    const adopted = text.replace('managed 0.1.0', 'managed adopted')
    expect(parseLock(adopted).files.get('clusters/staging/apps.yaml')?.by).toBe('adopted')
    expect(formatLock(parseLock(adopted))).toBe(adopted)
  })
})

describe('a lock of version 1', () => {
  const [readme, apps] = [contentHash('r\n'), contentHash('a\n')]
  const first = [
    '# Written by flux-fleet to know what it last rendered. Keep it in Git; do not edit it.',
    'version: 1',
    'generator: 0.1.0',
    'model:',
    '  {}',
    'files:',
    `  README.md: sha256:${readme} seed 0.1.0`,
    `  clusters/staging/apps.yaml: sha256:${apps} managed 0.1.0`,
    '',
  ].join('\n')

  it('is read, and its hashes still tell what a file was made as', () => {
    const lock = parseLock(first)
    expect(lock.model).toBe('{}\n')
    expect([...lock.files]).toEqual([
      ['README.md', { hash: `sha256:${readme}`, kind: 'seed', by: { generator: '0.1.0' } }],
      ['clusters/staging/apps.yaml', { hash: `sha256:${apps}`, kind: 'managed', by: { generator: '0.1.0' } }],
    ])
    const file = lock.files.get('README.md')!
    expect([isAsMade(file, 'r\r\n'), isAsMade(file, 'a\n')]).toEqual([true, false])
  })

  it('is written as version 2, with no line changed but that of the version', () => {
    expect(formatLock(parseLock(first))).toBe(first.replace('version: 1', 'version: 2'))
  })
})

describe('migrations of the lock', () => {
  it('lead from the first version to the one that is written, without a gap', () => {
    expect(LOCK_MIGRATIONS.map(({ from }) => from)).toEqual(
      Array.from({ length: LOCK_VERSION - 1 }, (_, index) => index + 1),
    )
  })

  it('are applied in order, from the version of the file on', () => {
    const add = (name: string) => (lock: LockText) => ({ ...lock, model: `${lock.model}${name}\n` })
    const migrations = [
      // A version that never was: its lines had the kind first.
      {
        from: 0,
        migrate: (lock: LockText): LockText => ({
          ...lock,
          model: `${lock.model}zero\n`,
          files: lock.files.map((line) => line.replace(/: (\S+) (\S+) (\S+)$/, ': $2 $1 $3')),
        }),
      },
      { from: 1, migrate: add('one') },
    ]
    const zero = text.replace('version: 2', 'version: 0').replace(/(blob:\S+) (\S+)/g, '$2 $1')
    const lock = parseLock(zero, migrations)
    expect(lock.model).toBe(`${model}zero\none\n`)
    expect([...lock.files]).toEqual([...parseLock(text).files])
    expect(parseLock(text.replace('version: 2', 'version: 1'), migrations).model).toBe(`${model}one\n`)
    expect(parseLock(text, migrations).model).toBe(model)
    const broken = zero.replace('seed blob', 'sead blob')
    expect(() => parseLock(broken, migrations)).toThrow('Line 11 of the lock file')
  })
})
