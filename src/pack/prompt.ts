import { PackError, reasonOf } from './pack-error.ts'
import type { Data } from './renderer.ts'

/** An answer as a person types it: one text, or one for each choice of a checkbox. */
export type Texts = readonly string[]

/** One of the values that a prompt offers. */
export interface PackChoice {
  /** What an answer names it by. */
  key: string
  title: string
  hint?: string
  value: unknown
}

/** A prompt, with everything that depends on the answers before it settled. */
export interface OpenPrompt {
  name: string
  kind: 'text' | 'number' | 'confirm' | 'choose' | 'several' | 'other'
  /** Its type, as the plopfile has it. */
  type: string
  message: string
  choices: readonly PackChoice[]
  /** What Enter alone answers; undefined when the plopfile names nothing. */
  initial: Texts | undefined
  /** Turns texts into the answer, or says what is wrong with them. */
  accept(texts: Texts): Promise<{ value: unknown } | { problem: string }>
}

/** A prompt object of inquirer's, as a plopfile has it. */
export type RawPrompt = Readonly<Record<string, unknown>> & { readonly name: string }

const KINDS: Readonly<Record<string, OpenPrompt['kind']>> = {
  input: 'text',
  editor: 'text',
  number: 'number',
  confirm: 'confirm',
  list: 'choose',
  select: 'choose',
  rawlist: 'choose',
  expand: 'choose',
  checkbox: 'several',
}

const YES = /^(y|yes|t|true)$/i
const NO = /^(n|no|f|false)$/i

/**
 * The prompts of a list, each with a name.
 * @throws PackError for what is no list of prompts
 */
export function promptsOf(prompts: unknown): RawPrompt[] {
  const list = Array.isArray(prompts) ? prompts : [prompts]
  for (const prompt of list) {
    const name: unknown = (prompt as { name?: unknown } | null)?.name
    if (typeof name !== 'string' || name === '')
      throw new PackError('each of its prompts has to be an object with a "name"')
  }
  return list as RawPrompt[]
}

/**
 * Settles a prompt with the answers before it.
 * @returns undefined when it is not to be asked
 * @throws PackError naming the prompt when a function of it fails
 */
export async function openPrompt(prompt: RawPrompt, answers: Data): Promise<OpenPrompt | undefined> {
  try {
    if ('when' in prompt && !(await settle(prompt.when, answers))) return undefined
    const type = String(prompt.type ?? 'input')
    const kind = KINDS[type] ?? 'other'
    const raw = await choicesOf(prompt, answers)
    const choices = raw.map(({ choice }) => choice)
    const opened = {
      name: prompt.name,
      kind,
      type,
      message: String((await settle(prompt.message, answers)) ?? `${prompt.name}:`),
      choices,
      initial: initialOf(kind, await settle(prompt.default, answers), raw),
    }
    return { ...opened, accept: (texts) => accept(prompt, opened, texts, answers) }
  } catch (error) {
    throw new PackError(`the prompt "${prompt.name}": ${reasonOf(error)}`, { cause: error })
  }
}

/** What a function or a promise of a prompt comes to. */
async function settle(setting: unknown, answers: Data): Promise<unknown> {
  return typeof setting === 'function' ? await setting(answers) : await setting
}

interface RawChoice {
  choice: PackChoice
  checked: boolean
}

async function choicesOf(prompt: RawPrompt, answers: Data): Promise<RawChoice[]> {
  const list = (await settle(prompt.choices, answers)) ?? []
  if (!Array.isArray(list)) throw new Error('its choices have to be a list')
  const choices: RawChoice[] = []
  for (const entry of list as unknown[]) {
    if (typeof entry !== 'object' || entry === null) {
      choices.push({ choice: { key: String(entry), title: String(entry), value: entry }, checked: false })
      continue
    }
    const { name, value = name, description, type, checked, disabled } = entry as Record<string, unknown>
    if (type === 'separator' || (await settle(disabled, answers))) continue
    const plain = typeof value === 'object' ? name : value
    const hint = typeof description === 'string' ? { hint: description } : {}
    choices.push({
      choice: { key: String(plain), title: String(name ?? value), value, ...hint },
      checked: checked === true,
    })
  }
  return choices
}

function initialOf(
  kind: OpenPrompt['kind'],
  initial: unknown,
  choices: readonly RawChoice[],
): Texts | undefined {
  const keyOf = (value: unknown) =>
    choices.find(({ choice }) => choice.value === value || choice.key === value)?.choice.key
  switch (kind) {
    case 'choose': {
      const key = keyOf(initial) ?? choices[typeof initial === 'number' ? initial : 0]?.choice.key
      return key === undefined ? undefined : [key]
    }
    case 'several': {
      const named = Array.isArray(initial) ? initial.map(keyOf) : []
      return choices
        .filter(({ choice, checked }) => checked || named.includes(choice.key))
        .map(({ choice }) => choice.key)
    }
    case 'confirm':
      return [initial === false ? 'no' : 'yes']
    default:
      return initial === undefined || initial === null ? undefined : [String(initial)]
  }
}

type Settled = Omit<OpenPrompt, 'accept'>

async function accept(
  prompt: RawPrompt,
  settled: Settled,
  texts: Texts,
  answers: Data,
): Promise<{ value: unknown } | { problem: string }> {
  const parsed = parse(settled, texts)
  if ('problem' in parsed) return parsed
  const { filter, validate } = prompt
  try {
    const value: unknown = typeof filter === 'function' ? await filter(parsed.value, answers) : parsed.value
    const verdict: unknown = typeof validate === 'function' ? await validate(value, answers) : true
    if (typeof verdict === 'string') return { problem: verdict }
    return verdict === false ? { problem: 'is not accepted' } : { value }
  } catch (error) {
    throw new PackError(`the prompt "${prompt.name}": ${reasonOf(error)}`, { cause: error })
  }
}

function parse({ kind, choices }: Settled, texts: Texts): { value: unknown } | { problem: string } {
  if (kind === 'several') return parseSeveral(choices, texts)
  if (texts.length > 1) return { problem: 'is answered twice; only checkboxes take several answers' }
  const text = texts[0] ?? ''
  switch (kind) {
    case 'confirm':
      if (YES.test(text)) return { value: true }
      return NO.test(text) ? { value: false } : { problem: 'expected yes or no' }
    case 'number': {
      const number = text.trim() === '' ? Number.NaN : Number(text)
      return Number.isNaN(number) ? { problem: 'expected a number' } : { value: number }
    }
    case 'choose': {
      const choice = find(choices, text)
      return choice === undefined ? { problem: expected(choices) } : { value: choice.value }
    }
    default:
      return { value: text }
  }
}

function parseSeveral(
  choices: readonly PackChoice[],
  texts: Texts,
): { value: unknown[] } | { problem: string } {
  const words = texts
    .flatMap((text) =>
      find(choices, text) === undefined ? text.split(',').map((word) => word.trim()) : [text],
    )
    .filter((word) => word !== '')
  const wrong = words.find((word) => find(choices, word) === undefined)
  if (wrong !== undefined) return { problem: `"${wrong}" is none of its choices; ${expected(choices)}` }
  const wanted = new Set(words.map((word) => find(choices, word)))
  return { value: choices.filter((choice) => wanted.has(choice)).map(({ value }) => value) }
}

function find(choices: readonly PackChoice[], text: string): PackChoice | undefined {
  return choices.find(({ key }) => key === text) ?? choices.find(({ title }) => title === text)
}

function expected(choices: readonly PackChoice[]): string {
  return `expected one of ${choices.map(({ key }) => key).join(', ')}`
}
