import { beforeAll, describe, expect, test } from 'vitest'
import type { Generator } from '../../../generators/generator.ts'
import { GENERATORS } from '../../../generators/index.ts'
import { parseFleet } from '../../../src/fleet/file/load-fleet.ts'
import type { Question, Surroundings } from '../../../src/fleet/questions/question.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { type Interviewed, interviewed, neverAsked, questionsToAsk } from './asking.ts'

let surroundings: Surroundings
let interviews: Interviewed[]
beforeAll(async () => {
  surroundings = { catalog: (await Library.create(await builtinFiles())).catalog, folder: 'fleet' }
  interviews = await everyInterview()
})

/** Whatever else is answered: clusters whose environment is still open, and the whole catalog. */
const ALWAYS: Record<string, string> = Object.fromEntries(
  questionsToAsk(GENERATORS).flatMap(
    ({ name, question: { message } }) =>
      ({ 'fleet clusters': [[message, 'one, two']], 'fleet components': [[message, 'all']] })[name] ?? [],
  ),
)

/**
 * Interviews in which every choice was made, and of the choices that bring other questions every two together.
 */
async function everyInterview(): Promise<Interviewed[]> {
  const usual = await interviewed(surroundings, ALWAYS)
  const done = new Map<string, { said: Record<string, string>; interview: Interviewed }>()
  const hold = async (said: Record<string, string>) => {
    const key = JSON.stringify(Object.entries(said).sort())
    if (!done.has(key))
      done.set(key, { said, interview: await interviewed(surroundings, { ...ALWAYS, ...said }) })
  }
  const choicesIn = ({ put }: Interviewed) =>
    put.flatMap(({ message, choices }) => choices.map((choice) => ({ [message]: choice })))
  const messages = ({ put }: Interviewed) => put.map(({ message }) => message).join('\n')
  for (const choice of choicesIn(usual)) await hold(choice)
  for (const { said, interview } of [...done.values()]) {
    if (messages(interview) === messages(usual)) continue
    for (const choice of choicesIn(interview)) await hold({ ...choice, ...said })
  }
  return [usual, ...[...done.values()].map(({ interview }) => interview)]
}

const messagesOf = (all: readonly Interviewed[]) =>
  all.flatMap(({ put }) => put.map(({ message }) => message))

describe('an interview', () => {
  test('asks every question that a generator defines', () => {
    expect(interviews.length).toBeGreaterThan(30)
    expect(neverAsked(GENERATORS, messagesOf(interviews))).toEqual([])
  })

  test('asks what makes sense with the answers, and nothing else', () => {
    const questions = questionsToAsk(GENERATORS.filter(({ section }) => section === undefined))
    for (const { put, answers } of interviews) {
      const sensible = questions.filter(({ question }) => question.when?.(answers, surroundings) ?? true)
      const asked = questions.filter(({ question }) =>
        put.some(({ message }) => message === question.message),
      )
      expect(asked.map(({ name }) => name)).toEqual(sensible.map(({ name }) => name))
    }
  })

  test('asks for every option of a component that the catalog has', () => {
    const options = [...surroundings.catalog.values()].flatMap((component) =>
      component.options.map(({ description }) => `${component.name}: ${description}`),
    )
    expect(options.length).toBeGreaterThan(2)
    const messages = messagesOf(interviews.slice(0, 1))
    for (const option of options) expect(messages).toContainEqual(expect.stringContaining(option))
  })

  test('ends in a fleet that the schema takes, whatever is chosen', () => {
    for (const { answers } of interviews) expect(parseFleet(answers)).not.toHaveProperty('issues')
  })
})

test.each(GENERATORS)('what no interview asks of a $name would be found', (generator) => {
  const more: Question[] = [{ field: 'motto', message: 'What it stands for', type: 'input' }]
  const unasked = generator.questions.filter(({ unasked }) => unasked === true)
  const changed: Generator = {
    ...generator,
    questions: [...generator.questions.map((question) => ({ ...question, unasked: false })), ...more],
  }
  const others = GENERATORS.filter((other) => other !== generator)
  expect(neverAsked([...others, changed], messagesOf(interviews))).toEqual(
    [...unasked, ...more].map(({ field }) => `${generator.name} ${field}`),
  )
})
