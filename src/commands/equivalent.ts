import { isDeepStrictEqual } from 'node:util'
import { clusterGenerator, componentGenerator, environmentGenerator, fleetGenerator } from '../../generators/index.ts'
import { type Answers, answerAt, flagOf, type Question } from '../../generators/question.ts'
import { plainFleet } from '../fleet/save.ts'
import type { Fleet } from '../fleet/schema.ts'
import { shellWord } from '../render/handlebars.ts'
import { entryGenerator } from './answers.ts'
import { splitList } from './entries.ts'

/**
 * The flags that make the same fleet without a question, or undefined when something in it has no flag: Helm values, patches, a
 * list left empty where `--yes` would fill it, text that a flag does not carry unchanged.
 */
export function equivalentFlags(fleet: Fleet): string[] | undefined {
  const plain = plainFleet(fleet)
  const flags: string[] = []
  for (const question of fleetGenerator.questions) {
    const value = answerAt(plain, question.field)
    if (value === undefined) continue
    const found = question.repeatable === true ? repeated(question, value as unknown[]) : single(question, value)
    if (found === undefined) return undefined
    flags.push(...found)
  }
  return flags
}

function single(question: Question, value: unknown): string[] {
  const flag = flagOf(question)
  if (typeof value === 'boolean') return value === (question.default?.({}, { catalog: new Map(), folder: undefined }) ?? false) ? [] : [`--${value ? '' : 'no-'}${flag}`]
  return [`--${flag} ${shellWord(String(value))}`]
}

function repeated(question: Question, list: readonly unknown[]): string[] | undefined {
  const flag = flagOf(question)
  const flags: string[] = []
  if (list.length === 0 && question.default !== undefined) return undefined
  for (const entry of list) {
    const text = typeof entry === 'string' ? entry : entryText(question, entry as Answers)
    if (text === undefined) return undefined
    flags.push(`--${flag} ${shellWord(text)}`)
  }
  return flags
}

function entryText(question: Question, entry: Answers): string | undefined {
  const { name, environment, ...rest } = entry
  const generator = entryGenerator(question)
  const head = generator === clusterGenerator ? `${String(name)}=${String(environment)}` : String(name)
  const fields = leaves(rest, '')
  if (fields === undefined || ![clusterGenerator, componentGenerator, environmentGenerator].includes(generator!)) return undefined
  const parts = [head, ...fields.map(([key, value]) => `${key}=${value}`)]
  const text = parts.map((part) => part.replaceAll(',', '\\,')).join(',')
  return isDeepStrictEqual(splitList(text), parts) ? text : undefined
}

/** Fields that the command line can carry: single values and lists of them; a free map of Helm values is not. */
function leaves(value: Answers, prefix: string): [string, string][] | undefined {
  const found: [string, string][] = []
  for (const [key, inner] of Object.entries(value)) {
    const field = prefix + key
    if (key === 'values' || key === 'patches' || key === 'overrides' || key === 'valuesFrom') return undefined
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
