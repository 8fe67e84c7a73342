import { setAnswer } from '../../fleet/questions/question.ts'
import { PackError } from '../../pack/pack-error.ts'
import { type OpenPrompt, openPrompt, promptsOf, type RawPrompt, type Texts } from '../../pack/prompt.ts'
import type { Data } from '../../pack/renderer.ts'
import { suggestion } from '../../text/suggestion.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import type { Terminal } from '../command-line/terminal.ts'
import type { Asker } from './asker.ts'

/** How prompts are answered that no flag answers. */
export interface Answering {
  /** Take defaults. */
  yes: boolean
  asker: Asker | undefined
  terminal: Terminal
}

/** Answers the prompts of a pack's generator: by `--answer` first, then by a person, or by defaults. */
export class PackAnswers {
  readonly #given: ReadonlyMap<string, Texts>
  readonly #how: Answering
  readonly #used = new Map<string, Texts>()
  readonly #prompts = new Set<string>()

  /**
   * @param flags what was given as `--answer name=value`
   * @throws Failure for one without a "="
   */
  constructor(flags: readonly string[], how: Answering) {
    this.#given = parseFlags(flags)
    this.#how = how
  }

  /**
   * Answers what a generator asks: a list of prompts, or a function that asks with inquirer, for which we
   * stand in.
   */
  async answer(prompts: unknown, inquirer: object): Promise<Data> {
    let answers: Data
    if (typeof prompts === 'function') {
      const prompt = (list: unknown, before: Data = {}) =>
        this.#answerList(promptsOf(list), { ...before }, true)
      answers = (await prompts(Object.assign(Object.create(inquirer), { prompt }))) as Data
    } else {
      answers = await this.#answerList(promptsOf(prompts), {}, false)
    }
    const unused = [...this.#given.keys()].filter((name) => !this.#used.has(name))
    if (unused.length > 0)
      throw new Failure(EXIT.usage, unused.map((name) => this.#whyUnused(name)).join('\n'))
    return answers
  }

  /** The flags that give the same answers. */
  flags(): string[] {
    return [...this.#used].flatMap(([name, texts]) =>
      texts.length === 0 ? [`${name}=`] : texts.map((text) => `${name}=${text}`),
    )
  }

  async #answerList(prompts: readonly RawPrompt[], answers: Data, more: boolean): Promise<Data> {
    for (const { name } of prompts) this.#prompts.add(name)
    const problems = more
      ? []
      : [...this.#given.keys()]
          .filter((name) => !this.#prompts.has(name))
          .map((name) => this.#whyUnused(name))
    const missing: string[] = []
    const context = { ...answers }
    for (const raw of prompts) {
      const prompt = await this.#open(raw, context, missing.length > 0)
      if (prompt === undefined) {
        // The prompt was not asked, which is no mistake of a template that names it.
        if (!(raw.name in answers))
          for (const target of [answers, context]) setAnswer(target, raw.name, undefined)
        continue
      }
      const outcome = await this.#answerOne(prompt)
      if ('missing' in outcome) missing.push(outcome.missing)
      if ('problem' in outcome) problems.push(outcome.problem)
      if ('value' in outcome) setAnswer(answers, raw.name, outcome.value)
      setAnswer(context, raw.name, 'value' in outcome ? outcome.value : await assumed(prompt))
    }
    if (problems.length + missing.length > 0) throw complaint(problems, missing, this.#how.yes)
    return answers
  }

  /**
   * Settles a prompt. One that fails for want of answers that are missing is not looked at: they are named
   * first.
   */
  async #open(raw: RawPrompt, answers: Data, incomplete: boolean): Promise<OpenPrompt | undefined> {
    try {
      return await openPrompt(raw, answers)
    } catch (error) {
      if (incomplete && error instanceof PackError) return undefined
      throw error
    }
  }

  async #answerOne(
    prompt: OpenPrompt,
  ): Promise<{ value: unknown } | { problem: string } | { missing: string }> {
    const { name, message, initial } = prompt
    const { yes, asker, terminal } = this.#how
    const given = this.#given.get(name)
    const texts = given ?? (yes ? initial : undefined)
    if (texts !== undefined) {
      const accepted = await prompt.accept(texts)
      this.#used.set(name, texts)
      if ('value' in accepted) return accepted
      return {
        problem: `${given === undefined ? `the default of "${name}"` : `--answer ${name}=${texts.join(',')}`}: ${accepted.problem}`,
      }
    }
    if (asker === undefined || prompt.kind === 'other') {
      const choices =
        prompt.choices.length === 0 ? '' : ` (${prompt.choices.map(({ key }) => key).join(', ')})`
      return { missing: `  --answer ${name}=<${prompt.type}>  ${message}${choices}` }
    }
    for (;;) {
      const typed = await ask(prompt, asker)
      const accepted = await prompt.accept(typed)
      this.#used.set(name, typed)
      if ('value' in accepted) return accepted
      terminal.error(accepted.problem)
    }
  }

  #whyUnused(name: string): string {
    if (this.#prompts.has(name))
      return `--answer ${name}: with the other answers it is not asked; leave it out.`
    const names = [...this.#prompts]
    const known = names.length === 0 ? 'it asks nothing' : `it asks for ${names.join(', ')}`
    return `--answer ${name}: the generator does not ask for it${suggestion(name, names)} (${known}).`
  }
}

function parseFlags(flags: readonly string[]): Map<string, Texts> {
  const given = new Map<string, string[]>()
  for (const flag of flags) {
    const at = flag.indexOf('=')
    if (at < 1)
      throw new Failure(EXIT.usage, `--answer ${flag}: expected name=value, such as --answer name=web.`)
    const name = flag.slice(0, at)
    given.set(name, [...(given.get(name) ?? []), flag.slice(at + 1)])
  }
  return given
}

/** What later prompts may take for the answer while it is missing. */
async function assumed(prompt: OpenPrompt): Promise<unknown> {
  if (prompt.initial === undefined) return undefined
  const accepted = await prompt.accept(prompt.initial)
  return 'value' in accepted ? accepted.value : undefined
}

function complaint(problems: readonly string[], missing: readonly string[], yes: boolean): Failure {
  const lines = [...problems]
  if (missing.length > 0) {
    const count = missing.length === 1 ? 'one answer is' : `${missing.length} answers are`
    lines.push(
      `${yes ? 'Not everything has a default' : 'There is nobody to ask'}, and ${count} missing:`,
      ...missing,
      yes ? 'Give them.' : 'Give them, or take their defaults with --yes.',
    )
  }
  return new Failure(EXIT.usage, lines.join('\n'))
}

async function ask({ kind, message, choices, initial }: OpenPrompt, asker: Asker): Promise<Texts> {
  const offered = choices.map(({ key, title, hint }) => ({
    value: key,
    title,
    ...(hint === undefined ? {} : { hint }),
  }))
  switch (kind) {
    case 'confirm':
      return [(await asker.confirm(message, initial?.[0] === 'yes')) ? 'yes' : 'no']
    case 'choose':
      return [await asker.choose(message, offered, initial?.[0])]
    case 'several':
      return asker.chooseSeveral(message, offered, initial ?? [])
    default:
      return [await asker.text(message, initial?.[0], () => undefined)]
  }
}
