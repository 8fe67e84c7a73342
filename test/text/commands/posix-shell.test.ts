import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  assigned,
  comment,
  inFolder,
  type Quoted,
  quoted,
  run,
  sequence,
  type Word,
} from '../../../src/text/commands/command.ts'
import { posixLine, posixLines, posixScript } from '../../../src/text/commands/posix-shell.ts'
import type { PrintedCommand } from '../../../src/text/commands/printed-command.ts'
import { text } from '../../properties/arbitraries.ts'

const VARIABLES = { TOKEN: '$(false) `"\' \\ *', cluster: 'staging', _1: '' }

/** What a program can get: anything but the character that ends every argument. */
const plain = text.filter((value) => !value.includes('\u0000'))
const variable = fc.record(
  { variable: fc.constantFrom('TOKEN', 'cluster'), required: fc.boolean() },
  { requiredKeys: ['variable'] },
)
const inQuotes: fc.Arbitrary<Quoted> = fc
  .array(fc.oneof(plain, variable, fc.constant({ variable: '_1' })), { maxLength: 4 })
  .map((parts) => quoted(...parts))
const word: fc.Arbitrary<Word> = fc.oneof(
  plain,
  inQuotes,
  fc.record({ name: plain.map((name) => `--${name}`), value: fc.oneof(plain, inQuotes) }),
)

/** What a program gets of a word. */
function argument(item: Word): string {
  if (typeof item === 'string') return item
  if ('placeholder' in item) return `<${item.placeholder}>`
  if ('name' in item) return `${item.name}=${argument(item.value)}`
  return item.quoted
    .map((part) => (typeof part === 'string' ? part : VARIABLES[part.variable as keyof typeof VARIABLES]))
    .join('')
}

function output(command: PrintedCommand, cwd?: string): string {
  const env = { PATH: process.env.PATH ?? '', ...VARIABLES }
  return execFileSync('sh', ['-c', `${command}`], { encoding: 'utf8', env, cwd })
}

/** What programs that print each of their arguments and a NUL got. */
function received(command: PrintedCommand): string[] {
  return output(command).split('\u0000').slice(0, -1)
}

const print = (words: readonly Word[]) => run('printf', '%s\\0', ...words)

test.each([
  ['on one line', posixLine],
  ['with an option on each line', posixLines],
  ['in a script', (command: ReturnType<typeof print>) => posixScript([command])],
] as const)('a shell reads every word back that is printed %s', (_, printed) => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (words) => {
      expect(received(printed(print(words)))).toEqual(words.map(argument))
    }),
    { numRuns: 60 },
  )
})

test('commands that are put together do the same on one line and in a script', () => {
  fc.assert(
    fc.property(fc.array(fc.array(word, { minLength: 1 }), { minLength: 1, maxLength: 5 }), (lists) => {
      const whole = sequence(
        { kind: 'pipe', commands: [print(lists.flat()), run('cat')] },
        ...lists.map(print),
        inFolder('/', sequence(run('pwd'), print(lists[0]!))),
        {
          kind: 'loop',
          variable: 'cluster',
          values: ['a', 'b'],
          command: print([quoted({ variable: 'cluster' })]),
        },
      )
      const expected = [...lists.flat(), ...lists.flat()].map(argument)
      const folder = lists[0]!.map(argument)
      const all = [...expected, `/\n${folder[0]}`, ...folder.slice(1), 'a', 'b']
      expect(received(posixLine(whole))).toEqual(all)
      expect(received(posixScript([comment('One\ntwo'), whole]))).toEqual(all)
    }),
    { numRuns: 40 },
  )
})

test('nothing runs after what failed, in a folder or not', () => {
  const failing = sequence(print(['a']), run('false'), print(['b']))
  for (const command of [failing, sequence(inFolder('/', failing), print(['c']))])
    for (const printed of [posixLine(command), posixScript([command])])
      expect(spawnSync('sh', ['-c', `${printed}`], { encoding: 'utf8' })).toMatchObject({
        status: 1,
        stdout: 'a\0',
      })
})

test('a variable that has to be set stops a command', () => {
  const command = run('printf', '%s', quoted({ variable: 'NOWHERE', required: true }))
  const { status, stderr } = spawnSync('sh', ['-c', `${posixLine(command)}`], { encoding: 'utf8' })
  expect(status).not.toBe(0)
  expect(stderr).toContain('NOWHERE')
})

test('what a program prints goes into the file, on one line and in a script', () => {
  const folder = mkdtempSync(join(tmpdir(), 'printed-'))
  const into = (file: string) =>
    sequence({ kind: 'pipe', commands: [run('printf', 'x'), { ...run('cat'), output: file }] }, run('ls'))
  expect(output(posixLine(into("it's $1")), folder)).toBe("it's $1\n")
  expect(output(posixScript([into('b')]), folder)).toBe("b\nit's $1\n")
  expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('x')
})

test('a script goes on, indented, on the next line', () => {
  const file = quoted('secrets/', { variable: 'cluster' }, '/a.yaml')
  const encrypt = { ...run('sops', 'encrypt', '/dev/stdin'), output: file }
  const command = sequence(
    { kind: 'pipe', commands: [run('kubectl', 'get', '--output=yaml'), encrypt] },
    inFolder(
      quoted('secrets/', { variable: 'cluster' }),
      run('kustomize', 'edit', 'add', 'resource', 'a.yaml'),
    ),
  )
  expect(
    `${posixScript([
      comment('Typed so that no history keeps it.'),
      { kind: 'secret-input', variable: 'TOKEN' },
      { kind: 'loop', variable: 'cluster', values: ['staging', 'a b'], command },
    ])}`,
  ).toBe(`# Typed so that no history keeps it.
read -rs TOKEN
for cluster in staging 'a b'; do
  kubectl get --output=yaml |
    sops encrypt /dev/stdin \\
    > "secrets/$cluster/a.yaml" &&
    (cd "secrets/$cluster" && kustomize edit add resource a.yaml)
done`)
})

test('a long command has its options below it', () => {
  const username = assigned('--username', quoted({ variable: 'NAME', required: true }))
  const command = run('flux', 'bootstrap', 'github', username, '--personal', '--path=a b')
  expect(`${posixLines(command)}`).toBe(`flux bootstrap github \\
  --username="\${NAME:?}" \\
  --personal \\
  '--path=a b'`)
  expect(`${posixLines(run('git', 'status'))}`).toBe('git status')
})

test('a placeholder is no word that a shell would take', () => {
  expect(`${posixLine(run('flux', '--url', { placeholder: 'url' }))}`).toBe('flux --url <url>')
})
