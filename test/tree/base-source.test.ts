import { describe, expect, it } from 'vitest'
import { type BaseSource, diskBases, findBases, renderedBases } from '../../src/tree/base-source.ts'
import { Disk } from '../../src/tree/disk.ts'
import { type LockedFile, lockedFile } from '../../src/tree/locked-file.ts'
import { Tree } from '../../src/tree/tree.ts'
import { temporaryFolder, write } from './helpers.ts'

function filesOf(texts: Record<string, string>): Map<string, LockedFile> {
  return new Map(
    Object.entries(texts).map(([path, text]) => [path, lockedFile(text, 'managed', { generator: '0.1.0' })]),
  )
}

/** A source of some texts that notes what it is asked for. */
function sourceOf(texts: Record<string, string>): BaseSource & { asked: string[][] } {
  const asked: string[][] = []
  return {
    asked,
    textsOf: async (files) => {
      asked.push([...files.keys()])
      return new Map(Object.entries(texts))
    },
  }
}

describe('findBases', () => {
  it('asks each source only for what those before did not have', async () => {
    const [first, second, third] = [sourceOf({ a: 'a\n' }), sourceOf({ b: 'b\n' }), sourceOf({})]
    const { texts, missing } = await findBases(filesOf({ a: 'a\n', b: 'b\n' }), [first, second, third])
    expect(Object.fromEntries(texts)).toEqual({ a: 'a\n', b: 'b\n' })
    expect(missing).toEqual([])
    expect([first.asked, second.asked, third.asked]).toEqual([[['a', 'b']], [['b']], []])
  })

  it('takes no text but the one that the lock means, nor any for a file that nobody asked for', async () => {
    const wrong = sourceOf({ a: 'another\n', z: 'z\n' })
    const { texts, missing } = await findBases(filesOf({ a: 'a\n' }), [wrong, sourceOf({ a: 'a\r\n' })])
    expect(Object.fromEntries(texts)).toEqual({ a: 'a\n' })
    expect(missing).toEqual([])
  })

  it('names what nothing has', async () => {
    const { texts, missing } = await findBases(filesOf({ a: 'a\n', b: 'b\n' }), [sourceOf({ b: 'b\n' })])
    expect([...texts.keys()]).toEqual(['b'])
    expect(missing).toEqual(['a'])
  })
})

describe('sources', () => {
  it('what is rendered has the files that these templates make as they were made', async () => {
    const tree = new Tree().add('same', 'a\n').add('other', 'new\n')
    const bases = await findBases(filesOf({ same: 'a\n', other: 'old\n', gone: 'x\n' }), [
      renderedBases(tree),
    ])
    expect(Object.fromEntries(bases.texts)).toEqual({ same: 'a\n' })
    expect(bases.missing).toEqual(['other', 'gone'])
  })

  it('the disk has the files that nobody edited', async () => {
    const folder = temporaryFolder()
    write(folder, { 'fleet/a': 'a\r\n', 'fleet/b': 'mine\n', a: 'mine\n' })
    const files = filesOf({ a: 'a\n', b: 'b\n', c: 'c\n' })
    const bases = await findBases(files, [diskBases(new Disk(folder), (path) => `fleet/${path}`)])
    expect(Object.fromEntries(bases.texts)).toEqual({ a: 'a\n' })
    expect(bases.missing).toEqual(['b', 'c'])
    expect((await findBases(files, [diskBases(new Disk(folder))])).missing).toEqual(['a', 'b', 'c'])
  })
})
