import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CommandDefinition, runnablesOf } from '../../src/commands/command-line/command-definition.ts'
import { COMMANDS } from '../../src/commands/command-table.ts'
import { checkout, cli } from '../program.ts'
import { desk, run, spawn } from './run.ts'

const FOLDER = join(checkout, 'src', 'commands')

/** What lies beside the commands: what runs them, and their table. */
const OTHER_FILES = ['command-table.ts', 'main.ts']

function isDefinition(value: unknown): value is CommandDefinition {
  return typeof value === 'object' && value !== null && 'run' in value && 'needs' in value
}

test('every file of a command defines one, and the table has it', async () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts') && !OTHER_FILES.includes(name))
  const defined = await Promise.all(
    files.map(async (file) => [file, Object.values(await import(join(FOLDER, file)))] as const),
  )
  expect(defined.filter(([, exported]) => exported.length !== 1 || !isDefinition(exported[0]))).toEqual([])
  const names = defined.map(([file, [definition]]) => [file, (definition as CommandDefinition).name])
  expect(names).toEqual(files.map((file) => [file, file.replace('.ts', '')]))
  expect(new Set(COMMANDS)).toEqual(new Set(defined.map(([, [definition]]) => definition)))
  expect(COMMANDS).toHaveLength(files.length)
})

describe.each(COMMANDS.map((command) => [command.name, command] as const))('%s', (name, command) => {
  test('is told of in the help of create, unless it is that', async () => {
    const { stdout } = await run(desk(), ['--help'])
    const lines = stdout.split('\n').filter((line) => line.startsWith(`  ${name} `))
    if (name === COMMANDS[0]!.name) expect([lines, command.summary]).toEqual([[], undefined])
    else expect(lines).toEqual([expect.stringMatching(new RegExp(` {2}${command.summary!.text}$`))])
  })

  test('shows its words and flags, and those of its subcommands, in their help', async () => {
    for (const { line, runnable } of runnablesOf(command)) {
      const { code, stdout } = await run(desk(), [...line.split(' '), '--help'])
      const told = stdout.replaceAll(/\s+/g, ' ')
      expect(code).toBe(0)
      expect(told).toMatch(`Usage: flux-fleet ${`${line} ${runnable.usage}`.trimEnd()} [flags] `)
      const texts = [runnable.description, ...runnable.words.map(([, meaning]) => meaning)]
      const shown = runnable.flags().filter(({ hidden }) => !hidden)
      for (const text of [...texts, ...shown.map(({ flags, description }) => `${flags} ${description}`)])
        expect(told).toContain(` ${text} `)
    }
  })

  test('has its help ready in the start of the built program', async () => {
    const here = desk()
    const start = join(here.home, 'dist')
    mkdirSync(start)
    // Alone, so that it could not load the rest.
    cpSync(cli(), join(start, 'cli.js'))
    cpSync(join(cli(), '..', 'package.json'), join(start, 'package.json'))
    for (const flag of ['--help', '-h']) {
      const ready = await spawn(here, process.execPath, [join(start, 'cli.js'), name, flag])
      expect(ready).toEqual(await run(here, [name, flag]))
      expect(ready.code).toBe(0)
    }
  })
})
