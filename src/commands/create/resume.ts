import { fleetGenerator } from '../../../generators/fleet.ts'
import { answerAt, type Surroundings } from '../../fleet/questions/question.ts'
import { answeredFlags } from '../answers/equivalent.ts'
import type { GivenAnswers } from '../answers/given-answers.ts'
import { Reported } from '../command-line/failure.ts'
import { ownLine } from '../command-line/own-command.ts'

/**
 * Adds to an error the command that goes on where answers were given, so that nobody has to give them again. What is
 * reported already has written its files.
 * @param directory as it was typed, if it was
 */
export function withAnswers(
  error: unknown,
  given: GivenAnswers,
  surroundings: Surroundings,
  directory: string | undefined,
): unknown {
  const isAnswered = fleetGenerator.questions.some(
    (question) => answerAt(given.answers, question.field) !== undefined,
  )
  if (!isAnswered || !(error instanceof Error) || error instanceof Reported) return error
  const flags = answeredFlags(given.answers, surroundings)
  const line = ownLine(directory === undefined ? [] : [directory], flags)
  error.message = `${error.message}\nTo go on with what was answered:\n  ${line}`
  return error
}
