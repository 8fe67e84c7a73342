import { namesOf } from '../../../generators/fleet.ts'
import { clusterGenerator, fleetGenerator, tenantGenerator } from '../../../generators/index.ts'
import {
  type Answers,
  answerAt,
  type Generator,
  listOf,
  type Question,
  type Surroundings,
  setAnswer,
} from '../../../generators/question.ts'
import { checkFleet } from '../../features/check-fleet.ts'
import { optionProblem } from '../../fleet/checks/components.ts'
import { parseFleet } from '../../fleet/file/load-fleet.ts'
import type { FieldPath } from '../../fleet/issue.ts'
import { addRequired } from '../../fleet/resolve/dependencies.ts'
import type { MissingVariable } from '../../render/clusters/variables.ts'
import { Failure } from '../command-line/failure.ts'
import type { Asker } from './asker.ts'
import { coerceField, splitList } from './entries.ts'
import { type GivenAnswers, isOpen, toEntries } from './given-answers.ts'

/**
 * Asks a person for everything that is not answered yet, in the order of the questions. Of entries that flags
 * gave only what they can't do without is asked.
 */
export async function interview(
  given: GivenAnswers,
  surroundings: Surroundings,
  asker: Asker,
): Promise<void> {
  for (const question of fleetGenerator.questions) {
    const open = isOpen(question, given, surroundings)
    if (open) {
      const place = { parent: [], own: given.answers, all: given.answers }
      const value = await askOne(question, place, surroundings, asker)
      if (value !== undefined) given.set(question, toEntries(question, value))
    }
    if (question.field === 'clusters')
      await askEntries(clusterGenerator, given.answers, surroundings, asker, open)
    if (question.field === 'components') await askOptions(given.answers, surroundings, asker, open)
    if (question.field === 'tenants')
      await askEntries(tenantGenerator, given.answers, surroundings, asker, open)
  }
}

/**
 * Asks what is still open of each cluster or tenant.
 * @param all whether to ask for what an entry can do without, too
 * @param from which entry to begin with
 */
export async function askEntries(
  generator: Generator,
  answers: Answers,
  surroundings: Surroundings,
  asker: Asker,
  all: boolean,
  from = 0,
): Promise<void> {
  const [section] = generator.path as [string]
  const entries = (answers[section] as Answers[] | undefined) ?? []
  for (const [index, entry] of entries.entries()) {
    if (index < from) continue
    for (const question of generator.questions) {
      if (question.unasked === true || answerAt(entry, question.field) !== undefined) continue
      if (!all && (question.optional === true || question.default !== undefined)) {
        const value = question.default?.(entry, surroundings)
        if (value !== undefined) setAnswer(entry, question.field, value)
        continue
      }
      const named = { ...question, message: `${String(entry.name)}: ${question.message}` }
      const environments = namesOf(answers.environments).map((name) => ({ value: name, title: name }))
      const asked = question.field === 'environment' ? { ...named, choices: () => environments } : named
      const value = await askOne(
        asked,
        { parent: [section, index], own: entry, all: answers },
        surroundings,
        asker,
      )
      if (value !== undefined) setAnswer(entry, question.field, value)
    }
  }
}

/** Asks for the region or domain of clusters that a component turned out to need, once for each cluster. */
export async function askMissing(
  missing: readonly MissingVariable[],
  answers: Answers,
  surroundings: Surroundings,
  asker: Asker,
): Promise<void> {
  for (const { cluster, key, component } of missing) {
    const own = (answers.clusters as Answers[])[cluster]!
    const question = clusterGenerator.questions.find(({ field }) => field === key)
    if (question?.type !== 'input' || own[key] !== undefined) continue
    const what = question.message.replace(' (empty for none)', '')
    const asked: Question = {
      field: key,
      type: 'input',
      message: `${String(own.name)}: ${what}, which ${component} needs`,
    }
    const place = { parent: ['clusters', cluster], own, all: answers }
    setAnswer(own, key, await askOne(asked, place, surroundings, asker))
  }
}

/**
 * Asks for the options of components of the catalog.
 * @param all whether to ask for what a component can do without, too
 * @param from which component to begin with
 */
export async function askOptions(
  answers: Answers,
  { catalog }: Surroundings,
  asker: Asker,
  all: boolean,
  from = 0,
): Promise<void> {
  for (const component of (answers.components as Answers[]).slice(from)) {
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
 * Asks for the names of more entries of a list: of components, by choosing among those of the catalog that
 * are not there.
 * @param question the one that asks for the whole list
 */
export async function askNames(
  { default: _default, none: _none, ...question }: Question,
  answers: Answers,
  surroundings: Surroundings,
  asker: Asker,
): Promise<Answers[]> {
  const there = namesOf(answers[question.field])
  const choices =
    question.choices?.(answers, surroundings).filter(({ value }) => !there.includes(value)) ?? []
  const asked = { ...question, choices: () => choices }
  const place = { parent: [], own: answers, all: answers }
  return toEntries(asked, (await askOne(asked, place, surroundings, asker)) ?? []) as Answers[]
}

/** Where the answer to a question goes. */
interface AnswerPlace {
  /** Where the field lies in the fleet: at its top, or in an entry of a list. */
  parent: FieldPath
  /** The answers beside it. */
  own: Answers
  /** The answers of the whole fleet. */
  all: Answers
}

/**
 * Asks one question.
 * @returns the answer as the fleet holds it, or undefined for an optional one left empty
 */
async function askOne(
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

/** An answer that was typed, as the fleet holds it. */
function typedValue(question: Question, { parent }: AnswerPlace, text: string): unknown {
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

/** What is wrong with an answer, found by the schema of its field and the answers before it. */
function problemOf(
  question: Question,
  place: AnswerPlace,
  surroundings: Surroundings,
  text: string,
): string | undefined {
  let value: unknown
  try {
    value = typedValue(question, place, text)
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
  const { parent, all } = place
  const section = parent[0] ?? question.field
  if (parent.length === 0 && (section === 'environments' || section === 'clusters')) {
    const problem = namesProblem(section, value as Answers[], all)
    if (problem !== undefined) return problem
  }
  return (
    schemaProblem(question, parent, value) ??
    (section === 'tenants' ? tenantProblem(question, place, value, surroundings) : undefined)
  )
}

/** What is wrong with the names of environments or clusters beside each other. */
function namesProblem(section: string, entries: readonly Answers[], all: Answers): string | undefined {
  const names = namesOf(entries)
  if (names.length === 0) return 'name at least one'
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `"${twice}" is there twice`
  if (section !== 'clusters') return undefined
  const environments = namesOf(all.environments)
  const lost = entries.find(
    (cluster) => cluster.environment !== undefined && !environments.includes(String(cluster.environment)),
  )
  return lost === undefined
    ? undefined
    : `there is no environment "${String(lost.environment)}": ${environments.join(', ')}`
}

/** What the schema of a field says of a value. */
function schemaProblem(question: Question, parent: FieldPath, value: unknown): string | undefined {
  const probe: Answers = {}
  const entry: Answers = parent.length === 0 ? probe : {}
  setAnswer(entry, question.field, value)
  if (parent.length > 0) probe[String(parent[0])] = [entry]
  const parsed = parseFleet(probe)
  if ('fleet' in parsed) return undefined
  const fields = question.field.split('.')
  const place = parent.length === 0 ? fields : [parent[0], 0, ...fields]
  const issue = parsed.issues.find(
    ({ path }) =>
      place.every((part, index) => path[index] === part) &&
      !(question.field === 'clusters' && path.at(-1) === 'environment'),
  )
  return issue?.message
}

/**
 * What is wrong with the tenants once an answer is among them, and was not before: tenants share nothing with
 * anybody.
 */
function tenantProblem(
  question: Question,
  { parent, all }: AnswerPlace,
  value: unknown,
  { catalog }: Surroundings,
): string | undefined {
  const answered = structuredClone(all)
  if (parent.length === 0) answered.tenants = value
  else setAnswer((answered.tenants as Answers[])[Number(parent[1])]!, question.field, value)
  const problems = (answers: Answers): string[] => {
    const parsed = parseFleet(answers)
    if ('issues' in parsed) return []
    const { fleet } = addRequired(parsed.fleet, catalog)
    // Keys are made in the end.
    const issues = checkFleet(fleet, catalog).filter(({ path }) => path[2] !== 'recipients')
    return issues.map(({ message }) => message)
  }
  const before = problems({ ...all, ...(parent.length === 0 ? { tenants: [] } : {}) })
  return problems(answered).find((message) => !before.includes(message))
}
