/** A variable of the shell: one of a loop, a secret that was read, or one of the environment. */
export interface Variable {
  variable: string
  /** Whether the shell is to stop where it is not set. */
  required?: boolean
}

/** Text in double quotes, with variables in it. */
export interface Quoted {
  quoted: readonly (string | Variable)[]
}

/** `name=value` in one word, of which the value is quoted for itself. */
export interface Assigned {
  name: string
  value: string | Quoted
}

/** What a person has to put something in place of, such as `<value>`. */
export interface Placeholder {
  placeholder: string
}

/** A word of a command. Plain text is what the program gets, whatever is in it. */
export type Word = string | Quoted | Assigned | Placeholder

/** A program with its arguments. */
export interface Run {
  kind: 'run'
  program: string
  arguments: readonly Word[]
  /** The file that takes what it prints. */
  output?: Word
}

/** Takes a secret from the person, typed or pasted, into a variable; no history and no screen shows it. */
export interface SecretInput {
  kind: 'secret-input'
  variable: string
}

/** Programs of which each reads what the one before prints. */
export interface Pipe {
  kind: 'pipe'
  commands: readonly Run[]
}

/** Commands of which each runs only when the one before succeeded. */
export interface Sequence {
  kind: 'sequence'
  commands: readonly Command[]
}

/** A command in another folder; what comes after is where it was. */
export interface InFolder {
  kind: 'in-folder'
  folder: Word
  command: Command
}

/** A command for each of several values of a variable. */
export interface Loop {
  kind: 'loop'
  variable: string
  values: readonly string[]
  command: Command
}

/** A command to type, as data: a printer makes text of it, and nothing reads that text again. */
export type Command = Run | SecretInput | Pipe | Sequence | InFolder | Loop

/** A line that says something to the reader. */
export interface Comment {
  kind: 'comment'
  text: string
}

/** Commands that are typed one after the other, with what is said between them. */
export type Script = readonly (Command | Comment)[]

/** A program with its arguments. */
export function run(program: string, ...words: readonly Word[]): Run {
  return { kind: 'run', program, arguments: words }
}

/** Commands of which each runs only when the one before succeeded. */
export function sequence(...commands: readonly Command[]): Sequence {
  return { kind: 'sequence', commands }
}

/** A command in another folder; just the command where that is the one people are in. */
export function inFolder(folder: Word, command: Command): Command {
  return folder === '.' || folder === '' ? command : { kind: 'in-folder', folder, command }
}

/** Text in double quotes, with variables in it. */
export function quoted(...parts: readonly (string | Variable)[]): Quoted {
  return { quoted: parts }
}

/** `name=value` in one word, of which the value is quoted for itself. */
export function assigned(name: string, value: string | Quoted): Assigned {
  return { name, value }
}

/** A line that says something to the reader. */
export function comment(text: string): Comment {
  return { kind: 'comment', text }
}
