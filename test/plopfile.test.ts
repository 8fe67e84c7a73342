import { existsSync } from 'node:fs'
import { join } from 'node:path'
import nodePlop, { type NodePlopAPI } from 'node-plop'
import { afterEach, expect, test, vi } from 'vitest'
import { GENERATORS } from '../generators/index.ts'
import plopfile from '../plopfile.ts'
import { type Desk, desk, run } from './commands/run.ts'
import { filesBelow } from './program.ts'
import { snapshot } from './tree/helpers.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** plop as `npx plop` has it in a checkout, started in the desk's folder, and what is printed meanwhile. */
async function plopAt({ cwd, environment }: Desk): Promise<{ plop: NodePlopAPI; printed: () => string }> {
  for (const [name, value] of Object.entries({ ...environment, INIT_CWD: cwd })) vi.stubEnv(name, value)
  let printed = ''
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      printed += String(chunk)
      return true
    })
  const plop = await nodePlop('', { destBasePath: cwd, force: false })
  await plopfile(plop)
  return { plop, printed: () => printed }
}

/** What plop's last question says, before which the plan is shown. */
async function lastQuestion(plop: NodePlopAPI, name: string, given: object): Promise<string> {
  const prompts = plop.getGenerator(name).prompts as { message?: unknown }[]
  return (prompts.at(-1)!.message as (given: object) => Promise<string>)(given)
}

const FLEET = {
  directory: 'shop',
  name: 'shop',
  owner: 'acme',
  environment: 'staging, live',
  secrets: 'none',
}
const CLUSTER = {
  directory: 'shop',
  name: 'live-2',
  environment: 'live',
  region: '',
  variables: 'TEAM=a,ROOM=b',
}

test('plop in a checkout lists every generator', async () => {
  const { plop } = await plopAt(desk())
  expect(
    plop
      .getGeneratorList()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(GENERATORS.map(({ name }) => name).sort())
})

test('shows what will be written, and writes nothing without a yes', async () => {
  const here = desk()
  const { plop, printed } = await plopAt(here)
  expect(await lastQuestion(plop, 'fleet', FLEET)).toBe('Write this fleet?')
  expect(printed()).toContain('flux-fleet.yaml')
  const { changes, failures } = await plop.getGenerator('fleet').runActions({ ...FLEET, write: false })
  expect([changes, failures]).toEqual([[], []])
  expect(filesBelow(here.cwd)).toEqual([])
})

test('makes what the commands make', async () => {
  const [here, there] = [desk(), desk()]
  const { plop, printed } = await plopAt(here)
  const made = await plop.getGenerator('fleet').runActions({ ...FLEET, write: true })
  expect(made.failures).toEqual([])
  expect(await lastQuestion(plop, 'cluster', CLUSTER)).toBe('Add this cluster?')
  expect(existsSync(join(here.cwd, 'shop/clusters/live-2'))).toBe(false)
  expect(printed()).toContain('live-2/')
  expect((await plop.getGenerator('cluster').runActions({ ...CLUSTER, write: true })).failures).toEqual([])
  const wrong = await plop.getGenerator('cluster').runActions({ ...CLUSTER, environment: 'no', name: 'x' })
  expect(wrong.failures[0]?.error).toContain('there is no environment "no"')
  vi.restoreAllMocks()

  const flags = ['--yes', '--owner=acme', '--environment=staging', '--environment=live', '--secrets=none']
  expect((await run(there, ['create', 'shop', ...flags])).code).toBe(0)
  const cluster = 'live-2=live,variables.TEAM=a,variables.ROOM=b'
  expect((await run(there, ['add', 'cluster', cluster, '--yes', '--cwd=shop'])).code).toBe(0)
  const files = (place: Desk) =>
    Object.entries(snapshot(place.cwd)).filter(([path]) => !path.startsWith('shop/.git/'))
  expect(files(here)).toEqual(files(there))
})
