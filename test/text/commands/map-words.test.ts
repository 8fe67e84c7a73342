import { expect, test } from 'vitest'
import { assigned, inFolder, quoted, run, sequence } from '../../../src/text/commands/command.ts'
import { mapWords } from '../../../src/text/commands/map-words.ts'

test('text changes wherever a command has some, and variables and placeholders stay', () => {
  const value = { variable: 'a' }
  const wordsOf = (a: string) => [
    a,
    quoted(a, value),
    assigned('a', a),
    assigned('a', quoted(a)),
    { placeholder: 'a' },
  ]
  const commandOf = (a: string) =>
    sequence(
      run('a', ...wordsOf(a)),
      { kind: 'secret-input', variable: 'a' },
      { kind: 'pipe', commands: [{ ...run('a', a), output: a }, run('a')] },
      inFolder('a', { kind: 'loop', variable: 'a', values: ['a'], command: run('a', a) }),
    )
  expect(mapWords(commandOf('a'), (text) => `${text}b`)).toEqual(commandOf('ab'))
})
