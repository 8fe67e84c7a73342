import { clusterGenerator, fleetGenerator } from '../../generators/index.ts'
import { namesOf } from '../../generators/fleet.ts'
import {
  type Answers,
  answerAt,
  type Question,
  setAnswer,
  type Surroundings,
} from '../../generators/question.ts'
import { optionProblem } from '../fleet/checks/components.ts'
import type { FieldPath } from '../fleet/issue.ts'
import { parseFleet } from '../fleet/load.ts'
import { entryGenerator, type GivenAnswers, isOpen, toEntries } from './answers.ts'
import type { Asker } from './asker.ts'
import { coerceField, splitList } from './entries.ts'
import { Failure } from './failure.ts'

/**
 * Asks a person for everything that is not answered yet, in the order of the questions. Of entries that flags gave only what
 * they can't do without is asked.
 */
export async function interview(
  given: GivenAnswers,
  surroundings: Surroundings,
  asker: Asker,
): Promise<void> {
  for (const question of fleetGenerator.questions) {
    const open = isOpen(question, given, surroundings)
    if (open) {
      const value = await askOne(question, [], given.answers, surroundings, asker)
      if (value !== undefined) given.set(question, toEntries(question, value))
    }
    if (question.field === 'clusters') await askClusters(given.answers, surroundings, asker, open)
    if (question.field === 'components') await askOptions(given.answers, surroundings, asker, open)
  }
}

async function askClusters(
  answers: Answers,
  surroundings: Surroundings,
  asker: Asker,
  all: boolean,
): Promise<void> {
  for (const cluster of answers.clusters as Answers[]) {
    for (const question of clusterGenerator.questions) {
      if (question.unasked === true || cluster[question.field] !== undefined) continue
      if (!all && question.optional === true) {
        const value = question.default?.(cluster, surroundings)
        if (value !== undefined) cluster[question.field] = value
        continue
      }
      const named = { ...question, message: `${String(cluster.name)}: ${question.message}` }
      const environments = namesOf(answers.environments).map((name) => ({ value: name, title: name }))
      const asked = question.field === 'environment' ? { ...named, choices: () => environments } : named
      const value = await askOne(asked, ['clusters', 0], cluster, surroundings, asker)
      if (value !== undefined) setAnswer(cluster, question.field, value)
    }
  }
}

async function askOptions(
  answers: Answers,
  { catalog }: Surroundings,
  asker: Asker,
  all: boolean,
): Promise<void> {
  for (const component of answers.components as Answers[]) {
    for (const option of catalog.get(String(component.name))?.options ?? []) {
      if (answerAt(component, `options.${option.name}`) !== undefined || (!all && !option.required)) continue
      const message = `${String(component.name)}: ${option.description}${option.required ? '' : ' (empty for none)'}`
      const field = `options.${option.name}`
      if (option.format === 'enum') {
        const choices = option.choices!.map((value) => ({ value, title: value }))
        setAnswer(
          component,
          field,
          await asker.choose(message.replace(' (empty for none)', ''), choices, option.default),
        )
        continue
      }
      const value = await asker.text(message, option.default, (answer) =>
        answer === '' && !option.required ? undefined : optionProblem(option, answer),
      )
      if (value !== '') setAnswer(component, field, value)
    }
  }
}

/**
 * Asks one question.
 * @param parent where the field lies in the fleet
 * @returns the answer as the fleet holds it, or undefined for an optional one left empty
 */
async function askOne(
  question: Question,
  parent: FieldPath,
  answers: Answers,
  surroundings: Surroundings,
  asker: Asker,
): Promise<unknown> {
  const initial = question.default?.(answers, surroundings)
  const choices = question.choices?.(answers, surroundings) ?? []
  switch (question.type) {
    case 'confirm':
      return asker.confirm(question.message, initial === true)
    case 'select':
      if (choices.length === 1) return choices[0]!.value
      return asker.choose(question.message, choices, initial as string | undefined)
    case 'checkbox':
      return asker.chooseSeveral(question.message, choices, namesOf(initial))
    case 'list': {
      const text = await asker.text(
        question.message,
        Array.isArray(initial) ? initial.join(', ') : undefined,
        (answer) =>
          answer === '' && question.optional === true
            ? undefined
            : problemOf(question, parent, answers, answer),
      )
      return text === '' && question.optional === true ? undefined : listValue(question, text)
    }
    case 'input': {
      const text = await asker.text(
        question.message,
        initial === undefined ? undefined : String(initial),
        (answer) =>
          answer === '' && question.optional === true
            ? undefined
            : problemOf(question, parent, answers, answer),
      )
      return text === '' && question.optional === true
        ? undefined
        : coerceField([...parent, ...question.field.split('.')], text)
    }
  }
}

/** A list as typed: entries, a map of variables, or plain words. */
function listValue(question: Question, text: string): unknown {
  const parts = splitList(text)
  if (question.field !== 'variables')
    return entryGenerator(question) === undefined ? parts : toEntries(question, parts)
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf('=')
      return at < 0 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)]
    }),
  )
}

/** What is wrong with an answer, found by the schema of its field and the answers before it. */
function problemOf(
  question: Question,
  parent: FieldPath,
  answers: Answers,
  text: string,
): string | undefined {
  let value: unknown
  try {
    value =
      question.type === 'list'
        ? listValue(question, text)
        : coerceField([...parent, ...question.field.split('.')], text)
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
  if (question.field === 'environments' || question.field === 'clusters') {
    const names = namesOf(value)
    if (names.length === 0) return 'name at least one'
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice !== undefined) return `"${twice}" is there twice`
  }
  if (question.field === 'clusters') {
    const environments = namesOf(answers.environments)
    const lost = (value as Answers[]).find(
      (cluster) => cluster.environment !== undefined && !environments.includes(String(cluster.environment)),
    )
    if (lost !== undefined)
      return `there is no environment "${String(lost.environment)}": ${environments.join(', ')}`
  }
  const probe: Answers = {}
  const field = parent.length === 0 ? question.field : undefined
  if (field === undefined) probe[String(parent[0])] = [{ [question.field]: value }]
  else setAnswer(probe, field, value)
  const parsed = parseFleet(probe)
  if ('fleet' in parsed) return undefined
  const place = parent.length === 0 ? question.field.split('.') : [...parent, question.field]
  const issue = parsed.issues.find(
    ({ path }) =>
      place.every((part, index) => path[index] === part) &&
      !(question.field === 'clusters' && path.at(-1) === 'environment'),
  )
  return issue?.message
}
