import { expect, test } from 'vitest'
import {
  commandsToKnow,
  mostWords,
  withDefaultCommand,
} from '../../../src/commands/command-line/named-command.ts'
import { COMMANDS } from '../../../src/commands/command-table.ts'

test.each([
  ['create', 2],
  ['add', Number.POSITIVE_INFINITY],
  ['remove', Number.POSITIVE_INFINITY],
  ['rename', 4],
  ['apply', 1],
  ['list', 2],
  ['explain', 2],
  ['help', 2],
  ['./add', undefined],
])('%s takes at most %s words, itself included', (name, most) => {
  expect(mostWords(name, COMMANDS)).toBe(most)
})

test.each([
  ['', 'create'],
  ['shop --yes', 'create shop --yes'],
  ['./add', 'create ./add'],
  ['list clusters', 'list clusters'],
  ['help add', 'help add'],
  ['-- --yes', 'create --yes'],
  ['shop -- other', 'create shop -- other'],
  ['list --version', '--version'],
  ['shop -V', '--version'],
  // There it is the version of a component.
  ['add component podinfo --version 6', 'add component podinfo --version 6'],
])('%j means %j', (typed, meant) => {
  const words = typed.split(' ').filter((word) => word !== '')
  expect(withDefaultCommand(words, COMMANDS).join(' ')).toBe(meant)
})

test.each([
  ['create shop', ['create']],
  ['help add', ['add']],
  ['help', COMMANDS.map(({ name }) => name)],
  ['help --nope', COMMANDS.map(({ name }) => name)],
  ['--version', []],
])('of %j commander has to know %j', (typed, names) => {
  expect(commandsToKnow(typed.split(' '), COMMANDS).map(({ name }) => name)).toEqual(names)
})
