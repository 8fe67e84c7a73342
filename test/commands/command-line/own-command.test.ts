import { expect, test } from 'vitest'
import { ownLine, typedCommand, withFlags } from '../../../src/commands/command-line/own-command.ts'
import { posixLine } from '../../../src/text/commands/posix-shell.ts'

test('flags stand behind "--", and nothing does where there are none', () => {
  expect(`${ownLine([])}`).toBe('npm create flux-fleet@latest')
  expect(`${ownLine(['apply'])}`).toBe('npm create flux-fleet@latest apply')
  expect(`${ownLine(['my fleet'], ['--yes', '--name', "it's"])}`).toBe(
    "npm create flux-fleet@latest 'my fleet' -- --yes --name 'it'\\''s'",
  )
})

test('npm exec wants words behind "--" as well', () => {
  const own = { words: ['apply'], flags: ['--yes'] }
  expect(`${posixLine(typedCommand(own, 'exec'))}`).toBe('npm exec create-flux-fleet@latest -- apply --yes')
})

test('more flags come after those that are there', () => {
  const own = withFlags({ words: ['undo'], flags: ['--yes'] }, ['--commit'])
  expect(own).toEqual({ words: ['undo'], flags: ['--yes', '--commit'] })
})
