import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Disk } from '../../src/tree/disk.ts'
import { mergeFile } from '../../src/tree/merge/merge-file.ts'
import { movedPath, movedTree, movesOf } from '../../src/tree/moves.ts'
import { makeChangePlan } from '../../src/tree/plan-change.ts'
import { temporaryFolder, treeOf, write } from './helpers.ts'

const MOVES = [
  { from: 'a/x-file', to: 'a/y-file' },
  { from: 'a/x', to: 'a/y' },
]

async function planOf(root: string, base: Record<string, string>, theirs: Record<string, string>) {
  const { plan, leftOut } = await makeChangePlan({
    base: treeOf(base),
    theirs: treeOf(theirs),
    disk: new Disk(root),
    onConflict: 'fail',
    moves: MOVES,
  })
  const changes = plan.changes.map(({ path, from, to, action, after }) => ({
    path,
    action,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(after === undefined ? {} : { after: after.toString() }),
  }))
  return { changes, leftOut, conflicts: plan.conflicts }
}

describe('moves', () => {
  it('are of whole folders and files, not of names that begin alike', () => {
    expect(
      ['a/x', 'a/x/b', 'a/x-file', 'a/xx/b', 'a/x-file2', 'x'].map((path) => movedPath(path, MOVES)),
    ).toEqual(['a/y', 'a/y/b', 'a/y-file', 'a/xx/b', 'a/x-file2', 'x'])
    expect(movesOf(treeOf({ 'a/x/b': '' }), MOVES)).toEqual([MOVES[1]])
  })

  it('leave a file where it was that is not to be at the new path', () => {
    const moved = movedTree(treeOf({ 'a/x/b': '1', 'a/x/c': '2' }), MOVES, treeOf({ 'a/y/b': '1' }))
    expect(moved.paths()).toEqual(['a/x/c', 'a/y/b'])
  })

  it('merge at the new path what was changed at the old one, and take the rest of the folder along', async () => {
    const root = temporaryFolder()
    write(root, { 'a/x/b.yaml': 'k: 1 # mine\n', 'a/x/deep/own': 'own', 'a/x-file': 'same', other: 'x' })
    const { changes } = await planOf(
      root,
      { 'a/x/b.yaml': 'k: 1\n', 'a/x-file': 'same' },
      { 'a/y/b.yaml': 'k: 2\n', 'a/y-file': 'same' },
    )
    expect(changes).toEqual([
      { path: 'a/x-file', action: 'delete', to: 'a/y-file' },
      { path: 'a/x/b.yaml', action: 'delete', to: 'a/y/b.yaml' },
      { path: 'a/x/deep/own', action: 'delete', to: 'a/y/deep/own' },
      { path: 'a/y-file', action: 'create', from: 'a/x-file', after: 'same' },
      { path: 'a/y/b.yaml', action: 'create', from: 'a/x/b.yaml', after: 'k: 2 # mine\n' },
      { path: 'a/y/deep/own', action: 'create', from: 'a/x/deep/own', after: 'own' },
    ])
  })

  it('tell of a file that was deleted by hand, and remove one that is no longer made', async () => {
    const root = temporaryFolder()
    write(root, { 'a/x/gone': 'made', 'a/x/edited': 'mine' })
    const { changes, leftOut, conflicts } = await planOf(
      root,
      { 'a/x/b': '1', 'a/x/gone': 'made', 'a/x/edited': 'made' },
      { 'a/y/b': '2' },
    )
    expect(leftOut).toEqual([{ file: 'a/y/b', path: '', reason: 'the file was deleted' }])
    expect(changes.map(({ path, action }) => [path, action])).toEqual([
      ['a/x/edited', 'conflict'],
      ['a/x/gone', 'delete'],
    ])
    expect(conflicts).toHaveLength(1)
  })

  it('follow no link: a folder that is one cannot be moved', async () => {
    const root = temporaryFolder()
    write(root, { 'elsewhere/b': 'x', 'a/z': '' })
    symlinkSync('../elsewhere', join(root, 'a/x'))
    const { conflicts } = await planOf(root, { 'a/x/b': 'x' }, { 'a/y/b': 'x' })
    expect(conflicts).toEqual([
      {
        path: 'a/x',
        reason: "it lies in a folder that moves, and can't: it is a symbolic link, which is not followed",
        blocked: true,
      },
    ])
  })
})

describe('an entry of a list under a new name', () => {
  it('keeps its comment where the name is a value or a segment of a path', () => {
    const ours = 'resources:\n  - ../base/web # ours\n  - ../base/webs\n  - web # mine\n'
    const result = mergeFile(
      {
        path: 'kustomization.yaml',
        base: 'resources:\n  - ../base/web\n  - ../base/webs\n  - web\n',
        theirs: 'resources:\n  - ../base/shop\n  - ../base/webs\n  - shop\n',
        ours,
      },
      { renamed: { from: 'web', to: 'shop' } },
    )
    expect(result).toEqual({
      text: 'resources:\n  - ../base/shop # ours\n  - ../base/webs\n  - shop # mine\n',
      leftOut: [],
    })
  })

  it('is known by its place where a rule says so and no side has more entries', () => {
    const merge = (theirs: string) =>
      mergeFile(
        {
          path: 'a.yaml',
          base: 'l:\n  - n: a\n  - n: b\n',
          theirs,
          ours: 'l: # two\n  - n: a # 1\n  - n: b # 2\n',
        },
        { lists: [{ list: () => true, by: 'place' }] },
      )
    expect(merge('l:\n  - n: a\n  - n: c\n    k: 1\n')).toEqual({
      text: 'l: # two\n  - n: a # 1\n  - n: c # 2\n    k: 1\n',
      leftOut: [],
    })
    expect(merge('l:\n  - n: a\n')).toMatchObject({ text: expect.stringContaining('  - n: a # 1\n') })
  })
})
