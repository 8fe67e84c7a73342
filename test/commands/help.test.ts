import { describe, expect, test } from 'vitest'
import { fleetGenerator } from '../../generators/fleet.ts'
import { GENERATORS } from '../../generators/index.ts'
import manifest from '../../package.json' with { type: 'json' }
import { entryQuestions } from '../../src/commands/command-line/options.ts'
import { COMMANDS } from '../../src/commands/command-table.ts'
import { flagOf } from '../../src/fleet/questions/question.ts'
import { cli, filesBelow } from '../program.ts'
import { type Desk, desk, run, spawn } from './run.ts'

/** The same words to the built program, which has its help ready, and to the one that commander answers. */
async function ask(here: Desk, words: readonly string[]) {
  const built = await spawn(here, process.execPath, [cli(), ...words])
  expect(await run(here, words)).toEqual(built)
  expect(filesBelow(here.cwd)).toEqual([])
  return built
}

const COMMON = [
  '--yes',
  '--dry-run',
  '--diff',
  '--json',
  '--on-conflict',
  '--cwd',
  '--quiet',
  '--no-color',
  '--debug',
  '--help',
]

/** Those of commands that change a fleet. */
const CHANGE = [...COMMON, '--commit', '--message', '--checkout']

/** Those of commands that may make private keys besides. */
const KEYS = [...CHANGE, '--keys-dir']

const REPORT = ['--diff', '--json', '--cwd', '--quiet', '--no-color', '--debug', '--help']

/** The flags of the questions of an entry that say one thing only. */
function flagsOf(name: string): string[] {
  return entryQuestions(GENERATORS.find((generator) => generator.name === name)!).map(
    (question) => `--${flagOf(question)}`,
  )
}

describe('help', () => {
  test.each([
    ['--help'],
    ['-h'],
    ['create --help'],
    ['create -h'],
    ['help create'],
    ['some-folder --help'],
  ])('%s tells everything about create', async (line) => {
    const { code, stdout, stderr } = await ask(desk(), line.split(' '))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: flux-fleet create \[directory\] \[flags\]\n/)
    const flags = new Set(
      stdout.match(/^ {2}(?:-\w, )?--[\w-]+/gm)!.map((line) => line.slice(line.indexOf('--'))),
    )
    const expected = [
      ...fleetGenerator.questions.map((question) => `--${flagOf(question)}`),
      ...COMMON,
      '--from',
      '--inside-repository',
      '--keys-dir',
      '--no-defaults',
    ]
    expect([...flags].sort()).toEqual([...expected].sort())
    for (const { message, help } of fleetGenerator.questions)
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(help ?? message)
    expect(stdout).toContain('npm create flux-fleet@latest my-fleet -- --yes')
    expect(stdout).toContain('generate [generator]')
  })

  test.each([
    ['generate --help'],
    ['generate -h'],
    ['help generate'],
  ])('%s tells about generate only', async (line) => {
    const { code, stdout, stderr } = await ask(desk(), line.split(' '))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: flux-fleet generate \[generator\] \[flags\]\n/)
    const flags = stdout.match(/^ {2}(?:-\w, )?--[\w-]+/gm)!.map((text) => text.slice(text.indexOf('--')))
    expect(flags.sort()).toEqual([...COMMON, '--answer'].sort())
  })

  test.each([
    ['add', CHANGE],
    ['add cluster', [...KEYS, ...flagsOf('cluster'), '--like']],
    ['add component', [...KEYS, ...flagsOf('component')]],
    ['add environment', [...KEYS, '--production']],
    ['add tenant', [...KEYS, ...flagsOf('tenant')]],
    ['remove', CHANGE],
    ['remove tenant', CHANGE],
    ['rename', CHANGE],
    ['rename cluster', [...CHANGE, '--move']],
    ['rename tenant', CHANGE],
    ['apply', KEYS],
    [
      'upgrade',
      [...CHANGE, '--component', '--files', '--flux-version', '--behavior', '--made-by', '--check'],
    ],
    ['undo', CHANGE.filter((flag) => flag !== '--on-conflict' && flag !== '--checkout')],
    ['diff', [...REPORT, '--checkout']],
    ['explain', [...REPORT.filter((flag) => flag !== '--diff'), '--checkout'], '<'],
    ['list', REPORT.filter((flag) => flag !== '--diff')],
  ])('%s --help tells about that command', async (line, expected, bracket = '[') => {
    const { code, stdout, stderr } = await ask(desk(), [...line.split(' '), '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.startsWith(`Usage: flux-fleet ${line} ${bracket}`)).toBe(true)
    const flags = stdout.match(/^ {2}(?:-\w, )?--[\w-]+/gm)!.map((text) => text.slice(text.indexOf('--')))
    expect(flags.sort()).toEqual([...expected].sort())
  })

  test('help lists the commands, in the order of their table', async () => {
    const { code, stdout, stderr } = await ask(desk(), ['help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const listed = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name)
    expect(listed).toEqual([...COMMANDS.map(({ name }) => name), 'help'])
  })

  test('help about a command that is not there says so', async () => {
    const { code, stdout, stderr } = await ask(desk(), ['help', 'creat'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe('error: help creat: there is no command "creat", did you mean "create"?\n')
  })
})

test.each([['--version'], ['-V'], ['create --version']])('%s', async (line) => {
  expect(await ask(desk(), line.split(' '))).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

describe('words that look like a command', () => {
  test.each([['create one two --yes'], ['generate one two']])('%s: nothing is written', async (line) => {
    const { code, stdout, stderr } = await ask(desk(), line.split(' '))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('error: too many arguments')
    expect(stderr).toContain('--help shows what there is')
  })

  test('a flag that is not there is named with its neighbor', async () => {
    const { code, stdout, stderr } = await ask(desk(), ['x', '--yes', '--envronment=live'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`error: unknown option '--envronment=live', did you mean "--environment"?\n`)
  })

  test.each([
    'create',
    './generate',
    './create',
    'add',
    './help',
  ])('%s behind create is a directory', async (directory) => {
    const here = desk()
    const { code, stdout } = await run(here, [
      'create',
      directory,
      '--yes',
      '--owner=acme',
      '--no-git-init',
      '--secrets=none',
      '--name=fleet',
    ])
    expect(code).toBe(0)
    expect(stdout).toContain('Wrote')
    expect(filesBelow(here.cwd)).toContain(`${directory.replace('./', '')}/flux-fleet.yaml`)
  })

  test.each(['./generate', './create', './help', './add'])('%s alone is a directory', async (directory) => {
    const here = desk()
    expect(
      (
        await run(here, [
          directory,
          '--yes',
          '--owner=acme',
          '--no-git-init',
          '--secrets=none',
          '--name=fleet',
        ])
      ).code,
    ).toBe(0)
    expect(filesBelow(here.cwd)).toContain(`${directory.replace('./', '')}/flux-fleet.yaml`)
  })
})
