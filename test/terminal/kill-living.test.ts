import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { workplace } from '../program.ts'
import { contentsOf, leftovers, startProgram } from './writing.ts'

interface Place {
  cwd: string
  home: string
}

const FLAGS = ['--yes', '--owner=acme', '--secrets=none', '--no-git-init', '--component=podinfo']

/** Makes a fleet; the program runs in the folder of it that holds `flux-fleet.yaml`. */
async function make(flags: readonly string[], inner: string): Promise<Place> {
  const place = workplace()
  expect(await startProgram(['create', 'fleet', ...FLAGS, ...flags], place).ending).toMatchObject({ code: 0 })
  const here = { ...place, cwd: join(place.cwd, 'fleet', inner) }
  const file = join(here.cwd, 'README.md')
  writeFileSync(file, 'Mine.\n')
  return here
}

const LAYOUTS = {
  monorepo: { flags: [], inner: '', root: '.' },
  'multi-repo': { flags: ['--layout=multi-repo'], inner: 'fleet', root: '..' },
} as const

const ADD = ['add', 'component', 'metrics-server', '--yes']
const UNDO = ['undo', '--yes']
/** The journal becomes the record of the last run: with that the run is over. */
const RECORD = /^renameSync \S+\.journal \S+\.record$/

describe.each(Object.entries(LAYOUTS))('kill -9 while a living fleet is changed, %s', (_, {
  flags,
  inner,
  root,
}) => {
  it('leaves the old or the new state, which the next start finishes or takes back', async () => {
    const here = await make(flags, inner)
    const files = () => contentsOf(join(here.cwd, root))
    const old = files()
    expect(await startProgram(ADD, here).ending).toMatchObject({ code: 0 })
    const added = files()
    expect(await startProgram(UNDO, here).ending).toMatchObject({ code: 0 })
    expect(files()).toEqual(old)

    /** Kills a command, has the next start recover, and gives what that said. */
    const kill = async (words: readonly string[], operation: RegExp, wanted: object): Promise<string> => {
      const killed = await startProgram(words, here, { operation, signal: 'SIGKILL' }).ending
      expect(killed.signal, String(operation)).toBe('SIGKILL')
      const next = await startProgram(['list', 'components'], here).ending
      expect(next.code).toBe(0)
      expect(files(), String(operation)).toEqual(wanted)
      expect(leftovers(here)).toEqual([])
      return next.stderr
    }
    // The lock of the fleet is put in place behind most others; a file of the component is deleted behind all of them.
    expect(await kill(ADD, /^renameSync \S+\/flux-fleet\.lock /, old)).toContain('taken back')
    expect(await kill(ADD, RECORD, added)).toContain('finished')
    expect(await kill(UNDO, /^unlinkSync \S+\/metrics-server\/release\.yaml/, added)).toContain('taken back')
    expect(await kill(UNDO, RECORD, old)).toContain('finished')
    const last = await startProgram(UNDO, here).ending
    expect(last).toMatchObject({ code: 0, stdout: expect.stringContaining('There is nothing to take back') })
  })
})
