import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unprivilegedWorkplace } from '../terminal/unprivileged.ts'
import { type Ending, leftovers, type Place, startProgram } from '../terminal/writing.ts'
import { snapshot } from '../tree/helpers.ts'

const CREATE = ['create', 'fleet', '--yes', '--owner=acme', '--secrets=none', '--component=podinfo']
const ADD = ['add', 'component', 'metrics-server', '--yes']
const UNDO = ['undo', '--yes']
const OVERLAY = 'infrastructure/controllers/production'
const READ_ONLY_FOLDER = 0o555
const READ_ONLY_FILE = 0o444

/** A fleet of somebody who is not root. */
interface Fleet {
  place: Place
  /** The folder that was made. */
  folder: string
  run(words: readonly string[]): Promise<Ending>
  done(words: readonly string[]): Promise<void>
  files(): Record<string, string>
}

async function make(flags: readonly string[] = [], inner = ''): Promise<Fleet> {
  const place = unprivilegedWorkplace()
  const folder = join(place.cwd, 'fleet')
  expect(await startProgram([...CREATE, ...flags], place).ending).toMatchObject({ code: 0, stderr: '' })
  const run = (words: readonly string[]) => startProgram(words, { ...place, cwd: join(folder, inner) }).ending
  return {
    place,
    folder,
    run,
    done: async (words) => expect(await run(words)).toMatchObject({ code: 0, stderr: '' }),
    files: () => filesOf(folder),
  }
}

/** Type, mode and content of everything but what is Git's. */
function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(snapshot(folder)).filter(([path]) => !/(^|\/)\.git\//.test(path)))
}

/** Does something while a file or folder has another mode. */
async function withMode(path: string, mode: number, step: () => Promise<void>): Promise<void> {
  const before = statSync(path).mode
  chmodSync(path, mode)
  try {
    await step()
  } finally {
    chmodSync(path, before)
  }
}

/** Expects that a run was refused in one line, which says what could not be done, where, and what to do. */
function expectRefused(ending: Ending, problem: string, advice: string): void {
  expect(ending).toMatchObject({ code: 4, signal: null, stdout: '' })
  expect(ending.stderr).toMatch(/^error: .+\n$/)
  expect(ending.stderr).toContain(`error: ${problem}`)
  expect(ending.stderr).toContain('EACCES')
  expect(ending.stderr).toContain(advice)
}

const checkPermissions = (folder: string) =>
  `Everything is as it was before. Check the permissions of ${folder}, then run the command again.`

describe('a living fleet of which the system really refuses something', () => {
  it('a folder in the middle of those that are changed: all of the old or all of the new state', async () => {
    const fleet = await make()
    // It is replaced before the folder is refused, and has to come back with its mode.
    chmodSync(join(fleet.folder, 'docs/fleet.md'), READ_ONLY_FILE)
    const folder = join(fleet.folder, OVERLAY)
    const refuses = (words: readonly string[]) =>
      withMode(folder, READ_ONLY_FOLDER, async () => {
        const before = fleet.files()
        const problem = `Cannot put in place ${OVERLAY}/kustomization.yaml: `
        expectRefused(await fleet.run(words), problem, checkPermissions(folder))
        expect(fleet.files()).toEqual(before)
        expect(leftovers(fleet.place)).toEqual([])
      })
    const old = fleet.files()
    await refuses(ADD)
    await fleet.done(ADD)
    await refuses(UNDO)
    expect(fleet.files()).not.toEqual(old)
    await fleet.done(UNDO)
    expect(fleet.files()).toEqual(old)
  })

  it('a file: it is replaced all the same, as Git does it, and stays read-only', async () => {
    const fleet = await make()
    const changed = ['flux-fleet.yaml', 'docs/fleet.md', `${OVERLAY}/kustomization.yaml`]
    for (const path of changed) chmodSync(join(fleet.folder, path), READ_ONLY_FILE)
    const old = fleet.files()
    await fleet.done(ADD)
    const added = fleet.files()
    for (const path of changed) {
      expect(added[path]).toMatch(/^file 444 /)
      expect(added[path]).not.toBe(old[path])
    }
    await fleet.done(UNDO)
    expect(fleet.files()).toEqual(old)
  })

  /** What has another mode while the command runs, and what is said of it. */
  interface Refused {
    path: string
    mode?: number
    problem: string
    advice?: string
  }
  interface Case {
    flags?: readonly string[]
    inner?: string
    refused(fleet: Fleet): Refused[]
  }
  const CASES: Readonly<Record<string, Case>> = {
    "Git's folder, where the journal would be, and the fleet's own": {
      refused: ({ folder }) => [
        // The first run makes a folder in it, which is all that later ones need.
        { path: join(folder, '.git'), problem: `Cannot lock ${folder}: ` },
        { path: folder, problem: `Cannot make the folder ${folder}/.flux-fleet-staging-` },
      ],
    },
    'the state folder, where the journal would be, and which may not even be looked into': {
      flags: ['--no-git-init'],
      refused: ({ folder, place }) => {
        const path = join(place.home, 'state', 'flux-fleet')
        return [
          { path, problem: `Cannot lock ${folder}: ` },
          { path, mode: 0, problem: `Cannot read ${path}: `, advice: 'Check its permissions.\n' },
        ]
      },
    },
    'the folder that holds several repositories': {
      flags: ['--layout=multi-repo'],
      inner: 'fleet',
      refused: ({ folder }) => [
        { path: folder, problem: `Cannot make the folder ${folder}/.flux-fleet-staging-` },
      ],
    },
  }

  it.each(Object.entries(CASES))('%s: nothing is written, and all works once it may be', async (_, {
    flags,
    inner,
    refused,
  }) => {
    const fleet = await make(flags, inner)
    const old = fleet.files()
    for (const { path, mode = READ_ONLY_FOLDER, problem, advice } of refused(fleet)) {
      await withMode(path, mode, async () => {
        const before = fleet.files()
        expectRefused(await fleet.run(ADD), problem, advice ?? checkPermissions(path))
        expect(fleet.files()).toEqual(before)
      })
      expect(leftovers(fleet.place)).toEqual([])
      expect(fleet.files()).toEqual(old)
    }
    await fleet.done(ADD)
    expect(fleet.files()).not.toEqual(old)
    await fleet.done(UNDO)
    expect(fleet.files()).toEqual(old)
  })

  it('a folder, when a killed run is to be taken back: it says which, and goes on once it may', async () => {
    const fleet = await make()
    const old = fleet.files()
    const killed = startProgram(
      ADD,
      { ...fleet.place, cwd: fleet.folder },
      { operation: /^renameSync \S+\/staging\/kustomization\.yaml /, signal: 'SIGKILL' },
    )
    expect(await killed.ending).toMatchObject({ signal: 'SIGKILL' })
    const folder = join(fleet.folder, OVERLAY)
    await withMode(folder, READ_ONLY_FOLDER, async () => {
      const { code, stderr } = await fleet.run(['list'])
      expect(code).toBe(4)
      expect(stderr).toMatch(/^error: .+\n$/)
      expect(stderr).toContain(`error: ${fleet.folder} cannot be brought back to where it was: EACCES`)
      expect(stderr).toContain(`Check the permissions of ${folder}, then run the command again.`)
    })
    const { code, stderr } = await fleet.run(['list'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('was taken back') })
    expect(fleet.files()).toEqual(old)
    expect(leftovers(fleet.place)).toEqual([])
  })
})

describe('a new fleet of which the system really refuses something', () => {
  interface Case {
    target: string
    refused(place: Place): string
    problem(place: Place): string
  }
  const CASES: Readonly<Record<string, Case>> = {
    'the folder above it': {
      target: 'fleet',
      refused: ({ cwd }) => cwd,
      problem: ({ cwd }) => `Cannot make the folder ${cwd}/.fleet.flux-fleet-`,
    },
    'the folder above others that are missing': {
      target: 'fleets/ours',
      refused: ({ cwd }) => cwd,
      problem: ({ cwd }) => `Cannot make the folder ${cwd}/.fleets.flux-fleet-`,
    },
  }

  it.each(Object.entries(CASES))('%s: nothing is there, and it is made once it may be', async (_, {
    target,
    refused,
    problem,
  }) => {
    const place = unprivilegedWorkplace()
    const [command, , ...flags] = CREATE
    const words = [command!, target, ...flags]
    await withMode(refused(place), READ_ONLY_FOLDER, async () => {
      const before = snapshot(place.cwd)
      const ending = await startProgram(words, place).ending
      expectRefused(ending, problem(place), checkPermissions(refused(place)))
      expect(snapshot(place.cwd)).toEqual(before)
    })
    expect(leftovers(place)).toEqual([])
    expect(await startProgram(words, place).ending).toMatchObject({ code: 0, stderr: '' })
    expect(statSync(join(place.cwd, target, 'flux-fleet.yaml')).isFile()).toBe(true)
  })

  it('a home in which no state folder can be made does not stop it', async () => {
    const place = unprivilegedWorkplace()
    const temporary = join(place.cwd, 'tmp')
    mkdirSync(temporary, { mode: 0o777 })
    chmodSync(temporary, 0o777)
    await withMode(place.home, READ_ONLY_FOLDER, async () => {
      const environment = { ...place.environment, TMPDIR: temporary }
      const ending = await startProgram(CREATE, { ...place, environment }).ending
      expect(ending).toMatchObject({ code: 0, stderr: '' })
    })
    expect(statSync(join(place.cwd, 'fleet', 'flux-fleet.yaml')).isFile()).toBe(true)
  })
})
