import { resolve, sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPath } from '../../src/tree/paths.ts'
import { Tree } from '../../src/tree/tree.ts'
import { InvalidPathError } from '../../src/tree/tree-error.ts'
import { treeOf } from './helpers.ts'

describe('a Tree', () => {
  it('gives back what was added, sorted by path', () => {
    const tree = new Tree()
      .add('b.sh', 'b', { executable: true })
      .add('a/z.yaml', 'z', { kind: 'seed' })
      .add('B-upper.yaml', 'B')
      .add('a.yaml', 'a')
    expect(tree.paths()).toEqual(['B-upper.yaml', 'a.yaml', 'a/z.yaml', 'b.sh'])
    expect([...tree]).toEqual([
      ['B-upper.yaml', { content: 'B', kind: 'managed' }],
      ['a.yaml', { content: 'a', kind: 'managed' }],
      ['a/z.yaml', { content: 'z', kind: 'seed' }],
      ['b.sh', { content: 'b', kind: 'managed', executable: true }],
    ])
    expect(tree.size).toBe(4)
    expect(tree.get('b.sh')?.executable).toBe(true)
    expect(tree.get('c')).toBeUndefined()
    expect(tree.has('a.yaml')).toBe(true)
    expect(tree.has('a')).toBe(false)
  })

  it('lists a path that is added after the paths were listed', () => {
    const tree = treeOf({ b: '' })
    expect(tree.paths()).toEqual(['b'])
    tree.add('a', '')
    expect(tree.paths()).toEqual(['a', 'b'])
  })

  it.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['C:/x', 'is absolute'],
    ['../x', 'has a ".." segment'],
    ['a/../../x', 'has a ".." segment'],
    ['a/./x', 'has a "." segment'],
    ['a//x', 'has an empty segment'],
    ['a/', 'has an empty segment'],
    ['a\\x', 'has a backslash'],
    ['a\0x', 'has a control character'],
    ['a\nx', 'has a control character'],
    ['.git/config', 'belongs to Git'],
    ['a/.GIT/hooks/x', 'belongs to Git'],
    ['.git. /config', 'belongs to Git'],
    ['git~1/config', 'belongs to Git'],
    ['.flux-fleet-staging-1-0123456789ab/x', 'is reserved'],
    ['clusters/nul/apps.yaml', 'which Windows reserves for a device'],
    ['docs/COM1', 'which Windows reserves for a device'],
    ['aux.tar.gz', 'which Windows reserves for a device'],
    ['a/lpt9 .txt', 'which Windows reserves for a device'],
    ['con', 'which Windows reserves for a device'],
  ])('refuses the path %j: it %s', (path, problem) => {
    const add = () => new Tree().add(path, '')
    expect(add).toThrow(InvalidPathError)
    expect(add).toThrow(problem)
  })

  it.each([
    '.gitignore',
    '.github/workflows/validate.yaml',
    'a/.gitkeep',
    '..a/b..',
    'git/x',
    'console/null.yaml',
    'com10/aux-1.yaml',
    'ä/€ 1.yaml',
  ])('takes the path %j', (path) => {
    expect(new Tree().add(path, '').paths()).toEqual([path])
  })

  it.each([
    ['a.yaml', 'a.yaml', 'is there twice'],
    ['README.md', 'readme.md', 'differs from "README.md" only in case'],
    ['\u00e9.yaml', 'e\u0301.yaml', 'differs from'],
    ['a', 'a/b', 'needs the folder "a", which is a file'],
    ['A', 'a/b', 'needs the folder "a", which is a file'],
    ['a/b/c', 'a/b', 'is both a file and a folder'],
    ['a/b', 'A', 'is both a file and a folder'],
    ['apps/x/y', 'Apps/x/z', 'needs the folder "Apps", which differs from "apps" only in case'],
  ])('refuses, beside %j, the path %j: it %s', (first, second, problem) => {
    const tree = new Tree().add(first, '1')
    expect(() => tree.add(second, '2')).toThrow(InvalidPathError)
    expect(() => tree.add(second, '2')).toThrow(problem)
    expect([...tree]).toEqual([[first, { content: '1', kind: 'managed' }]])
  })
})

describe('checkPath', () => {
  const nasty = fc.constantFrom(
    '..',
    '.',
    '',
    '.git',
    '.Git',
    'a',
    'b.yaml',
    '/',
    '\\',
    '\0',
    'C:',
    '~',
    ' ',
    '...',
  )
  const paths = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(nasty, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/')),
    fc.array(nasty, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  )

  it('lets nothing through that leaves the root or goes into .git', () => {
    let taken = 0
    fc.assert(
      fc.property(paths, (path) => {
        try {
          checkPath(path)
        } catch (error) {
          return error instanceof InvalidPathError
        }
        taken++
        const there = resolve('/fleet', path)
        const isBelow = there.startsWith(`/fleet${sep}`) && there.slice('/fleet/'.length) === path
        return isBelow && !path.toLowerCase().split('/').includes('.git')
      }),
      { numRuns: 3000 },
    )
    expect(taken).toBeGreaterThan(100)
  })
})
