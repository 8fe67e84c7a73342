import { namesOf } from '../../../generators/fleet.ts'
import type { Question, Surroundings } from '../../../generators/question.ts'
import { problemOf } from './answer-problems.ts'
import type { Asker } from './asker.ts'
import { type AnswerPlace, typedValue } from './typed-answer.ts'

/**
 * Asks one question.
 * @returns the answer as the fleet holds it, or undefined for an optional one left empty
 */
export async function askQuestion(
  question: Question,
  place: AnswerPlace,
  surroundings: Surroundings,
  asker: Asker,
): Promise<unknown> {
  const initial = question.default?.(place.own, surroundings)
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
          answer === '' && question.optional === true
            ? undefined
            : problemOf(question, place, surroundings, answer),
      )
      return text === '' && question.optional === true ? undefined : typedValue(question, place, text)
    }
  }
}
