import type { NodePlopAPI, PromptQuestion } from 'node-plop'
import { fleetGenerator } from './generators/fleet.ts'
import {
  type Answers,
  type Choice,
  flagOf,
  listOf,
  type Question,
  setAnswer,
  type Surroundings,
} from './generators/question.ts'
import { create } from './src/commands/create.ts'
import { splitList } from './src/commands/answers/entries.ts'
import { openLibrary } from './src/commands/repositories/own-library.ts'
import { Terminal } from './src/commands/command-line/terminal.ts'

/** What plop's prompts gave, by name. */
type Given = Record<string, unknown>

const PROMPT_TYPES = {
  input: 'input',
  select: 'list',
  checkbox: 'checkbox',
  confirm: 'confirm',
  list: 'input',
} as const

/** Registers our generators with plop: `npx plop` in a checkout asks their questions and takes the road of the command. */
export default async function plopfile(plop: NodePlopAPI): Promise<void> {
  const { catalog } = await openLibrary([])
  const questions = fleetGenerator.questions.filter(({ unasked }) => unasked !== true)
  const surroundings: Surroundings = { catalog, folder: undefined }
  plop.setGenerator(fleetGenerator.name, {
    description: fleetGenerator.description,
    prompts: [
      { type: 'input', name: 'directory', message: 'Directory to make it in', default: './my-fleet' },
      ...questions.map((question) => toPrompt(question, surroundings)),
    ],
    actions: [
      // A function, not plop's own actions, which write at once.
      async function createFleet(given: Given) {
        const terminal = new Terminal({ color: Terminal.wantsColor(undefined, process.env), quiet: false })
        const cwd = process.env.INIT_CWD ?? process.cwd()
        await create(String(given.directory), { cwd, yes: true, ...toFlags(given, questions) }, terminal)
        return String(given.directory)
      },
    ],
  })
}

/** A question as a prompt of plop's, named by its flag; what depends on earlier answers sees them as the fleet holds them. */
function toPrompt(question: Question, surroundings: Surroundings): PromptQuestion {
  const { message, type, choices, when } = question
  return {
    name: flagOf(question),
    message,
    type: PROMPT_TYPES[type],
    default: (given: Given) => {
      const value = question.default?.(toAnswers(given), surroundings)
      return type === 'list' && Array.isArray(value) ? value.join(', ') : value
    },
    ...(choices === undefined ? {} : { choices: choicesOf(question, choices({}, surroundings)) }),
    ...(when === undefined ? {} : { when: (given: Given) => when(toAnswers(given), surroundings) }),
  } as PromptQuestion
}

function choicesOf({ type }: Question, choices: readonly Choice[]) {
  return choices.map(({ value, title, hint }) => {
    const name = type === 'select' && hint !== undefined ? `${title} (${hint})` : title
    return { value, name, short: title }
  })
}

/** Answers of plop's in the shape of `flux-fleet.yaml`. */
function toAnswers(given: Given): Answers {
  const answers: Answers = {}
  for (const question of fleetGenerator.questions) {
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
      question.repeatable === true && !Array.isArray(value)
        ? listOf(question, String(value), splitList)
        : value
  }
  return flags
}
