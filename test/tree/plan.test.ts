import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Disk } from '../../src/tree/disk.ts'
import type { Change, Resolution } from '../../src/tree/plan.ts'
import { CancelledError, InvalidPathError, ReadError, RootError } from '../../src/tree/tree-error.ts'
import { filesWith, systemError } from './faulty-files.ts'
import { planOf, rejection, temporaryFolder, write } from './helpers.ts'

const changesOf = ({ changes }: { changes: readonly Change[] }) =>
  changes.map(({ path, action }) => [path, action])

describe('makePlan', () => {
  it('creates everything where there is no root', async () => {
    const plan = await planOf(join(temporaryFolder(), 'none/yet'), { 'b/c.yaml': 'c', 'a.yaml': 'a' })
    expect(plan.changes).toEqual([
      { path: 'a.yaml', kind: 'managed', action: 'create', after: 'a', executable: false },
      { path: 'b/c.yaml', kind: 'managed', action: 'create', after: 'c', executable: false },
    ])
    expect(plan.rootExists).toBe(false)
    expect(plan.conflicts).toEqual([])
  })

  it('leaves the same content alone, with either line ending', async () => {
    const root = temporaryFolder()
    write(root, { same: 'x\n', crlf: 'x\r\ny\r\n', foreign: 'mine' })
    const plan = await planOf(root, { same: 'x\n', crlf: 'x\ny\n', new: '' })
    expect(changesOf(plan)).toEqual([
      ['crlf', 'unchanged'],
      ['new', 'create'],
      ['same', 'unchanged'],
    ])
  })

  it('finds a conflict in another content', async () => {
    const root = temporaryFolder()
    write(root, { 'a.yaml': 'mine' })
    const reason = 'it is there with another content'
    const plan = await planOf(root, { 'a.yaml': 'theirs' })
    expect(plan.changes).toEqual([
      {
        path: 'a.yaml',
        kind: 'managed',
        action: 'conflict',
        before: 'mine',
        after: 'theirs',
        executable: false,
        reason,
      },
    ])
    expect(plan.conflicts).toEqual([{ path: 'a.yaml', reason, blocked: false }])
  })

  it.each([
    ['keep', 'keep', {}],
    ['replace', 'update', { before: 'mine', after: 'theirs' }],
  ] as const)('resolves conflicts by %s', async (onConflict, action, contents) => {
    const root = temporaryFolder()
    write(root, { 'a.yaml': 'mine' })
    const plan = await planOf(root, { 'a.yaml': 'theirs' }, { onConflict })
    expect(plan.changes).toEqual([
      { path: 'a.yaml', kind: 'managed', action, executable: false, ...contents },
    ])
    expect(plan.conflicts).toEqual([])
  })

  it('asks for each conflict, in order, and for nothing else', async () => {
    const root = temporaryFolder()
    write(root, { a: 'mine', b: 'mine', c: 'mine', same: 'x' })
    mkdirSync(join(root, 'folder'))
    const answers: Record<string, Resolution> = { a: 'replace', b: 'keep', c: 'fail' }
    const asked: Change[] = []
    const onConflict = async (change: Change) => {
      asked.push(change)
      return answers[change.path]!
    }
    const theirs = { c: 'theirs', b: 'theirs', a: 'theirs', same: 'x', new: 'n', folder: 'f' }
    const plan = await planOf(root, theirs, { onConflict })
    expect(asked.map(({ path, before, after }) => [path, before, after])).toEqual([
      ['a', 'mine', 'theirs'],
      ['b', 'mine', 'theirs'],
      ['c', 'mine', 'theirs'],
    ])
    expect(changesOf(plan)).toEqual([
      ['a', 'update'],
      ['b', 'keep'],
      ['c', 'conflict'],
      ['folder', 'conflict'],
      ['new', 'create'],
      ['same', 'unchanged'],
    ])
  })

  describe.each(['replace', 'keep', 'fail'] as const)('with onConflict %s', (onConflict) => {
    it('does not get past links, and folders in the way', async () => {
      const root = temporaryFolder()
      const outside = temporaryFolder()
      write(outside, { 'in-link.yaml': 'x' })
      write(root, { file: '', 'real.yaml': 'x' })
      mkdirSync(join(root, 'folder'))
      symlinkSync(outside, join(root, 'link'))
      symlinkSync('nowhere', join(root, 'dangling'))
      symlinkSync('real.yaml', join(root, 'same.yaml'))
      const theirs = {
        'file/a': '',
        'file/b/c': '',
        folder: '',
        'link/in-link.yaml': 'x',
        dangling: '',
        'same.yaml': 'x',
      }
      const plan = await planOf(root, theirs, { onConflict })
      const notFollowed = 'a symbolic link, which is not followed'
      expect(plan.conflicts).toEqual([
        { path: 'dangling', reason: `it is ${notFollowed}`, blocked: true },
        { path: 'file/a', reason: 'file is a file where a folder must be', blocked: true },
        { path: 'file/b/c', reason: 'file is a file where a folder must be', blocked: true },
        { path: 'folder', reason: 'a folder is where the file must be', blocked: true },
        { path: 'link/in-link.yaml', reason: `link is ${notFollowed}`, blocked: true },
        { path: 'same.yaml', reason: `it is ${notFollowed}`, blocked: true },
      ])
    })

    it('never touches a private file that is there', async () => {
      const root = temporaryFolder()
      write(root, { '.age/a.agekey': 'same' })
      const privateFiles = [{ path: '.age/a.agekey', content: 'same' }]
      const plan = await planOf(root, {}, { onConflict, privateFiles })
      const reason = 'it is there already and is never overwritten'
      expect(plan.conflicts).toEqual([{ path: '.age/a.agekey', reason, blocked: true }])
    })
  })

  it('shows private files nowhere', async () => {
    const privateFiles = [{ path: '.age/a.agekey', content: 'AGE-SECRET' }]
    const plan = await planOf(join(temporaryFolder(), 'new'), { a: 'content of a' }, { privateFiles })
    expect(plan.privateFiles).toEqual(privateFiles)
    const json = JSON.stringify(plan)
    expect(json).toBe('{"changes":[{"path":"a","kind":"managed","action":"create","executable":false}]}')
    expect(inspect(plan, { depth: 9, showHidden: true })).not.toMatch(/agekey|AGE-SECRET/)
  })

  it.each([
    '../key',
    'a.yaml',
    'A.yaml',
    'a.yaml/key',
  ])('refuses the private path %j beside a.yaml', async (path) => {
    const privateFiles = [{ path, content: '' }]
    const error = await rejection(planOf(temporaryFolder(), { 'a.yaml': '' }, { privateFiles }))
    expect(error).toBeInstanceOf(InvalidPathError)
  })

  it('reads the root through a link, since the user named it', async () => {
    const folder = temporaryFolder()
    write(folder, { 'real/a': 'x' })
    symlinkSync('real', join(folder, 'link'))
    const plan = await planOf(join(folder, 'link'), { a: 'x' })
    expect(plan.root).toBe(join(folder, 'real'))
    expect(changesOf(plan)).toEqual([['a', 'unchanged']])
  })

  it('refuses a root that cannot be a folder', () => {
    const folder = temporaryFolder()
    write(folder, { file: '' })
    symlinkSync('nowhere', join(folder, 'dangling'))
    const open = (path: string) => () => new Disk(join(folder, path))
    expect(open('file')).toThrow(RootError)
    expect(open('file')).toThrow('is a file; a folder is needed here')
    expect(open('file/below/it')).toThrow('is no folder')
    expect(open('dangling')).toThrow('is a symbolic link to nothing')
    expect(open('dangling/below')).toThrow('is no folder')
  })

  it('says what it could not read', async () => {
    const root = temporaryFolder()
    write(root, { 'apps/a.yaml': 'a' })
    const { fs } = filesWith((_number, name) => {
      if (name === 'readFile') throw systemError('EACCES')
    })
    const error = await rejection(planOf(root, { 'apps/a.yaml': 'a' }, { disk: new Disk(root, fs) }))
    expect(error).toBeInstanceOf(ReadError)
    expect(error).toMatchObject({ code: 'READ_FAILED', path: 'apps/a.yaml', cause: { code: 'EACCES' } })
  })

  it('stops when it is cancelled', async () => {
    const error = await rejection(planOf(temporaryFolder(), { a: '' }, { signal: AbortSignal.abort() }))
    expect(error).toBeInstanceOf(CancelledError)
  })
})
