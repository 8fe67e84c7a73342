import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ApplyOptions, applyPlan } from '../../src/tree/apply-plan.ts'
import { Disk } from '../../src/tree/disk.ts'
import { realFiles } from '../../src/tree/files.ts'
import { makePlan, Plan, type PlanOptions } from '../../src/tree/plan.ts'
import { Tree } from '../../src/tree/tree.ts'
import {
  CancelledError,
  ChangedOnDiskError,
  ConflictError,
  RootBusyError,
  RootError,
} from '../../src/tree/tree-error.ts'
import { filesWith, systemError } from './faulty-files.ts'
import { planOf, rejection, snapshot, temporaryFolder, treeOf, unfinished, write } from './helpers.ts'

const files = { 'README.md': '# Fleet\n', 'apps/base/a.yaml': 'a: 1\n', 'apps/base/b.yaml': 'b: 1\n' }

/** A folder for a test, with a root that does not exist yet beside the state directory. */
function place() {
  const folder = temporaryFolder()
  const root = join(folder, 'work/fleet')
  mkdirSync(join(folder, 'work'))
  return { work: join(folder, 'work'), root, stateDirectory: join(folder, 'state') }
}

async function apply(
  options: ApplyOptions,
  tree: Record<string, string>,
  planOptions?: Partial<PlanOptions>,
) {
  return applyPlan(await planOf(options.root, tree, planOptions), options)
}

describe('applyPlan', () => {
  it('makes a root that is not there, with modes', async () => {
    const at = place()
    const tree = treeOf(files).add('run.sh', '#!/bin/sh\n', { executable: true })
    const privateFiles = [{ path: '.age/fleet.agekey', content: 'secret' }]
    const plan = await makePlan({ theirs: tree, disk: new Disk(at.root), onConflict: 'fail', privateFiles })
    expect(await applyPlan(plan, at)).toEqual({ written: 4, deleted: 0 })
    expect(snapshot(at.work)).toEqual({
      '/': 'folder 755',
      'fleet/': 'folder 755',
      'fleet/.age/': 'folder 700',
      'fleet/.age/fleet.agekey': 'file 600 secret',
      'fleet/README.md': 'file 644 # Fleet\n',
      'fleet/apps/': 'folder 755',
      'fleet/apps/base/': 'folder 755',
      'fleet/apps/base/a.yaml': 'file 644 a: 1\n',
      'fleet/apps/base/b.yaml': 'file 644 b: 1\n',
      'fleet/run.sh': 'file 755 #!/bin/sh\n',
    })
    expect(unfinished(at.stateDirectory)).toEqual([])
  })

  it('keeps an existing root itself, and what else is in it', async () => {
    const at = place()
    write(at.root, { 'mine.txt': 'mine', 'apps/mine.yaml': 'mine' })
    const { ino } = statSync(at.root)
    expect(await apply(at, files)).toEqual({ written: 3, deleted: 0 })
    expect(statSync(at.root).ino).toBe(ino)
    expect(Object.keys(snapshot(at.root)).sort()).toEqual([
      '/',
      'README.md',
      'apps/',
      'apps/base/',
      'apps/base/a.yaml',
      'apps/base/b.yaml',
      'apps/mine.yaml',
      'mine.txt',
    ])
  })

  it('keeps what the user wants to keep and replaces the rest, with its mode', async () => {
    const at = place()
    write(at.root, { 'README.md': 'mine', 'apps/base/a.yaml': 'mine', 'apps/base/b.yaml': 'mine' })
    chmodSync(join(at.root, 'apps/base/a.yaml'), 0o660)
    await apply(at, files, { onConflict: ({ path }) => (path === 'README.md' ? 'keep' : 'replace') })
    expect(snapshot(at.root)).toMatchObject({
      'README.md': 'file 644 mine',
      'apps/base/a.yaml': 'file 660 a: 1\n',
      'apps/base/b.yaml': 'file 644 b: 1\n',
    })
  })

  it('restores the time of a file that it had replaced', async () => {
    const at = place()
    write(at.root, { 'README.md': 'mine' })
    const time = new Date('2020-02-02T02:02:02Z')
    utimesSync(join(at.root, 'README.md'), time, time)
    const { fs } = filesWith((_number, name) => {
      if (name === 'remove' && failures++ === 0) throw systemError('EIO')
    })
    let failures = 0
    await rejection(apply({ ...at, fs }, files, { onConflict: 'replace' }))
    expect(failures).toBeGreaterThan(1)
    expect(statSync(join(at.root, 'README.md')).mtime).toEqual(time)
    expect(Object.keys(snapshot(at.root))).toEqual(['/', 'README.md'])
  })

  it('writes bytes that are no text as they are', async () => {
    const { root, stateDirectory } = place()
    mkdirSync(root)
    const bytes = Buffer.from([0x00, 0xff, 0x0d, 0x0a, 0x80])
    const change = { path: 'docs/logo.png', kind: 'seed', action: 'create', executable: false } as const
    const plan = new Plan({ root, rootExists: true, changes: [{ ...change, after: bytes }] })
    await applyPlan(plan, { root, stateDirectory })
    expect(readFileSync(join(root, 'docs/logo.png')).equals(bytes)).toBe(true)
  })

  it('writes nothing, nowhere, when there is nothing to do', async () => {
    const at = place()
    await apply(at, files)
    rmSync(at.stateDirectory, { recursive: true })
    expect(await apply(at, files)).toEqual({ written: 0, deleted: 0 })
    expect(existsSync(at.stateDirectory)).toBe(false)
  })

  it('does not apply a plan with conflicts', async () => {
    const at = place()
    write(at.root, { 'README.md': 'mine' })
    const before = snapshot(at.work)
    const error = await rejection(apply(at, files))
    expect(error).toBeInstanceOf(ConflictError)
    expect(error.message).toBe(
      '1 path is in the way, so nothing was written:\n  README.md: it is there with another content',
    )
    expect(snapshot(at.work)).toEqual(before)
  })

  it('does not overwrite a private file', async () => {
    const at = place()
    write(at.root, { '.age/a.agekey': 'mine' })
    const privateFiles = [{ path: '.age/a.agekey', content: 'new' }]
    const error = await rejection(apply(at, files, { onConflict: 'replace', privateFiles }))
    expect(error).toBeInstanceOf(ConflictError)
    expect(readFileSync(join(at.root, '.age/a.agekey'), 'utf8')).toBe('mine')
  })

  it('does not apply a plan to another root', async () => {
    const at = place()
    const plan = await planOf(at.root, files)
    const error = await rejection(applyPlan(plan, { ...at, root: join(at.work, 'other') }))
    expect(error).toBeInstanceOf(RootError)
    expect(readdirSync(at.work)).toEqual([])
  })

  it('gives what it was given: property', async () => {
    const name = fc.stringMatching(/^[a-z0-9._ -]{1,6}$/)
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
    const entry = fc.record({ path, content: fc.string({ unit: 'grapheme' }), executable: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 12 }), fc.boolean(), async (entries, rootExists) => {
        const at = place()
        if (rootExists) mkdirSync(at.root)
        const tree = new Tree()
        for (const { path, content, executable } of entries) {
          try {
            tree.add(path, content, { executable })
          } catch {
            // What does not fit into a tree is not to be written.
          }
        }
        const plan = () => makePlan({ theirs: tree, disk: new Disk(at.root), onConflict: 'fail' })
        await applyPlan(await plan(), { ...at, fs: filesWith(() => {}).fs })
        const found = Object.entries(snapshot(at.root)).filter(([path]) => !path.endsWith('/'))
        const expected = [...tree].map(([path, { content, executable }]) => [
          path,
          `file ${executable ? '755' : '644'} ${content}`,
        ])
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
        expect((await plan()).changes.filter(({ action }) => action !== 'unchanged')).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

describe('prepare', () => {
  const git = (staging: string) => write(staging, { '.git/HEAD': 'ref: refs/heads/main\n', 'stray.txt': '' })

  it('has all folders, is waited for, and what it makes becomes part of a fresh root', async () => {
    const at = place()
    const prepare = async (staging: string) => {
      expect(existsSync(join(staging, 'apps/base'))).toBe(true)
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(existsSync(at.root)).toBe(false)
      git(staging)
    }
    await apply({ ...at, prepare }, files)
    expect(snapshot(at.root)).toHaveProperty(['.git/HEAD'])
    expect(snapshot(at.root)).toHaveProperty(['apps/base/a.yaml'])
  })

  it('is waited for before anything is taken back', async () => {
    const at = place()
    let sawItsFolder = false
    const prepare = async (staging: string) => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      sawItsFolder = existsSync(staging)
    }
    const fs = {
      ...realFiles,
      writeFile: (path: string, content: string, mode: number) => {
        if (path.endsWith('b.yaml')) throw new Error('disk is full')
        realFiles.writeFile(path, content, mode)
      },
    }
    expect(await rejection(apply({ ...at, prepare, fs }, files))).toMatchObject({
      operation: 'write',
      undone: true,
    })
    expect(sawItsFolder).toBe(true)
    expect(existsSync(at.root)).toBe(false)
  })

  it('gives an existing root its .git and nothing else', async () => {
    const at = place()
    mkdirSync(at.root)
    await apply({ ...at, prepare: git }, files)
    const now = snapshot(at.root)
    expect(now).toHaveProperty(['.git/HEAD'])
    expect(now).not.toHaveProperty(['stray.txt'])
  })

  it('does not replace a .git', async () => {
    const at = place()
    write(at.root, { '.git/HEAD': 'ref: refs/heads/mine\n' })
    await apply({ ...at, prepare: git }, files)
    expect(readFileSync(join(at.root, '.git/HEAD'), 'utf8')).toBe('ref: refs/heads/mine\n')
  })

  it.each([false, true])('leaves nothing when it fails; root exists: %s', async (rootExists) => {
    const at = place()
    if (rootExists) mkdirSync(at.root)
    const before = snapshot(at.work)
    const prepare = () => Promise.reject(new Error('git is missing'))
    const error = await rejection(apply({ ...at, prepare }, files))
    expect(error).toMatchObject({ code: 'APPLY_FAILED', operation: 'prepare', undone: true })
    expect(error.message).toContain('git is missing')
    expect(snapshot(at.work)).toEqual(before)
  })
})

describe('cancelling', () => {
  it.each([false, true])('between chunks leaves nothing; root exists: %s', async (rootExists) => {
    const at = place()
    if (rootExists) mkdirSync(at.root)
    const before = snapshot(at.work)
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [`folder-${n % 10}/${n}.yaml`, `${n}\n`]),
    )
    const plan = await planOf(at.root, many)
    const controller = new AbortController()
    let written = 0
    const { fs } = filesWith((_number, name) => {
      if (name !== 'writeFile') return
      written++
      // From the event loop, like a signal handler: only a pause between files lets it come to its turn.
      if (written === 10) setImmediate(() => controller.abort())
    })
    const error = await rejection(applyPlan(plan, { ...at, fs, signal: controller.signal }))
    expect(error).toBeInstanceOf(CancelledError)
    expect(error).toMatchObject({ code: 'CANCELLED' })
    expect(written).toBeLessThan(600)
    expect(snapshot(at.work)).toEqual(before)
  })

  it('while it prepares leaves nothing', async () => {
    const at = place()
    const controller = new AbortController()
    const prepare = () => controller.abort()
    const error = await rejection(apply({ ...at, prepare, signal: controller.signal }, files))
    expect(error).toBeInstanceOf(CancelledError)
    expect(readdirSync(at.work)).toEqual([])
  })

  it('is too late once files are put in place', async () => {
    const at = place()
    write(at.root, { 'mine.txt': '' })
    const controller = new AbortController()
    const { fs } = filesWith((_number, name) => {
      if (name === 'sync') controller.abort()
    })
    expect(await apply({ ...at, fs, signal: controller.signal }, files)).toMatchObject({ written: 3 })
    expect(controller.signal.aborted).toBe(true)
  })
})

describe('what changes between plan and apply', () => {
  /** What applying a plan fails with, after something happened to its root. */
  async function after(happens: (root: string) => void, when: 'before' | 'while'): Promise<Error> {
    const at = place()
    write(at.root, { 'README.md': 'mine', 'apps/same.yaml': 'same' })
    const plan = await planOf(at.root, { ...files, 'apps/same.yaml': 'same' }, { onConflict: 'replace' })
    if (when === 'before') happens(at.root)
    let then = snapshot(at.root)
    const prepare = (staging: string): void => {
      if (when === 'while') happens(at.root)
      const [staged] = staging.slice(at.root.length + 1).split('/')
      then = Object.fromEntries(
        Object.entries(snapshot(at.root)).filter(([path]) => !path.startsWith(staged!)),
      )
    }
    const error = await rejection(applyPlan(plan, { ...at, prepare }))
    expect(snapshot(at.root)).toEqual(then)
    return error
  }

  it.each([
    [
      'a file to replace is edited',
      'README.md',
      (root: string) => writeFileSync(join(root, 'README.md'), 'edited'),
    ],
    ['a file to replace is removed', 'README.md', (root: string) => rmSync(join(root, 'README.md'))],
    [
      'an unchanged file is edited',
      'apps/same.yaml',
      (root: string) => write(root, { 'apps/same.yaml': 'edited' }),
    ],
    ['a file appears', 'apps/base/a.yaml', (root: string) => write(root, { 'apps/base/a.yaml': 'theirs' })],
    [
      'a folder takes the place of a file',
      'apps/base/a.yaml',
      (root: string) => write(root, { 'apps/base/a.yaml/x': '' }),
    ],
    [
      'a file becomes a link',
      'README.md',
      (root: string) => {
        renameSync(join(root, 'README.md'), join(root, 'moved'))
        symlinkSync('moved', join(root, 'README.md'))
      },
    ],
    [
      'a folder becomes a link out of the root',
      'apps/base/a.yaml',
      (root: string) => {
        renameSync(join(root, 'apps'), join(root, 'moved'))
        symlinkSync('..', join(root, 'apps'))
      },
    ],
    [
      'a link is planted for a new folder',
      'apps/base/a.yaml',
      (root: string) => symlinkSync('../..', join(root, 'apps/base')),
    ],
  ])('is noticed: %s', async (_what, path, happens) => {
    for (const when of ['before', 'while'] as const) {
      const error = await after(happens, when)
      expect(error).toBeInstanceOf(ChangedOnDiskError)
      expect(error).toMatchObject({ code: 'CHANGED_ON_DISK', path })
      expect(error.message).toContain('Nothing was written; run the command again')
    }
  })

  it('does not matter where a file is only touched', async () => {
    const at = place()
    write(at.root, { 'README.md': 'mine', same: 'same' })
    const plan = await planOf(at.root, { ...files, same: 'same' }, { onConflict: 'replace' })
    for (const path of ['README.md', 'same']) utimesSync(join(at.root, path), new Date(0), new Date(0))
    await applyPlan(plan, at)
    expect(readFileSync(join(at.root, 'README.md'), 'utf8')).toBe(files['README.md'])
  })

  it('is noticed when the root appears or is gone', async () => {
    const at = place()
    const fresh = await planOf(at.root, files)
    mkdirSync(at.root)
    const existing = await planOf(at.root, files)
    expect(await rejection(applyPlan(fresh, at))).toMatchObject({ code: 'CHANGED_ON_DISK', path: at.root })
    rmSync(at.root, { recursive: true })
    expect(await rejection(applyPlan(existing, at))).toMatchObject({ code: 'CHANGED_ON_DISK', path: at.root })
    const appears = { ...at, prepare: () => mkdirSync(at.root) }
    expect(await rejection(applyPlan(fresh, appears))).toMatchObject({
      code: 'CHANGED_ON_DISK',
      path: at.root,
    })
    expect(readdirSync(at.work)).toEqual(['fleet'])
    expect(readdirSync(at.root)).toEqual([])
  })
})

describe('two runs in one process', () => {
  it('exclude each other at the same root only', async () => {
    const at = place()
    const other = { ...at, root: join(at.work, 'other') }
    const plans = [await planOf(at.root, files), await planOf(at.root, files)] as const
    let second: Error | undefined
    const prepare = async () => {
      second = await rejection(applyPlan(plans[1], at))
      await apply(other, files)
    }
    await applyPlan(plans[0], { ...at, prepare })
    expect(second).toBeInstanceOf(RootBusyError)
    expect(readdirSync(at.work)).toEqual(['fleet', 'other'])
  })
})
