import { namesOf } from '../../../generators/fleet.ts'
import { initialAnswer, type Question, type Surroundings } from '../../fleet/questions/question.ts'
import { problemOf } from './answer-problems.ts'
import type { Asker } from './asker.ts'
import { type AnswerPlace, typedValue } from './typed-answer.ts'

/**
 * Asks one question.
 * @returns the answer as the fleet holds it, or undefined where there is to be none
 */
export async function askQuestion(
  question: Question,
  place: AnswerPlace,
  surroundings: Surroundings,
  asker: Asker,
): Promise<unknown> {
  const initial = initialAnswer(question, place.own, surroundings)
  const choices = question.choices?.(place.own, surroundings) ?? []
  switch (question.type) {
    case 'confirm':
      return asker.confirm(question.message, initial === true)
    case 'select':
      if (choices.length === 1) return choices[0]!.value
      return asker.choose(question.message, choices, initial as string | undefined)
    case 'checkbox':
      return asker.chooseSeveral(question.message, choices, namesOf(initial))
    case 'list':
    case 'input': {
      const shown = Array.isArray(initial) ? initial.join(', ') : initial
      const text = await asker.text(
        question.message,
        shown === undefined ? undefined : String(shown),
        (answer) =>
          isNothing(question, answer) ? undefined : problemOf(question, place, surroundings, answer),
      )
      return isNothing(question, text) ? undefined : typedValue(question, place, text)
    }
  }
}

/** Whether an answer says that there is no value. Of a list, the word for nothing says that it is empty. */
function isNothing({ type, optional, none }: Question, answer: string): boolean {
  if (answer === '') return optional === true
  return type === 'input' && answer === none
}
