import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/tree/apply-plan.ts'
import { type FileOperations, realFiles } from '../../src/tree/files.ts'
import { exactHash } from '../../src/tree/hash.ts'
import { findLastRun } from '../../src/tree/plan-undo.ts'
import { recover } from '../../src/tree/recover.ts'
import { stateOf } from '../../src/tree/state.ts'
import { planOf, rejection, snapshot, temporaryFolder, write } from './helpers.ts'

// The id of a process that no system has.
const RUN = '4194999-0123456789ab'
const HASH = exactHash('mine\n')
const OTHER = exactHash('something else\n')

/** A repository with work in it, beside folders that are nobody's to touch, and what would be restored. */
function place() {
  const folder = temporaryFolder()
  const root = join(folder, 'work/fleet')
  write(folder, {
    'work/fleet/README.md': 'mine\n',
    'work/fleet/apps/a.yaml': 'mine\n',
    'work/fleet/.git/HEAD': 'ref: refs/heads/main\n',
    'work/fleet/.git/hooks/pre-push': 'mine\n',
    'work/fleet/.git/objects/ab/cdef': 'mine\n',
    'work/fleet/platform/.git/refs/heads/main': 'mine\n',
    'work/fleet/platform/apps/a.yaml': 'mine\n',
    'work/precious/thesis.txt': 'mine\n',
    'work/empty/keep': '',
  })
  symlinkSync(join(folder, 'work/precious'), join(root, 'linked'))
  const stateDirectory = join(folder, 'state')
  mkdirSync(stateDirectory)
  const state = stateOf(stateDirectory, root)
  write(stateDirectory, { [`${state.prefix}backup-${RUN}/0`]: 'something else\n' })
  return { folder, root, stateDirectory, state, work: join(folder, 'work') }
}

const file = (path: string, more: object = {}) => ({ path, kind: 'managed', hash: HASH, ...more })
const restored = { hash: OTHER, mode: 0o644, mtimeMs: 1, size: 15 }
const into = (more: object) => ({
  version: 2,
  mode: 'into',
  run: RUN,
  folders: [],
  files: [],
  git: false,
  ...more,
})

/** What no run writes: each is refused as a journal and as a record. */
const REFUSED: Record<string, unknown> = {
  'an absolute path': into({ files: [file('/etc/motd')] }),
  'a path of a drive': into({ files: [file('C:/Windows/a')] }),
  'a path upward': into({ files: [file('../precious/thesis.txt')] }),
  'a path upward from inside': into({ files: [file('apps/../../precious/thesis.txt')] }),
  'a backslash upward': into({ files: [file('..\\precious\\thesis.txt')] }),
  'a hook of Git': into({ files: [file('.git/hooks/pre-commit', { before: { ...restored, mode: 0o755 } })] }),
  'a hook of Git in capitals': into({ files: [file('.GIT/hooks/pre-push', { before: restored })] }),
  'what Windows takes for .git': into({ files: [file('git~1/config', { before: restored })] }),
  'a hook of a repository inside': into({ files: [file('platform/.git/hooks/pre-commit')] }),
  'an empty path': into({ files: [file('')] }),
  'a control character': into({ files: [file('a\u001b[2Jb')] }),
  'a folder upward': into({ folders: ['..'], files: [file('apps/a.yaml')] }),
  'a folder of which it has no file': into({ folders: ['platform'], files: [file('apps/b.yaml')] }),
  'a repository that it did not make': into({ repositories: ['platform'], files: [file('apps/b.yaml')] }),
  'a repository upward': into({ folders: ['apps'], repositories: ['..'], files: [file('apps/b.yaml')] }),
  'an emptied folder upward': into({ emptied: [{ path: '../empty', mode: 0o755 }] }),
  'an emptied folder without a deleted file': into({ emptied: [{ path: 'apps', mode: 0o755 }] }),
  'a file twice': into({ files: [file('apps/a.yaml'), file('apps/a.yaml')] }),
  'a file without a hash': into({ files: [{ path: 'apps/a.yaml' }] }),
  'a hash that is none': into({ files: [file('apps/a.yaml', { hash: 'mine' })] }),
  'an original whose hash is none': into({ files: [file('a', { before: { ...restored, hash: '../..' } })] }),
  'a program that runs as its owner': into({ files: [file('a', { before: { ...restored, mode: 0o4755 } })] }),
  'a size below nothing': into({ files: [file('a', { before: { ...restored, size: -1 } })] }),
  'a run that leads upward': into({ run: '../../../precious' }),
  'a run that leads upward, of a fresh root': { version: 2, mode: 'fresh', run: '1-../../precious' },
  'no run': { version: 2, mode: 'into', folders: [], files: [], git: false },
  'files that are no list': into({ files: { length: 1 } }),
  'another version': { ...into({}), version: 3 },
  'no version': { mode: 'into' },
  'another mode': { version: 2, mode: 'beside', run: RUN },
  nothing: null,
  'a list': [],
}

const TRUNCATED = JSON.stringify(into({ files: [file('apps/a.yaml')] })).slice(0, -9)

describe.each(Object.entries(REFUSED))('a planted record with %s', (_, planted) => {
  it('is refused, and nothing is touched', async () => {
    const at = place()
    const before = snapshot(at.work)
    writeFileSync(at.state.journal, JSON.stringify(planted))
    const error = await rejection(recover(at))
    expect(error).toMatchObject({ code: 'RECOVER_FAILED', path: at.state.journal })
    expect(error.message).toContain('Nothing was touched. Check what is in the repository')
    writeFileSync(at.state.record, JSON.stringify(planted))
    expect(() => findLastRun(at.root, at.stateDirectory)).toThrow(`${at.state.record} `)
    expect(snapshot(at.work)).toEqual(before)
  })
})

describe('a planted record', () => {
  it('that is cut off is refused', async () => {
    const at = place()
    const before = snapshot(at.work)
    writeFileSync(at.state.journal, TRUNCATED)
    expect((await rejection(recover(at))).message).toContain('is no JSON, so it was cut off or damaged')
    expect(snapshot(at.work)).toEqual(before)
  })

  it('that is a link is not read', async () => {
    const at = place()
    writeFileSync(join(at.work, 'journal'), JSON.stringify(into({ files: [file('README.md')] })))
    symlinkSync(join(at.work, 'journal'), at.state.journal)
    const before = snapshot(at.work)
    expect((await rejection(recover(at))).message).toContain('is no regular file')
    expect(snapshot(at.work)).toEqual(before)
  })

  it('that another user owns is refused', async () => {
    const at = place()
    const before = snapshot(at.work)
    writeFileSync(at.state.journal, JSON.stringify(into({ files: [file('README.md'), file('gone.yaml')] })))
    const fs: FileOperations = {
      ...realFiles,
      lstat: (path) => {
        const stats = lstatSync(path, { throwIfNoEntry: false })
        return stats && path.endsWith('.journal') ? Object.assign(stats, { uid: stats.uid + 1 }) : stats
      },
    }
    expect((await rejection(recover({ ...at, fs }))).message).toContain('belongs to another user')
    expect(snapshot(at.work)).toEqual(before)
  })

  it.each([
    ['with staging of its own', { staging: '/' }],
    ['with staging upward', { staging: '../precious' }],
  ])('%s has none of it removed', async (_, more) => {
    const at = place()
    const before = snapshot(at.work)
    const planted = { ...into({}), version: 1, ...more, staging: join(at.work, 'precious') }
    writeFileSync(at.state.journal, JSON.stringify(planted))
    await recover(at)
    expect(snapshot(at.work)).toEqual(before)
  })

  it('of a fresh root has neither its staging nor its parents removed', async () => {
    const at = place()
    const root = join(at.work, 'empty/of/fleet')
    mkdirSync(join(at.work, 'bare'))
    const before = snapshot(at.work)
    const planted = { version: 1, mode: 'fresh', run: RUN, staging: join(at.work, 'precious') }
    const { journal } = stateOf(at.stateDirectory, root)
    writeFileSync(journal, JSON.stringify({ ...planted, parents: [join(at.work, 'bare')] }))
    expect(await recover({ root, stateDirectory: at.stateDirectory })).toMatchObject({ outcome: 'undone' })
    expect(snapshot(at.work)).toEqual(before)
  })

  it('does not reach through a link', async () => {
    const at = place()
    const before = snapshot(at.work)
    const files = [file('linked/thesis.txt'), file('gone.yaml')]
    const emptied = [{ path: 'linked/empty', mode: 0o755 }]
    const deleted = { path: 'linked/empty/a', kind: 'managed', before: restored }
    writeFileSync(at.state.journal, JSON.stringify(into({ files: [...files, deleted], emptied })))
    expect(await recover(at)).toMatchObject({ left: ['linked/empty/a', 'linked/thesis.txt'] })
    expect(snapshot(at.work)).toEqual(before)
  })

  it('leaves what is not as it says', async () => {
    const at = place()
    const before = snapshot(at.work)
    const files = [file('README.md', { hash: OTHER }), file('apps/a.yaml', { hash: OTHER, before: restored })]
    writeFileSync(at.state.journal, JSON.stringify(into({ files: [...files, file('gone')] })))
    expect(await recover(at)).toMatchObject({ outcome: 'undone', left: ['apps/a.yaml', 'README.md'] })
    expect(snapshot(at.work)).toEqual(before)
  })

  it('does not take a repository away that has commits', async () => {
    const at = place()
    const planted = into({
      folders: ['platform'],
      repositories: ['platform'],
      files: [file('platform/gone.yaml'), file('platform/apps/b.yaml')],
    })
    writeFileSync(at.state.journal, JSON.stringify(planted))
    const before = snapshot(at.work)
    expect(await recover(at)).toMatchObject({ outcome: 'undone', left: ['platform/apps/', 'platform/'] })
    expect(snapshot(at.work)).toEqual(before)
  })

  it.each([
    ['damaged', (original: string) => writeFileSync(original, 'something new!\n')],
    ['of another size', (original: string) => writeFileSync(original, 'something else\nand more\n')],
    ['a link', (original: string) => linkInstead(original)],
  ])('touches nothing where an original is %s', async (_, damage) => {
    const at = place()
    const first = file('apps/a.yaml', { before: restored })
    writeFileSync(at.state.journal, JSON.stringify(into({ files: [first, file('README.md'), file('gone')] })))
    damage(join(at.stateDirectory, `${at.state.prefix}backup-${RUN}/0`))
    const before = snapshot(at.work)
    expect((await rejection(recover(at))).message).toContain('apps/a.yaml cannot be restored from it')
    expect(snapshot(at.work)).toEqual(before)
  })
})

function linkInstead(original: string): void {
  write(join(original, '../..'), { elsewhere: 'something else\n' })
  realFiles.unlink(original)
  symlinkSync('../elsewhere', original)
}

describe('a planted lock', () => {
  it.each([
    ['a link to a folder', (lock: string, work: string) => symlinkSync(join(work, 'precious'), lock)],
    ['a folder with something in it', (lock: string) => write(lock, { 'thesis.txt': 'mine\n' })],
    ['a file', (lock: string) => writeFileSync(lock, '')],
  ])('that is %s has nothing of it removed', async (_, plant) => {
    const at = place()
    const plan = await planOf(at.root, { 'new.yaml': 'a: 1\n' })
    plant(at.state.lock, at.work)
    const before = snapshot(at.folder)
    for (const attempt of [() => recover(at), () => applyPlan(plan, at)])
      expect(await rejection(attempt())).toMatchObject({ code: 'RECOVER_FAILED', path: at.state.lock })
    expect(snapshot(at.folder)).toEqual(before)
    expect(readdirSync(at.root)).not.toContain('new.yaml')
  })
})
