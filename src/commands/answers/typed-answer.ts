import type { FieldPath } from '../../fleet/issue.ts'
import { type Answers, listOf, type Question } from '../../fleet/questions/question.ts'
import { coerceField, splitList } from './entries.ts'
import { toEntries } from './given-answers.ts'

/** Where the answer to a question goes. */
export interface AnswerPlace {
  /** Where the field lies in the fleet: at its top, or in an entry of a list. */
  parent: FieldPath
  /** The answers beside it. */
  own: Answers
  /** The answers of the whole fleet. */
  all: Answers
}

/**
 * An answer that was typed, as the fleet holds it.
 * @throws Failure for what can't be read as an entry
 */
export function typedValue(question: Question, { parent }: AnswerPlace, text: string): unknown {
  return question.type === 'list'
    ? listValue(question, parent, text)
    : coerceField([...parent, ...question.field.split('.')], text)
}

/** A list as typed: entries of the fleet, a map of variables, or plain words. */
function listValue(question: Question, parent: FieldPath, text: string): unknown {
  const parts = listOf(question, text, splitList)
  if (question.field !== 'variables')
    // What an entry names, such as the environments of a tenant, is there already.
    return parent.length > 0 ? parts : toEntries(question, parts)
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf('=')
      return at < 0 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)]
    }),
  )
}
