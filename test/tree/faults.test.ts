import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recover } from '../../src/tree/recover.ts'
import { ApplyError } from '../../src/tree/tree-error.ts'
import { filesWith, systemError } from './faulty-files.ts'
import { snapshot, temporaryFolder, unfinished } from './helpers.ts'
import { type Scenario, scenarios } from './scenarios.ts'

const never = () => {}

/** The disk before and after a run in which nothing fails, and how many operations that takes. */
async function reference(scenario: Scenario) {
  const folder = temporaryFolder()
  await scenario.setUp(folder)
  const work = join(folder, 'work')
  const before = snapshot(work)
  const { fs, count } = filesWith(never)
  await scenario.run(folder, { fs })
  const after = snapshot(work)
  expect(after).not.toEqual(before)
  expect(unfinished(join(folder, 'state'))).toEqual([])
  return { before, after, total: count() }
}

function withoutEmptyFolders(entries: Record<string, string>): Record<string, string> {
  const paths = Object.keys(entries)
  const isEmpty = (path: string) =>
    path.endsWith('/') && path !== '/' && !paths.some((other) => other !== path && other.startsWith(path))
  return Object.fromEntries(Object.entries(entries).filter(([path]) => !isEmpty(path)))
}

async function outcomeOf(run: Promise<unknown>): Promise<unknown> {
  try {
    await run
    return 'applied'
  } catch (error) {
    return error
  }
}

describe.each(Object.entries(scenarios))('with one operation failing, %s', (_name, scenario) => {
  it.each(['ENOSPC', 'EACCES'])('leaves all or nothing: %s', async (code) => {
    const { before, after, total } = await reference(scenario)
    let failures = 0
    for (let n = 1; n <= total; n++) {
      const folder = join(temporaryFolder(), 'x')
      mkdirSync(folder)
      await scenario.setUp(folder)
      let failed = ''
      const { fs } = filesWith((number, operation, half) => {
        if (number !== n) return
        failed = operation
        if (code === 'ENOSPC') half()
        throw systemError(code)
      })
      const outcome = await outcomeOf(scenario.run(folder, { fs }))
      const now = snapshot(join(folder, 'work'))
      if (outcome === 'applied') {
        // A folder that is empty now and cannot be removed is no reason to fail.
        const shown = failed === 'rmdir' ? withoutEmptyFolders : <T>(entries: T) => entries
        expect(shown(now), `operation ${n} of ${total}`).toEqual(shown(after))
        continue
      }
      failures++
      expect(now, `operation ${n} of ${total}`).toEqual(before)
      expect((outcome as Error).message).toContain(code)
      if (outcome instanceof ApplyError) expect(outcome.undone).toBe(true)

      await scenario.run(folder, filesWith(never))
      expect(snapshot(join(folder, 'work')), `second try after operation ${n}`).toEqual(after)
    }
    expect(failures).toBeGreaterThan(total / 2)
  })

  it('is brought back by recover when the disk fails for good', async () => {
    const { before, after, total } = await reference(scenario)
    for (let n = 1; n <= total; n++) {
      const folder = temporaryFolder()
      await scenario.setUp(folder)
      const { fs } = filesWith((number, _operation, half) => {
        if (number === n) half()
        if (number >= n) throw systemError('EIO')
      })
      const outcome = await outcomeOf(scenario.run(folder, { fs }))
      const place = { root: scenario.root(folder), stateDirectory: join(folder, 'state') }
      const recovery = await recover(place)
      const now = snapshot(join(folder, 'work'))
      const isDone = outcome === 'applied' || recovery.outcome === 'finished'
      expect(now, `operation ${n} of ${total}`).toEqual(isDone ? after : before)
      expect(await recover(place)).toEqual({ outcome: 'nothing', removed: [], left: [] })
      expect(unfinished(place.stateDirectory).filter((name) => !name.endsWith('.lock'))).toEqual([])
    }
  })
})

describe('recover', () => {
  it('may itself fail at any operation, and be called again', async () => {
    const scenario = scenarios.replacing!
    const { before } = await reference(scenario)
    let failures = 0
    for (let n = 1, last = false; !last; n++) {
      const folder = temporaryFolder()
      await scenario.setUp(folder)
      let renames = 0
      // Fails for good with three folders and a replaced file in place.
      const broken = filesWith((_number, name) => {
        if (name === 'rename') renames++
        if (renames > 6) throw systemError('EIO')
      })
      expect(await outcomeOf(scenario.run(folder, broken))).toMatchObject({ undone: false })
      expect(snapshot(join(folder, 'work'))).not.toEqual(before)

      const place = { root: scenario.root(folder), stateDirectory: join(folder, 'state') }
      const { fs, count } = filesWith((number, _operation, half) => {
        if (number === n) half()
        if (number >= n) throw systemError('EIO')
      })
      const outcome = await outcomeOf(recover({ ...place, fs }))
      if (outcome !== 'applied') {
        expect(outcome).toMatchObject({ code: expect.stringMatching(/^(RECOVER|READ)_FAILED$/) })
        failures++
      }
      last = count() < n
      await recover(place)
      expect(snapshot(join(folder, 'work')), `recovering failed at operation ${n}`).toEqual(before)
    }
    expect(failures).toBeGreaterThan(20)
  })
})

describe('an ApplyError', () => {
  it('says what could not be done, where and why', async () => {
    const folder = temporaryFolder()
    await scenarios.existing!.setUp(folder)
    const { fs } = filesWith((_number, name) => {
      if (name === 'writeFile' && counted++ === 2) throw systemError('ENOSPC')
    })
    let counted = 0
    const error = await outcomeOf(scenarios.existing!.run(folder, { fs }))
    expect(error).toBeInstanceOf(ApplyError)
    expect(error).toMatchObject({
      code: 'APPLY_FAILED',
      operation: 'write',
      path: 'apps/base/podinfo/release.yaml',
      message:
        'Cannot write apps/base/podinfo/release.yaml: ENOSPC: no space left on device. ' +
        'Everything is as it was before.',
      cause: { code: 'ENOSPC' },
    })
  })

  it('says so when taking back fails too', async () => {
    const folder = temporaryFolder()
    await scenarios.existing!.setUp(folder)
    let broken = false
    const { fs } = filesWith((_number, name) => {
      if (name === 'sync') broken = true
      if (broken) throw systemError('EIO')
    })
    const error = await outcomeOf(scenarios.existing!.run(folder, { fs }))
    expect(error).toMatchObject({ code: 'APPLY_FAILED', undone: false })
    expect((error as Error).message).toContain('run the command again to recover')
  })

  it.each([
    'EACCES',
    'EPERM',
    'EROFS',
  ])('names the folder to look at, the nearest that is there: %s', (code) => {
    const folder = temporaryFolder()
    const refused = (path: string, more: object = {}) => Object.assign(systemError(code), { path, ...more })
    const step = { operation: 'put in place', path: 'a.yaml' }
    const moved = refused('/aside/a.yaml', { syscall: 'rename', dest: join(folder, 'a.yaml') })
    expect(new ApplyError(step, moved).message).toContain(
      `Everything is as it was before. Check the permissions of ${folder}, then run the command again.`,
    )
    const made = refused(join(folder, 'missing', 'too'), { syscall: 'mkdir' })
    expect(new ApplyError(step, systemError('EIO'), made).message).toContain(
      `. Check the permissions of ${folder}; run the command again to recover.`,
    )
    const listed = refused(folder, { syscall: 'scandir' })
    expect(new ApplyError(step, listed).message).toContain(`the permissions of ${folder}, then`)
  })
})
