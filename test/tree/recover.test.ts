import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/tree/apply-plan.ts'
import { recover } from '../../src/tree/recover.ts'
import { filesWith, systemError } from './faulty-files.ts'
import { planOf, rejection, snapshot, temporaryFolder, write } from './helpers.ts'

const nothing = { outcome: 'nothing', removed: [], left: [] }

function place() {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'work'))
  return {
    work: join(folder, 'work'),
    root: join(folder, 'work/fleet'),
    stateDirectory: join(folder, 'state'),
  }
}

/** A root in which a run was cut short with so many renames into place done. */
async function cutShort(renames: number) {
  const at = place()
  write(at.root, { 'README.md': 'mine', 'b.yaml': 'mine' })
  const before = snapshot(at.root)
  const files = { 'README.md': 'new', 'apps/a.yaml': 'a', 'b.yaml': 'new' }
  const plan = await planOf(at.root, files, { onConflict: 'replace' })
  let done = -2
  const { fs } = filesWith((_number, name) => {
    if (done >= renames) throw systemError('EIO')
    if (name === 'rename') done++
  })
  expect(await rejection(applyPlan(plan, { ...at, fs }))).toMatchObject({ undone: false })
  return { at, before, files, plan }
}

describe('recover', () => {
  it('does and writes nothing where nothing is', async () => {
    const at = place()
    expect(await recover(at)).toEqual(nothing)
    mkdirSync(at.root)
    expect(await recover(at)).toEqual(nothing)
    expect(readdirSync(join(at.work, '..'))).toEqual(['work'])
    expect(readdirSync(at.work)).toEqual(['fleet'])
  })

  it('takes back what was begun', async () => {
    const { at, before } = await cutShort(1)
    expect(await recover(at)).toEqual({ outcome: 'undone', removed: [], left: [] })
    expect(snapshot(at.root)).toEqual(before)
    expect(readdirSync(at.stateDirectory)).toEqual([])
  })

  it('has to be called before the next run', async () => {
    const { at, files } = await cutShort(1)
    const plan = await planOf(at.root, files, { onConflict: 'replace' })
    const error = await rejection(applyPlan(plan, at))
    expect(error).toMatchObject({ code: 'UNFINISHED_RUN' })
    expect(error.message).toContain('has to be recovered first')
    await recover(at)
    await applyPlan(await planOf(at.root, files, { onConflict: 'replace' }), at)
    expect(snapshot(at.root)).toMatchObject({ 'README.md': 'file 644 new' })
  })

  it('leaves alone what somebody changed since, and keeps the originals', async () => {
    const { at } = await cutShort(2)
    write(at.root, { 'README.md': 'edited since', 'apps/mine.yaml': 'mine' })
    const { outcome, left, originals } = await recover(at)
    expect(outcome).toBe('undone')
    expect(left).toEqual(['README.md', 'apps/'])
    expect(readdirSync(originals!).map((name) => readFileSync(join(originals!, name), 'utf8'))).toContain(
      'mine',
    )
    expect(Object.entries(snapshot(at.root)).filter(([path]) => !path.endsWith('/'))).toEqual([
      ['README.md', 'file 644 edited since'],
      ['apps/mine.yaml', 'file 644 mine'],
      ['b.yaml', 'file 644 mine'],
    ])
    expect(await recover(at)).toEqual(nothing)
  })

  it('does not follow a link that was planted since', async () => {
    const { at } = await cutShort(2)
    const outside = temporaryFolder()
    write(outside, { 'a.yaml': 'a' })
    rmSync(join(at.root, 'apps'), { recursive: true })
    symlinkSync(outside, join(at.root, 'apps'))
    expect(await recover(at)).toMatchObject({ outcome: 'undone', left: ['apps/a.yaml'] })
    expect(snapshot(outside)).toMatchObject({ 'a.yaml': 'file 644 a' })
  })

  it('forgets a run on a root that is gone', async () => {
    const { at } = await cutShort(1)
    rmSync(at.root, { recursive: true })
    expect(await recover(at)).toEqual({ outcome: 'undone', removed: [], left: [] })
    expect(readdirSync(at.work)).toEqual([])
    expect(readdirSync(at.stateDirectory)).toEqual([])
  })

  it('removes staging folders of dead processes, and nothing that only looks like one', async () => {
    const at = place()
    const id = '4194999-0123456789ab'
    write(at.work, {
      [`fleet/.flux-fleet-staging-${id}/tree/a`]: '',
      [`.fleet.flux-fleet-${id}/a`]: '',
      [`.other.flux-fleet-${id}/a`]: '',
      'fleet/.flux-fleet-staging-mine/a': '',
      [`.fleet.flux-fleet-${process.ppid}-0123456789ab/a`]: '',
    })
    writeFileSync(join(at.root, `.flux-fleet-staging-${id.replace('ab', 'ff')}`), 'a file')
    expect(await recover(at)).toEqual({
      outcome: 'nothing',
      left: [],
      removed: [join(at.root, `.flux-fleet-staging-${id}`), join(at.work, `.fleet.flux-fleet-${id}`)],
    })
    expect(readdirSync(at.root)).toHaveLength(2)
    expect(readdirSync(at.work)).toHaveLength(3)
  })

  it('refuses a journal that it cannot read', async () => {
    const { at } = await cutShort(1)
    const journal = readdirSync(at.stateDirectory).find((name) => name.endsWith('.journal'))!
    writeFileSync(join(at.stateDirectory, journal), '{"version":3}')
    const before = snapshot(at.root)
    const error = await rejection(recover(at))
    expect(error).toMatchObject({ code: 'RECOVER_FAILED', path: join(at.stateDirectory, journal) })
    expect(snapshot(at.root)).toEqual(before)
  })

  it('does not restore a damaged original', async () => {
    const { at } = await cutShort(2)
    const backup = readdirSync(at.stateDirectory).find((name) => name.includes('.backup-'))!
    for (const name of readdirSync(join(at.stateDirectory, backup))) {
      writeFileSync(join(at.stateDirectory, backup, name), 'damaged')
    }
    const error = await rejection(recover(at))
    expect(error).toMatchObject({ code: 'RECOVER_FAILED' })
    expect(error.message).toContain('cannot be restored from it')
    expect(snapshot(at.root)).toMatchObject({ 'README.md': 'file 644 new' })
  })
})
