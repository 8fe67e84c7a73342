import type { Command, Quoted, Run, Word } from './command.ts'

/** A command with other text in its words, whatever the words are made of; variables stay. */
export function mapWords<Any extends Command>(command: Any, change: (text: string) => string): Any {
  return mapped(command, change) as Any
}

function mapped(command: Command, change: (text: string) => string): Command {
  switch (command.kind) {
    case 'run':
      return mappedRun(command, change)
    case 'secret-input':
      return command
    case 'pipe':
      return { ...command, commands: command.commands.map((one) => mappedRun(one, change)) }
    case 'sequence':
      return { ...command, commands: command.commands.map((one) => mapped(one, change)) }
    case 'in-folder':
    case 'loop':
      return { ...command, command: mapped(command.command, change) }
  }
}

function mappedRun(command: Run, change: (text: string) => string): Run {
  return {
    ...command,
    arguments: command.arguments.map((word) => mappedWord(word, change)),
    ...(command.output === undefined ? {} : { output: mappedWord(command.output, change) }),
  }
}

function mappedWord(word: Word, change: (text: string) => string): Word {
  if (typeof word === 'string') return change(word)
  if ('quoted' in word) return mappedQuoted(word, change)
  if ('placeholder' in word) return word
  const { name, value } = word
  return { name, value: typeof value === 'string' ? change(value) : mappedQuoted(value, change) }
}

function mappedQuoted({ quoted }: Quoted, change: (text: string) => string): Quoted {
  return { quoted: quoted.map((part) => (typeof part === 'string' ? change(part) : part)) }
}
