import { resolve } from 'node:path'
import type { NodePlopAPI, PromptQuestion } from 'node-plop'
import { fleetGenerator } from './generators/fleet.ts'
import type { Generator } from './generators/generator.ts'
import { ENTRY_KINDS } from './generators/index.ts'
import { addCommand } from './src/commands/add.ts'
import { splitList } from './src/commands/answers/entries.ts'
import type { CommonFlags } from './src/commands/command-line/options.ts'
import { Terminal } from './src/commands/command-line/terminal.ts'
import { createCommand } from './src/commands/create.ts'
import { openLibrary } from './src/commands/repositories/own-library.ts'
import {
  type Answers,
  type Choice,
  flagOf,
  listOf,
  type Question,
  type Surroundings,
  setAnswer,
} from './src/fleet/questions/question.ts'

/** What plop's prompts gave, by name. */
type Given = Record<string, unknown>

/** Takes the road of a command with what was answered. */
type Walk = (given: Given, flags: CommonFlags, terminal: Terminal) => Promise<void>

const PROMPT_TYPES = {
  input: 'input',
  select: 'list',
  checkbox: 'checkbox',
  confirm: 'confirm',
  list: 'input',
} as const

/**
 * Registers our generators with plop: `npx plop` in a checkout lists them, asks their questions and takes the
 * road of the command.
 */
export default async function plopfile(plop: NodePlopAPI): Promise<void> {
  const { catalog } = await openLibrary([])
  const surroundings: Surroundings = { catalog, folder: undefined }
  const questions = askedOf(fleetGenerator)
  register(plop, fleetGenerator, surroundings, {
    directory: { message: 'Directory to make it in', default: './my-fleet' },
    question: 'Write this fleet?',
    walk: (given, flags, terminal) =>
      createCommand.run([String(given.directory)], { ...flags, ...toFlags(given, questions) }, terminal),
  })
  for (const kind of ENTRY_KINDS) {
    const { generator } = kind
    const command = addCommand.subcommands.find(({ name }) => name === kind.name)!
    const others = askedOf(generator).filter(({ field }) => field !== 'name')
    register(plop, generator, surroundings, {
      directory: { message: 'Directory of the fleet', default: '.' },
      question: `Add this ${kind.name}?`,
      walk: (given, flags, terminal) => {
        const cwd = resolve(String(flags.cwd), String(given.directory))
        return command.run([String(given.name)], { ...flags, ...toFlags(given, others), cwd }, terminal)
      },
    })
  }
}

/** One generator: where, its questions, a look at what will be written, and the road of its command. */
function register(
  plop: NodePlopAPI,
  generator: Generator,
  surroundings: Surroundings,
  {
    directory,
    question,
    walk,
  }: { directory: { message: string; default: string }; question: string; walk: Walk },
): void {
  const terminal = () => new Terminal({ color: Terminal.wantsColor(undefined, process.env), quiet: false })
  const cwd = () => process.env.INIT_CWD ?? process.cwd()
  plop.setGenerator(generator.name, {
    description: generator.description,
    prompts: [
      { type: 'input', name: 'directory', ...directory },
      ...askedOf(generator).map((asked) => toPrompt(asked, generator, surroundings)),
      {
        type: 'confirm',
        name: 'write',
        default: true,
        // The plan is shown right before its question, as the command does.
        message: async (given: Given) => {
          await walk(given, { cwd: cwd(), yes: true, dryRun: true }, terminal())
          return question
        },
      } as PromptQuestion,
    ],
    // A function, not plop's own actions, which write at once.
    actions: (given?: Given) =>
      given === undefined || given.write === false
        ? []
        : [
            async function write() {
              await walk(given, { cwd: cwd(), yes: true }, terminal())
              return String(given.directory)
            },
          ],
  })
}

function askedOf({ questions }: Generator): Question[] {
  return questions.filter(({ unasked }) => unasked !== true)
}

/**
 * A question as a prompt of plop's, named by its flag; what depends on earlier answers sees them as
 * `flux-fleet.yaml` holds them.
 */
function toPrompt(question: Question, generator: Generator, surroundings: Surroundings): PromptQuestion {
  const { message, type, choices, when } = question
  const answers = (given: Given) => toAnswers(given, generator)
  return {
    name: flagOf(question),
    message,
    // A choice among what only the fleet knows, such as its environments, is typed.
    type: type === 'select' && choices === undefined ? 'input' : PROMPT_TYPES[type],
    default: (given: Given) => {
      const value = question.default?.(answers(given), surroundings)
      return type === 'list' && Array.isArray(value) ? value.join(', ') : value
    },
    ...(choices === undefined ? {} : { choices: choicesOf(question, choices({}, surroundings)) }),
    ...(when === undefined ? {} : { when: (given: Given) => when(answers(given), surroundings) }),
  } as PromptQuestion
}

function choicesOf({ type }: Question, choices: readonly Choice[]) {
  return choices.map(({ value, title, hint }) => {
    const name = type === 'select' && hint !== undefined ? `${title} (${hint})` : title
    return { value, name, short: title }
  })
}

/** Answers of plop's in the shape of `flux-fleet.yaml`. */
function toAnswers(given: Given, { questions }: Generator): Answers {
  const answers: Answers = {}
  for (const question of questions) {
    const value = given[flagOf(question)]
    if (value !== undefined)
      setAnswer(
        answers,
        question.field,
        question.type === 'list' ? listOf(question, String(value), splitList) : value,
      )
  }
  return answers
}

/** The answers as commander would have parsed them from flags. */
function toFlags(given: Given, questions: readonly Question[]): Given {
  const flags: Given = {}
  for (const question of questions) {
    const flag = flagOf(question)
    const value = given[flag]
    if (value === undefined || value === '') continue
    const key = flag.replace(/-[a-z]/g, (match) => match[1]!.toUpperCase())
    flags[key] =
      question.type === 'list' && !Array.isArray(value) ? listOf(question, String(value), splitList) : value
  }
  return flags
}
