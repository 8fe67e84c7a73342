import { shellWord } from '../shell.ts'
import type { Command, Quoted, Run, Script, Variable, Word } from './command.ts'
import { PrintedCommand } from './printed-command.ts'

/** A command on one line, for a POSIX shell. */
export function posixLine(command: Command): PrintedCommand {
  return new PrintedCommand('shell', oneLine(command))
}

/** A long command with an option on each line, for a POSIX shell. */
export function posixLines({ program, arguments: words }: Run): PrintedCommand {
  const option = words.findIndex((word) => optionName(word)?.startsWith('-'))
  const first = option < 0 ? words.length : option
  const start = [program, ...words.slice(0, first)].map(posixWord).join(' ')
  return new PrintedCommand('shell', [start, ...words.slice(first).map(posixWord)].join(' \\\n  '))
}

/**
 * A script, for a POSIX shell; a command that is put together of others goes on, indented, on the next line. (A
 * secret is read with `read -s`, which bash and zsh have.)
 */
export function posixScript(script: Script): PrintedCommand {
  return new PrintedCommand('shell', script.flatMap(scriptLines).join('\n'))
}

function scriptLines(step: Script[number]): string[] {
  if (step.kind === 'comment') return step.text.split('\n').map((line) => `# ${line}`)
  if (step.kind !== 'loop')
    return pieces(step, ' \\').map((piece, index) => (index === 0 ? '' : '  ') + piece)
  return [`${loopHead(step)}; do`, ...scriptLines(step.command).map((line) => `  ${line}`), 'done']
}

function oneLine(command: Command): string {
  return pieces(command, '').join(' ')
}

/**
 * A command in pieces between which a line may end.
 * @param goesOn what a piece ends with where the shell would take the command for complete
 */
function pieces(command: Command, goesOn: string): string[] {
  switch (command.kind) {
    case 'run': {
      const text = [command.program, ...command.arguments].map(posixWord).join(' ')
      return command.output === undefined ? [text] : [text + goesOn, `> ${posixWord(command.output)}`]
    }
    case 'secret-input':
      return [`read -rs ${command.variable}`]
    case 'pipe':
      return joined(command.commands, ' |', goesOn)
    case 'sequence':
      return joined(command.commands, ' &&', goesOn)
    case 'in-folder':
      return [`(cd ${posixWord(command.folder)} && ${oneLine(command.command)})`]
    case 'loop':
      return [`${loopHead(command)}; do ${oneLine(command.command)}; done`]
  }
}

function joined(commands: readonly Command[], operator: string, goesOn: string): string[] {
  return commands.flatMap((command, index) => {
    const own = pieces(command, goesOn)
    const isLast = index === commands.length - 1
    return isLast ? own : [...own.slice(0, -1), own.at(-1)! + operator]
  })
}

function loopHead({ variable, values }: Extract<Command, { kind: 'loop' }>): string {
  return [`for ${variable} in`, ...values.map(shellWord)].join(' ')
}

function posixWord(word: Word): string {
  if (typeof word === 'string') return shellWord(word)
  if ('placeholder' in word) return `<${word.placeholder}>`
  if ('quoted' in word) return doubleQuoted(word)
  return `${shellWord(word.name)}=${posixWord(word.value)}`
}

function doubleQuoted({ quoted }: Quoted): string {
  const parts = quoted.map((part, index) =>
    typeof part === 'string' ? part.replaceAll(/[\\"$`]/g, '\\$&') : reference(part, quoted[index + 1]),
  )
  return `"${parts.join('')}"`
}

/** @param next what stands behind it, which may go on like a name */
function reference({ variable, required }: Variable, next: string | Variable | undefined): string {
  if (required === true) return `\${${variable}:?}`
  return typeof next === 'string' && /^\w/.test(next) ? `\${${variable}}` : `$${variable}`
}

function optionName(word: Word): string | undefined {
  if (typeof word === 'string') return word
  return 'name' in word ? word.name : undefined
}
