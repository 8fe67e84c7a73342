import type { Catalog } from '../catalog/catalog.ts'
import type { RemoteAnswers } from './remote-answers.ts'

/** Answers so far, in the shape of `flux-fleet.yaml`; what is not answered yet is missing. */
export type Answers = Record<string, unknown>

/** What a question may look at besides the answers. */
export interface Surroundings {
  catalog: Catalog
  /** Name of the folder that the fleet is made in. */
  folder: string | undefined
  /** What the remote of the repository that it is made in says, where there is one. */
  remote?: (RemoteAnswers & { branch: string | undefined }) | undefined
  /** What a person answered the last time, by field. */
  remembered?: ReadonlyMap<string, unknown> | undefined
  /** Name of the folder of the repository that it is made in, where it has a folder of somebody else's. */
  outerFolder?: string | undefined
}

/** One of the values that a question offers. */
export interface Choice {
  value: string
  title: string
  hint?: string
  group?: string
}

/**
 * A question of a generator. Prompt, flag, help and reference are all made from it; what a right answer is, the
 * schema of the field says.
 */
export interface Question {
  /** The field of `flux-fleet.yaml` that holds the answer, below the generator's entry. */
  field: string
  /** What a person is asked. */
  message: string
  /** What the help says of the flag, when the question reads badly there. */
  help?: string
  type: 'input' | 'select' | 'checkbox' | 'confirm' | 'list'
  /**
   * Long flag without `--`; by default the last part of the field in kebab case. Of an entry, a short key for
   * the field.
   */
  flag?: string
  /** Name of the value in the help text. */
  value?: string
  /** Whether the flag can be given several times. */
  repeatable?: boolean
  /** Answered by flags and file only. */
  unasked?: boolean
  /** An empty answer leaves the field out. */
  optional?: boolean
  /** What is answered for an empty list, or for no value, where an empty answer takes the default. */
  none?: string
  choices?(answers: Answers, surroundings: Surroundings): readonly Choice[]
  default?(answers: Answers, surroundings: Surroundings): unknown
  when?(answers: Answers, surroundings: Surroundings): boolean
}

/** Questions that are asked one after the other, at a place of the interview for a new fleet. */
export interface PlacedQuestions {
  /** Field of the question that they follow, behind what earlier features ask there. */
  after: string
  questions: readonly Question[]
}

/** The flag of a question, without `--`. */
export function flagOf(question: Question): string {
  return question.flag ?? kebabCase(question.field.split('.').at(-1)!)
}

/** The parts of a list that a person typed as an answer; `split` takes them apart. */
export function listOf(question: Question, text: string, split: (text: string) => string[]): string[] {
  return question.none !== undefined && text === question.none ? [] : split(text)
}

/** `fluxVersion` as `flux-version`. */
function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/**
 * What a question is answered with where nobody says otherwise: what the remote says, what was answered the last time, or
 * its default.
 */
export function initialAnswer(question: Question, answers: Answers, surroundings: Surroundings): unknown {
  const { remembered, remote } = surroundings
  const last = remembered?.get(question.field)
  // A remote says all of where the repository is.
  if (last === undefined || (remote !== undefined && question.field.startsWith('git.')))
    return question.default?.(answers, surroundings)
  const choices = question.choices?.(answers, surroundings)
  const isOffered = choices === undefined || choices.some(({ value }) => value === last)
  return isOffered ? last : question.default?.(answers, surroundings)
}

/** The value at a dotted field, or undefined. */
export function answerAt(answers: Answers, field: string): unknown {
  let value: unknown = answers
  for (const part of field.split('.')) value = (value as Record<string, unknown> | undefined)?.[part]
  return value
}

/** Sets the value at a dotted field, making the maps on the way. */
export function setAnswer(answers: Answers, field: string, value: unknown): void {
  const parts = field.split('.')
  const last = parts.pop()!
  let target = answers
  for (const part of parts) {
    target[part] ??= {}
    target = target[part] as Answers
  }
  target[last] = value
}
