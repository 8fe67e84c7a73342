import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { GitError } from '../../src/tools/git.ts'
import { readBlobs, readBlobsAt } from '../../src/tools/git-blobs.ts'
import { blobId } from '../../src/tree/hash.ts'
import { scratch } from '../program.ts'
import { type GitRepository, gitRepository, repositoryIn } from './git-repository.ts'

/** Blobs by their ids, as text. */
async function textsOf({ folder }: GitRepository, ids: readonly string[]): Promise<string[]> {
  return [...(await readBlobs(folder, ids)).values()].map(String).sort()
}

/** The blobs that were ever at paths, as text. */
async function textsAt({ folder }: { folder: string }, ...paths: string[]): Promise<string[]> {
  return [...(await readBlobsAt(folder, paths)).values()].map(String).sort()
}

describe('readBlobs', () => {
  test('gives the bytes of each blob, more of them than are read at a time', async () => {
    const repository = gitRepository()
    const contents = [
      Buffer.alloc(0),
      Buffer.from('no line end'),
      Buffer.from('a\nblob 3\n\n'),
      Buffer.from([0xff, 0x00, 0x0a]),
      ...Array.from({ length: 230 }, (_, index) => Buffer.from(`file ${index}\n`)),
    ]
    repository.commit(Object.fromEntries(contents.map((content, index) => [`f/${index}`, content])))
    const blobs = await readBlobs(repository.folder, contents.map(blobId))
    expect(blobs.size).toBe(contents.length)
    for (const content of contents) expect(blobs.get(blobId(content))).toEqual(content)
  })

  test('finds one that was never committed', async () => {
    const repository = gitRepository()
    repository.write('a', 'staged\n')
    repository.git('add', 'a')
    repository.write('a', 'another\n')
    expect(await textsOf(repository, [blobId('staged\n')])).toEqual(['staged\n'])
  })

  test('leaves out what is not there, what is no blob, and what nobody rendered', async () => {
    const repository = gitRepository()
    const large = 'x'.repeat((1 << 20) + 1)
    repository.commit({ a: 'a\n', large })
    const others = ['HEAD', 'HEAD^{tree}'].map((name) => repository.git('rev-parse', name))
    const ids = [blobId('not there\n'), ...others, blobId(large), blobId('a\n')]
    expect(await textsOf(repository, ids)).toEqual(['a\n'])
    expect(await readBlobs(repository.folder, [])).toEqual(new Map())
  })

  test('fails where there is no repository', async () => {
    await expect(readBlobs(scratch(), [blobId('a\n')])).rejects.toThrow(GitError)
  })

  test('fetches nothing that a partial clone lacks', async () => {
    const origin = gitRepository()
    origin.commit({ a: 'a\n' })
    origin.git('config', 'uploadpack.allowFilter', 'true')
    const clone = repositoryIn(scratch())
    clone.git('clone', '--quiet', '--filter=blob:none', '--no-checkout', `file://${origin.folder}`, '.')
    expect(await readBlobs(clone.folder, [blobId('a\n')])).toEqual(new Map())
    expect(await textsAt(clone, 'a')).toEqual([])
    // There it is where Git is let.
    expect(clone.git('cat-file', 'blob', blobId('a\n'))).toBe('a')
    expect(await textsOf(clone, [blobId('a\n')])).toEqual(['a\n'])
  })
})

describe('readBlobsAt', () => {
  test('has all that was ever at the paths, in any branch', async () => {
    const repository = gitRepository()
    repository.commit({ 'sub/a': 'one\n', 'sub/b': 'not asked\n' })
    repository.commit({ 'sub/a': 'two\n' })
    repository.git('checkout', '--quiet', '-b', 'other')
    repository.commit({ 'sub/a': 'on the branch\n' })
    repository.git('checkout', '--quiet', 'main')
    repository.git('rm', '--quiet', 'sub/a')
    repository.commit({})
    const texts = await textsAt(repository, 'sub/a')
    expect(texts).toEqual(['on the branch\n', 'one\n', 'two\n'])
  })

  test('begins at the folder, and takes paths by the letter', async () => {
    const repository = gitRepository()
    repository.commit({
      'fleet/*': 'star\n',
      'fleet/a': 'a\n',
      'fleet/ä b': 'odd\n',
      a: 'outside\n',
      '*': 'x\n',
    })
    const fleet = { folder: join(repository.folder, 'fleet') }
    expect(await textsAt(fleet, '*', 'ä b')).toEqual(['odd\n', 'star\n'])
  })

  test('has nothing where nothing was committed or asked for', async () => {
    const repository = gitRepository()
    expect(await textsAt(repository, 'a')).toEqual([])
    repository.commit({ a: 'a\n' })
    expect(await textsAt(repository)).toEqual([])
    expect(await textsAt(repository, 'b')).toEqual([])
  })
})

test('nothing that the repository configures is run', async () => {
  const repository = gitRepository()
  repository.commit({ a: 'a\n' })
  const mark = join(scratch(), 'ran')
  const program = join(repository.folder, '.git/program')
  writeFileSync(program, `#!/bin/sh\ntouch ${mark}\nexit 1\n`, { mode: 0o755 })
  writeFileSync(join(repository.folder, '.git/hooks/post-index-change'), `#!/bin/sh\ntouch ${mark}\n`, {
    mode: 0o755,
  })
  for (const key of ['core.fsmonitor', 'core.pager', 'gpg.program', 'core.sshCommand', 'diff.external'])
    repository.git('config', key, program)
  repository.git('config', 'log.showSignature', 'true')
  expect(await textsAt(repository, 'a')).toEqual(['a\n'])
  expect(await textsOf(repository, [blobId('a\n')])).toEqual(['a\n'])
  expect(existsSync(mark)).toBe(false)
  repository.git('status')
  expect(existsSync(mark)).toBe(true)
})
