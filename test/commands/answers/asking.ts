import type { Generator } from '../../../generators/generator.ts'
import type { Asker } from '../../../src/commands/answers/asker.ts'
import { GivenAnswers } from '../../../src/commands/answers/given-answers.ts'
import { interview } from '../../../src/commands/answers/interview.ts'
import type { Answers, Choice, Question, Surroundings } from '../../../src/fleet/questions/question.ts'

/** A question as it was put to somebody, and what could be chosen. */
export interface Put {
  message: string
  choices: readonly string[]
}

/** An interview that is over. */
export interface Interviewed {
  put: readonly Put[]
  answers: Answers
}

/**
 * Interviews somebody who takes what is offered, and leaves empty what may be empty.
 * @param said what is answered instead, by the message of the question
 */
export async function interviewed(
  surroundings: Surroundings,
  said: Readonly<Record<string, string>> = {},
): Promise<Interviewed> {
  const put: Put[] = []
  const given = new GivenAnswers({ version: 1 })
  await interview(given, surroundings, askerOf(put, said))
  return { put, answers: given.answers }
}

function askerOf(put: Put[], said: Readonly<Record<string, string>>): Asker {
  const remember = (message: string, choices: readonly string[] = []) => put.push({ message, choices })
  const values = (choices: readonly Choice[]) => choices.map(({ value }) => value)
  return {
    text: async (message, initial, check) => {
      remember(message)
      // Nobody can make that up.
      const answer = said[message] ?? initial ?? (message.startsWith('Owner: ') ? 'acme' : '')
      const problem = check(answer)
      if (problem !== undefined) throw new Error(`"${answer}" is no answer to "${message}": ${problem}`)
      return answer
    },
    choose: async (message, choices, initial) => {
      remember(message, values(choices))
      return said[message] ?? initial ?? values(choices)[0]!
    },
    chooseSeveral: async (message, choices, initial) => {
      remember(message)
      const answer = said[message]
      if (answer === undefined) return [...initial]
      return answer === 'all' ? values(choices) : answer.split(',')
    },
    confirm: async (message, initial) => {
      remember(message, ['yes', 'no'])
      const answer = said[message]
      return answer === undefined ? initial : answer === 'yes'
    },
    close: () => {},
  }
}

/** A question that a person is asked, with its generator. */
export interface AskedQuestion {
  /** Such as `cluster region`. */
  name: string
  question: Question
  /** Whether it is the one that a message, or the beginning of one, puts to somebody. */
  isPutBy(message: string): boolean
}

/**
 * The questions that are for a person, and not for flags and file only. Names of entries are given together, as
 * the answer to the question of the fleet for their section.
 */
export function questionsToAsk(generators: readonly Generator[]): AskedQuestion[] {
  return generators.flatMap((generator) =>
    generator.questions
      .filter(({ unasked }) => unasked !== true)
      .filter(({ field }) => generator.section === undefined || field !== 'name')
      .map((question) => ({
        name: `${generator.name} ${question.field}`,
        question,
        isPutBy: (message) => {
          const [, ofEntry] = /^[a-z0-9-]+: (.*)$/s.exec(message) ?? []
          const text = generator.section === undefined ? message : ofEntry
          return text !== undefined && text !== '' && question.message.startsWith(text)
        },
      })),
  )
}

/**
 * The questions of generators that were put to nobody.
 * @param messages what people were asked, or enough of its beginning
 * @throws Error for a beginning that several questions have
 */
export function neverAsked(generators: readonly Generator[], messages: Iterable<string>): string[] {
  const open = new Set(questionsToAsk(generators))
  for (const message of messages) {
    const meant = questionsToAsk(generators).filter((asked) => asked.isPutBy(message))
    const exact = meant.filter(({ question }) => message.endsWith(question.message))
    const found = exact.length > 0 ? exact : meant
    if (found.length > 1)
      throw new Error(`"${message}" could be ${found.map(({ name }) => name).join(' or ')}`)
    for (const asked of open) if (asked.name === found[0]?.name) open.delete(asked)
  }
  return [...open].map(({ name }) => name)
}
