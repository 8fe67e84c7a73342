import type { Generator } from '../../../generators/generator.ts'
import { clusterGenerator, ENTRY_KINDS, fleetGenerator } from '../../../generators/index.ts'
import { type FieldPath, formatPath } from '../../fleet/issue.ts'
import {
  type Answers,
  answerAt,
  flagOf,
  initialAnswer,
  type Question,
  type Surroundings,
  setAnswer,
} from '../../fleet/questions/question.ts'
import { copyData } from '../../yaml/kept-scalar.ts'
import { coerceField, parseEntry, splitList } from './entries.ts'

/** Answers with where each came from, so that a message can name the flag. */
export class GivenAnswers {
  #answers: Answers
  #isShared: boolean
  readonly #flags = new Map<string, string>()
  /** Fields that are to have no value, not even their default. */
  readonly #declined = new Set<string>()

  /**
   * @param isShared whether the answers are somebody else's too: then they are copied before the first one is
   * set
   */
  constructor(answers: Answers = {}, { isShared = false }: { isShared?: boolean } = {}) {
    this.#answers = answers
    this.#isShared = isShared
  }

  get answers(): Answers {
    return this.#answers
  }

  has(question: Question): boolean {
    return this.#declined.has(question.field) || answerAt(this.answers, question.field) !== undefined
  }

  /** Answers a question with nothing at all. */
  decline(question: Question): void {
    this.#declined.add(question.field)
  }

  set(question: Pick<Question, 'field'>, value: unknown): void {
    if (this.#isShared) this.#answers = copyData(this.#answers)
    this.#isShared = false
    setAnswer(this.#answers, question.field, value)
  }

  /** Answers what no question asks. */
  answer(path: readonly string[], value: unknown, flag: string): void {
    this.set({ field: path.join('.') }, value)
    this.cameFrom(path, flag)
  }

  /** Remembers that a flag gave what lies at a path. */
  cameFrom(path: FieldPath, flag: string): void {
    this.#flags.set(formatPath(path), flag)
  }

  /** The flag that gave what lies at a path or around it, and the path from there; or undefined. */
  flagFor(path: FieldPath): { flag: string; below: FieldPath } | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const flag = this.#flags.get(formatPath(path.slice(0, length)))
      if (flag !== undefined) return { flag, below: path.slice(length) }
    }
    return undefined
  }

  /**
   * The first flag that gave something below a path, such as an entry of the list that is wrong as a whole;
   * or undefined.
   */
  flagBelow(path: FieldPath): string | undefined {
    const place = formatPath(path)
    for (const [given, flag] of this.#flags)
      if (given.startsWith(`${place}.`) || given.startsWith(`${place}[`)) return flag
    return undefined
  }
}

/**
 * The generator of the entries that a question of the fleet collects, or undefined for a question with one
 * value.
 */
export function entryGenerator(question: Question): Generator | undefined {
  return ENTRY_KINDS.find(({ section }) => section === question.field)?.generator
}

/**
 * Takes the answers that flags give. Entries of flags replace those of the same name and join the others.
 * @param flags what commander parsed: camel-cased flag names
 */
export function takeFlags(
  given: GivenAnswers,
  flags: Readonly<Record<string, unknown>>,
  surroundings: Surroundings,
): void {
  for (const question of fleetGenerator.questions) {
    const flag = flagOf(question)
    const value = flags[flag.replace(/-[a-z]/g, (match) => match[1]!.toUpperCase())]
    if (value === undefined) continue
    const generator = entryGenerator(question)
    if (generator !== undefined) takeEntries(given, generator, question, value as string[], surroundings)
    else if (question.repeatable === true) takeList(given, question, value as string[])
    else if (question.none !== undefined && value === question.none) given.decline(question)
    else {
      given.set(question, typeof value === 'string' ? coerceField(question.field.split('.'), value) : value)
      given.cameFrom(
        question.field.split('.'),
        typeof value === 'boolean' ? `--${value ? '' : 'no-'}${flag}` : `--${flag} ${String(value)}`,
      )
    }
  }
}

function takeEntries(
  given: GivenAnswers,
  generator: Generator,
  question: Question,
  texts: readonly string[],
  surroundings: Surroundings,
): void {
  const flag = flagOf(question)
  const before = (answerAt(given.answers, question.field) as Answers[] | undefined) ?? []
  const names = new Set<unknown>()
  const fresh = texts.map((text) => {
    const entry = parseEntry(generator, `--${flag}`, text, (name) => shortKeys(generator, name, surroundings))
    names.add(entry.name)
    return { entry, text }
  })
  const kept = before.filter((entry) => !names.has(entry.name))
  given.set(question, [...kept, ...fresh.map(({ entry }) => entry)])
  for (const [index, { text }] of fresh.entries())
    given.cameFrom([question.field, kept.length + index], `--${flag} ${text}`)
}

/**
 * Short keys of an entry and the fields that they stand for: options of a catalog component, and what
 * questions name.
 */
export function shortKeys(
  { hasOptions, questions }: Generator,
  name: string,
  { catalog }: Surroundings,
): Map<string, string> {
  const options = hasOptions === true ? (catalog.get(name)?.options ?? []) : []
  return new Map([
    ...questions.flatMap(({ flag, field }): [string, string][] =>
      flag === undefined ? [] : [[flag, field]],
    ),
    ...options.map((option): [string, string] => [option.name, `options.${option.name}`]),
  ])
}

function takeList(given: GivenAnswers, question: Question, texts: readonly string[]): void {
  // Nothing, such as a variable of the shell that is not set, is no way to say "none": it is refused as a
  // value.
  const values = texts.flatMap((text) => {
    const parts = splitList(text)
    return (parts.length === 0 ? [''] : parts).map((value) => ({ value, text }))
  })
  given.set(
    question,
    values.map(({ value }) => value),
  )
  for (const [index, { text }] of values.entries())
    given.cameFrom([...question.field.split('.'), index], `--${flagOf(question)} ${text}`)
}

/** The questions that have no answer yet and make sense with the answers so far. */
export function openQuestions(given: GivenAnswers, surroundings: Surroundings): Question[] {
  return fleetGenerator.questions.filter((question) => isOpen(question, given, surroundings))
}

/** Whether a question is still to be asked. */
export function isOpen(question: Question, given: GivenAnswers, surroundings: Surroundings): boolean {
  return (
    question.unasked !== true &&
    !given.has(question) &&
    (question.when?.(given.answers, surroundings) ?? true)
  )
}

/** Answers every open question with its default. */
export function takeDefaults(given: GivenAnswers, surroundings: Surroundings): void {
  for (const question of fleetGenerator.questions) {
    if (!isOpen(question, given, surroundings)) continue
    const value = defaultAnswer(question, given.answers, surroundings)
    if (value !== undefined) given.set(question, value)
  }
  const clusters = (given.answers.clusters as Answers[] | undefined) ?? []
  given.answers.clusters = clusters.map((cluster) => withClusterDefaults(cluster, surroundings))
}

/**
 * What a question is answered with when nobody says otherwise, as the fleet holds it; undefined for nothing.
 */
export function defaultAnswer(question: Question, answers: Answers, surroundings: Surroundings): unknown {
  const value = toEntries(question, initialAnswer(question, answers, surroundings))
  if (question.field !== 'clusters' || !Array.isArray(value)) return value
  return value.map((cluster) => withClusterDefaults(cluster as Answers, surroundings))
}

/** A cluster with the default of whatever was not said about it. */
export function withClusterDefaults(cluster: Answers, surroundings: Surroundings): Answers {
  const complete = { ...cluster }
  for (const question of clusterGenerator.questions) {
    if (question.unasked === true || complete[question.field] !== undefined) continue
    const value = question.default?.(complete, surroundings)
    if (value !== undefined) complete[question.field] = value
  }
  return complete
}

/** The names of a list question as entries of their generator. */
export function toEntries(question: Question, value: unknown): unknown {
  const generator = entryGenerator(question)
  if (generator === undefined || !Array.isArray(value)) return value
  return value.map((entry) =>
    typeof entry === 'string' ? parseEntry(generator, `--${flagOf(question)}`, entry) : entry,
  )
}
