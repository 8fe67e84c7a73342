import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gitBases } from '../../src/commands/repositories/git-bases.ts'
import { diskBases, findBases } from '../../src/tree/base-source.ts'
import { Disk } from '../../src/tree/disk.ts'
import { contentHash } from '../../src/tree/hash.ts'
import { parseLock } from '../../src/tree/lock.ts'
import { type LockedFile, lockedFile } from '../../src/tree/locked-file.ts'
import { scratch } from '../program.ts'
import { gitRepository, repositoryIn } from '../tools/git-repository.ts'
import { living } from './living.ts'

const by = { generator: '0.1.0' }
const named = (text: string) => lockedFile(text, 'managed', by)
/** As version 1 of the lock knew it. */
const hashed = (text: string): LockedFile => ({ ...named(text), hash: `sha256:${contentHash(text)}` })

async function basesIn(folder: string, files: Record<string, LockedFile>): Promise<Record<string, string>> {
  return Object.fromEntries((await findBases(new Map(Object.entries(files)), [gitBases(folder)])).texts)
}

describe('the texts of files in Git', () => {
  test('are found by the id in the lock, wherever the file lies now and whether it was committed', async () => {
    const repository = gitRepository()
    repository.commit({ 'old/a': 'a\n', b: 'b\n' })
    repository.commit({ 'old/a': 'a # mine\n' })
    repository.git('mv', 'old/a', 'a')
    repository.write('c', 'c\n')
    repository.git('add', 'c')
    repository.write('c', 'c # mine\n')
    const files = { a: named('a\n'), b: named('b\n'), c: named('c\n'), d: named('d\n') }
    expect(await basesIn(repository.folder, files)).toEqual({ a: 'a\n', b: 'b\n', c: 'c\n' })
  })

  test('are found by a hash of version 1, among those that were committed at the path', async () => {
    const repository = gitRepository()
    repository.commit({ 'fleet/a': 'one\n', a: 'elsewhere\n' })
    repository.commit({ 'fleet/a': 'two\n' })
    repository.commit({ 'fleet/a': 'two # mine\n' })
    const folder = join(repository.folder, 'fleet')
    expect(await basesIn(folder, { a: hashed('two\n') })).toEqual({ a: 'two\n' })
    expect(await basesIn(folder, { a: hashed('one\n') })).toEqual({ a: 'one\n' })
    expect(await basesIn(folder, { a: hashed('elsewhere\n') })).toEqual({})
  })

  test('are found in a repository whose ids are SHA-256', async () => {
    const repository = gitRepository('--object-format=sha256')
    repository.commit({ a: 'a\n', b: 'b\n' })
    repository.commit({ a: 'a # mine\n', b: 'b # mine\n' })
    const files = { a: named('a\n'), b: hashed('b\n') }
    expect(await basesIn(repository.folder, files)).toEqual({ a: 'a\n', b: 'b\n' })
  })

  test('are found where they were committed with CRLF', async () => {
    const repository = gitRepository()
    repository.commit({ a: 'a: 1\r\nb: 2\r\n' })
    repository.commit({ a: 'mine\r\n' })
    expect(await basesIn(repository.folder, { a: named('a: 1\nb: 2\n') })).toEqual({ a: 'a: 1\nb: 2\n' })
  })

  test('are none where there is no Git', async () => {
    expect(await basesIn(scratch(), { a: named('a\n') })).toEqual({})
  })
})

test('every file of a fleet still has its base after hand edits', async () => {
  const fleet = await living('--secrets=none')
  const repository = repositoryIn(fleet.folder)
  repository.commit({})
  fleet.edit('apps/staging/kustomization.yaml', '---', '# ours\n---')
  fleet.write('docs/fleet.md', 'gone\n')
  const { files } = parseLock(fleet.read('flux-fleet.lock'))
  const disk = diskBases(new Disk(fleet.folder))
  expect((await findBases(files, [disk])).missing).toEqual([
    'apps/staging/kustomization.yaml',
    'docs/fleet.md',
  ])
  const { texts, missing } = await findBases(files, [disk, gitBases(fleet.folder)])
  expect(missing).toEqual([])
  expect(texts.get('docs/fleet.md')).toBe(`${repository.git('show', 'HEAD:docs/fleet.md')}\n`)
})
