import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/tree/apply-plan.ts'
import { Disk } from '../../src/tree/disk.ts'
import { type Change, makePlan, Plan } from '../../src/tree/plan.ts'
import { findLastRun, planUndo } from '../../src/tree/plan-undo.ts'
import { recover } from '../../src/tree/recover.ts'
import { ConflictError } from '../../src/tree/tree-error.ts'
import { filesWith, systemError } from './faulty-files.ts'
import { planOf, rejection, snapshot, temporaryFolder, treeOf, unfinished, write } from './helpers.ts'
import { scenarios } from './scenarios.ts'

interface Place {
  root: string
  stateDirectory: string
}

function place(): Place {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'work'))
  return { root: join(folder, 'work'), stateDirectory: join(folder, 'state') }
}

/** What the last run is taken back with. */
function planOfUndo({ root, stateDirectory }: Place) {
  const last = findLastRun(root, stateDirectory)
  if (last?.record.mode !== 'into') throw new Error('no run is recorded that can be taken back')
  return planUndo(last, last.record)
}

async function undo(at: Place) {
  const planned = planOfUndo(at)
  await applyPlan(planned.plan, { ...at, command: 'undo', undoes: true })
  return planned
}

/** Changes the files of a root as they are said: to a content, or to nothing. */
async function change(at: Place, wanted: Record<string, Buffer | string | undefined>): Promise<void> {
  const disk = new Disk(at.root)
  const seen = new Map()
  const changes = Object.entries(wanted).map(([path, after]): Change => {
    const found = disk.look(path)
    if (found.type === 'file') seen.set(path, found.fingerprint)
    const before = found.type === 'file' ? { before: found.bytes } : {}
    const common = { path, kind: 'managed', executable: false, ...before } as const
    if (after === undefined) return { ...common, action: 'delete' }
    return { ...common, action: found.type === 'file' ? 'update' : 'create', after }
  })
  const plan = new Plan({ root: disk.root, rootExists: true, changes, seen })
  await applyPlan(plan, { ...at, command: 'change files' })
}

/** Everything below a folder, with bytes that are no text too. */
function exactly(root: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(snapshot(root)).map(([path, text]) => [
      path,
      text.startsWith('file')
        ? `${text.slice(0, 8)} ${readFileSync(join(root, path)).toString('hex')}`
        : text,
    ]),
  )
}

describe('taking back the last run', () => {
  it('restores bytes, modes and folders', async () => {
    const at = place()
    const image = Buffer.from([0x89, 0x50, 0x00, 0xff, 0x0d, 0x0a])
    write(at.root, {
      'a/logo.png': '',
      'a/gone/script.sh': '#!/bin/sh\n',
      'a/gone/logo.png': '',
      crlf: 'a\r\nb',
    })
    for (const path of ['a/logo.png', 'a/gone/logo.png']) writeFileSync(join(at.root, path), image)
    chmodSync(join(at.root, 'a/logo.png'), 0o640)
    chmodSync(join(at.root, 'a/gone/script.sh'), 0o750)
    chmodSync(join(at.root, 'a/gone'), 0o710)
    mkdirSync(join(at.root, 'empty'))
    const before = exactly(at.root)
    await change(at, {
      'a/logo.png': 'a picture\n',
      'a/gone/script.sh': undefined,
      'a/gone/logo.png': undefined,
      crlf: 'a\n',
      'empty/new.yaml': 'new: 1\n',
      'made/by/us.yaml': 'new: 1\n',
    })
    expect(Object.keys(exactly(at.root))).not.toContain('a/gone/')
    const { plan, changed, privateFiles, repositories } = await undo(at)
    expect(exactly(at.root)).toEqual(before)
    expect({ changed, privateFiles, repositories }).toEqual({
      changed: [],
      privateFiles: [],
      repositories: [],
    })
    expect(plan.changes.map(({ path, action }) => `${action} ${path}`)).toEqual([
      'create a/gone/logo.png',
      'create a/gone/script.sh',
      'update a/logo.png',
      'update crlf',
      'delete empty/new.yaml',
      'delete made/by/us.yaml',
    ])
  })

  it('whatever it did: property', async () => {
    const path = fc.constantFrom('a', 'b/c', 'b/d', 'e/f/g', 'e/h')
    const content = fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes))
    const files = fc.dictionary(path, content)
    const wanted = fc.dictionary(path, fc.option(content, { nil: undefined }), { minKeys: 1 })
    await fc.assert(
      fc.asyncProperty(files, wanted, fc.constantFrom(0o600, 0o755), async (there, then, mode) => {
        const folder = join(temporaryFolder(), 'x')
        const at = { root: join(folder, 'work'), stateDirectory: join(folder, 'state') }
        mkdirSync(at.root, { recursive: true })
        for (const [name, bytes] of Object.entries(there)) {
          write(at.root, { [name]: '' })
          writeFileSync(join(at.root, name), bytes)
          chmodSync(join(at.root, name), mode)
        }
        const changes = Object.entries(then).filter(([name, after]) => after !== undefined || name in there)
        fc.pre(changes.length > 0)
        const before = exactly(at.root)
        await change(at, Object.fromEntries(changes))
        await undo(at)
        expect(exactly(at.root)).toEqual(before)
        expect(unfinished(at.stateDirectory)).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  it('leaves nothing to take back, and no originals', async () => {
    const at = place()
    write(at.root, { 'a.yaml': 'a: 1\n' })
    await change(at, { 'a.yaml': 'a: 2\n' })
    expect(findLastRun(at.root, at.stateDirectory)?.record).toMatchObject({ command: 'change files' })
    await undo(at)
    expect(findLastRun(at.root, at.stateDirectory)?.record).toMatchObject({ undoes: true, command: 'undo' })
    expect(readdirSync(at.stateDirectory)).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.record$/)])
  })

  it('is about the last run only, whose originals alone are kept, for nobody else to read', async () => {
    const at = place()
    write(at.root, { 'a.yaml': 'a: 1\n' })
    await change(at, { 'a.yaml': 'a: 2\n' })
    await change(at, { 'a.yaml': 'a: 3\n' })
    expect(unfinished(at.stateDirectory)).toEqual([])
    const names = readdirSync(at.stateDirectory)
    expect(names).toHaveLength(2)
    for (const name of names) {
      const mode = statSync(join(at.stateDirectory, name)).mode & 0o777
      expect(mode).toBe(name.endsWith('.record') ? 0o600 : 0o700)
    }
    await recover(at)
    expect(readdirSync(at.stateDirectory)).toEqual(names)
    await undo(at)
    expect(snapshot(at.root)['a.yaml']).toContain('a: 2')
  })

  it('leaves private files and repositories that the run made', async () => {
    const folder = temporaryFolder()
    scenarios.existing!.setUp(folder)
    const at = { root: join(folder, 'work'), stateDirectory: join(folder, 'state') }
    const before = snapshot(at.root)
    await scenarios.existing!.run(folder, {})
    const { privateFiles, repositories } = await undo(at)
    expect({ privateFiles, repositories }).toEqual({
      privateFiles: ['.age/fleet.agekey'],
      repositories: [''],
    })
    const after = Object.entries(snapshot(at.root)).filter(([path]) => !/^\.(git|age)\//.test(path))
    expect(Object.fromEntries(after)).toEqual(before)
    expect(readdirSync(join(at.root, '.age'))).toEqual(['fleet.agekey'])
    expect(readdirSync(join(at.root, '.git'))).toEqual(['HEAD', 'refs'])
  })

  it('is refused where anything is not as the run left it, and every such path is named', async () => {
    const at = place()
    write(at.root, { a: '1', b: '1', c: '1', d: '1', e: '1', f: '1' })
    const contents = Object.fromEntries(['a', 'b', 'c', 'd', 'f'].map((path) => [path, '2']))
    await change(at, { ...contents, e: undefined, 'new/g': '2' })
    writeFileSync(join(at.root, 'b'), '3')
    rmSync(join(at.root, 'c'))
    chmodSync(join(at.root, 'd'), 0o755)
    writeFileSync(join(at.root, 'e'), '1')
    rmSync(join(at.root, 'f'))
    symlinkSync('a', join(at.root, 'f'))
    rmSync(join(at.root, 'new'), { recursive: true })
    const before = snapshot(at.root)
    const { plan, changed } = planOfUndo(at)
    expect(changed.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      'b: it was changed since',
      'c: it was deleted since',
      'd: it was made executable since',
      'e: it was deleted, and is there again',
      'f: it is a symbolic link, which is not followed',
      'new/g: it was deleted since',
    ])
    expect(await rejection(applyPlan(plan, { ...at, undoes: true }))).toBeInstanceOf(ConflictError)
    expect(snapshot(at.root)).toEqual(before)
  })

  it.each([
    ['damaged', (path: string) => writeFileSync(path, 'other')],
    ['missing', (path: string) => rmSync(path)],
  ])('is refused where an original is %s', async (what, spoil) => {
    const at = place()
    write(at.root, { 'a.yaml': 'a: 1\n' })
    await change(at, { 'a.yaml': 'a: 2\n' })
    const backup = readdirSync(at.stateDirectory).find((name) => name.includes('.backup-'))!
    spoil(join(at.stateDirectory, backup, '0'))
    expect(() => planOfUndo(at)).toThrow(`is ${what}, so a.yaml cannot be restored from it.`)
  })

  it('is not kept from other runs by a record that nobody can read', async () => {
    const at = place()
    write(at.root, { 'a.yaml': 'a: 1\n' })
    await change(at, { 'a.yaml': 'a: 2\n' })
    const record = readdirSync(at.stateDirectory).find((name) => name.endsWith('.record'))!
    writeFileSync(join(at.stateDirectory, record), '{"version":3}')
    expect(() => findLastRun(at.root, at.stateDirectory)).toThrow('is nothing that this version can read')
    await recover(at)
    expect(readdirSync(at.stateDirectory)).toHaveLength(2)
    await change(at, { 'a.yaml': 'a: 3\n' })
    await undo(at)
    expect(snapshot(at.root)['a.yaml']).toContain('a: 2')
  })

  it('says which record the system does not let us read', async () => {
    const at = place()
    write(at.root, { 'a.yaml': 'a: 1\n' })
    await change(at, { 'a.yaml': 'a: 2\n' })
    const { fs } = filesWith((_number, name) => {
      if (name === 'readFile') throw systemError('EACCES')
    })
    const name = readdirSync(at.stateDirectory).find((entry) => entry.endsWith('.record'))!
    expect(() => findLastRun(at.root, at.stateDirectory, fs)).toThrow(
      `Cannot read ${join(at.stateDirectory, name)}: EACCES: permission denied. Check its permissions.`,
    )
  })

  it('knows of a run that made the root that it did', async () => {
    const at = place()
    const root = join(at.root, 'fleet')
    const plan = await makePlan({ theirs: treeOf({ a: '1' }), disk: new Disk(root), onConflict: 'fail' })
    await applyPlan(plan, { root, stateDirectory: at.stateDirectory, command: 'create' })
    expect(findLastRun(root, at.stateDirectory)?.record).toMatchObject({ mode: 'fresh', command: 'create' })
    await applyPlan(await planOf(root, { b: '1' }), { root, stateDirectory: at.stateDirectory })
    await undo({ root, stateDirectory: at.stateDirectory })
    expect(Object.keys(snapshot(root))).toEqual(['/', 'a'])
  })
})
