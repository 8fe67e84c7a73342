import { namesOf } from '../../../generators/fleet.ts'
import { checkFleet } from '../../features/check-fleet.ts'
import { addRequired } from '../../fleet/changes/add-required.ts'
import { parseFleet } from '../../fleet/file/load-fleet.ts'
import type { FieldPath } from '../../fleet/issue.ts'
import { type Answers, type Question, type Surroundings, setAnswer } from '../../fleet/questions/question.ts'
import { copyData } from '../../yaml/kept-scalar.ts'
import { Failure } from '../command-line/failure.ts'
import { type AnswerPlace, typedValue } from './typed-answer.ts'

/**
 * What is wrong with an answer as it was typed, found by the schema of its field and the answers before it;
 * undefined for nothing.
 */
export function problemOf(
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
  const answered = copyData(all)
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
