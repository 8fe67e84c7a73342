import { isDeepStrictEqual } from 'node:util'
import { clusterGenerator, fleetGenerator } from '../../../generators/index.ts'
import { isPulledIn } from '../../fleet/changes/add-required.ts'
import { plainFleet } from '../../fleet/file/save-fleet.ts'
import {
  type Answers,
  answerAt,
  flagOf,
  type Question,
  type Surroundings,
} from '../../fleet/questions/question.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { schemaAt, schemaFacts } from '../../fleet/schema/schema-walk.ts'
import { splitList } from './entries.ts'
import { defaultAnswer, entryGenerator, withClusterDefaults } from './given-answers.ts'

/** Fields that the command line has no words for: maps of Helm values and lists of maps. */
const WITHOUT_FLAG = ['values', 'valuesFrom', 'patches', 'overrides']

/**
 * The flags that, with `--yes`, make the same fleet, each value a word of its own; what is the default anyway is left out.
 * @returns undefined when something in the fleet has no flag: Helm values, patches, a list left empty, text
 * with spaces around it
 */
export function equivalentFlags(fleet: Fleet, surroundings: Surroundings): string[] | undefined {
  const plain = plainFleet(fleet)
  const wanted: Answers = {
    ...fleet,
    ...plain,
    components: withoutPulledIn(plain.components as Answers[], surroundings),
  }
  const flags: string[] = []
  for (const question of fleetGenerator.questions) {
    const value = answerAt(wanted, question.field)
    if (value === undefined && isTakenByDefault(question, wanted, surroundings)) {
      if (question.type !== 'input' || question.none === undefined) return undefined
      flags.push(`--${flagOf(question)}`, question.none)
    }
    if (value === undefined || isDefault(question, value, wanted, surroundings)) continue
    const found =
      question.repeatable === true
        ? repeated(question, value as unknown[], surroundings)
        : single(question, value)
    if (found === undefined) return undefined
    flags.push(...found)
  }
  return flags
}

/** The flags that say what was answered so far; what flags have no words for is left out. */
export function answeredFlags(answers: Answers, surroundings: Surroundings): string[] {
  return fleetGenerator.questions.flatMap((question) => {
    const value = answerAt(answers, question.field)
    if (value === undefined) return []
    const found =
      question.repeatable === true
        ? repeated(question, value as unknown[], surroundings)
        : single(question, value)
    return found ?? []
  })
}

function isDefault(
  question: Question,
  value: unknown,
  answers: Answers,
  surroundings: Surroundings,
): boolean {
  if (question.default !== undefined && question.when?.(answers, surroundings) !== false)
    return isDeepStrictEqual(value, defaultAnswer(question, answers, surroundings))
  return isDeepStrictEqual(value, schemaFacts(schemaAt(question.field.split('.'))).defaultValue)
}

/** Whether `--yes` would answer what was left open, which no flag can prevent. */
function isTakenByDefault(question: Question, answers: Answers, surroundings: Surroundings): boolean {
  if (question.unasked === true || question.when?.(answers, surroundings) === false) return false
  return defaultAnswer(question, answers, surroundings) !== undefined
}

/** Components that come along with others need no flag of their own. */
function withoutPulledIn(components: readonly Answers[], { catalog }: Surroundings): Answers[] {
  const required = new Set(
    components.flatMap((component) => catalog.get(String(component.name))?.requires ?? []),
  )
  return components.filter(
    (component) => !isPulledIn(component as { name: string }) || !required.has(String(component.name)),
  )
}

function single(question: Question, value: unknown): string[] {
  const flag = flagOf(question)
  return typeof value === 'boolean' ? [`--${value ? '' : 'no-'}${flag}`] : [`--${flag}`, String(value)]
}

function repeated(
  question: Question,
  list: readonly unknown[],
  surroundings: Surroundings,
): string[] | undefined {
  if (list.length === 0) return undefined
  const texts = list.map((entry) =>
    typeof entry === 'string' ? entry : entryText(question, entry as Answers, surroundings),
  )
  return texts.includes(undefined) ? undefined : texts.flatMap((text) => [`--${flagOf(question)}`, text!])
}

/** An entry as one word of the command line, or undefined where it holds what flags have no words for. */
export function entryText(
  question: Question,
  entry: Answers,
  surroundings: Surroundings,
): string | undefined {
  const { name, environment, ...rest } = entry
  const isCluster = entryGenerator(question) === clusterGenerator
  if (isCluster && !isDeepStrictEqual(withClusterDefaults(entry, surroundings), entry)) return undefined
  const head = isCluster ? `${String(name)}=${String(environment)}` : String(name)
  const fields = leaves(rest, '')
  if (fields === undefined) return undefined
  const parts = [head, ...fields.map(([key, value]) => `${key}=${value}`)]
  const text = parts.map((part) => part.replaceAll(',', '\\,')).join(',')
  return isDeepStrictEqual(splitList(text), parts) ? text : undefined
}

function leaves(value: Answers, prefix: string): [string, string][] | undefined {
  const found: [string, string][] = []
  for (const [key, inner] of Object.entries(value)) {
    const field = prefix + key
    if (WITHOUT_FLAG.includes(key) || isEmpty(inner)) return undefined
    if (Array.isArray(inner)) {
      if (inner.some((item) => typeof item === 'object')) return undefined
      found.push(...inner.map((item): [string, string] => [field, String(item)]))
    } else if (typeof inner === 'object' && inner !== null) {
      const deeper = leaves(inner as Answers, `${field}.`)
      if (deeper === undefined) return undefined
      found.push(...deeper)
    } else found.push([field, String(inner)])
  }
  return found
}

/** Whether a list or a map holds nothing: a flag could not say that it is there. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
