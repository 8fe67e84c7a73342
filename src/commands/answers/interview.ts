import { namesOf } from '../../../generators/fleet.ts'
import type { Generator } from '../../../generators/generator.ts'
import { clusterGenerator, fleetGenerator } from '../../../generators/index.ts'
import { choicesOf } from '../../fleet/catalog/option-choices.ts'
import { optionProblem } from '../../fleet/checks/components.ts'
import {
  type Answers,
  answerAt,
  type Question,
  type Surroundings,
  setAnswer,
} from '../../fleet/questions/question.ts'
import { sectionNamedBy } from '../../fleet/references/declared-references.ts'
import type { MissingVariable } from '../../render/clusters/variables.ts'
import { askQuestion } from './ask-question.ts'
import type { Asker } from './asker.ts'
import { entryGenerator, type GivenAnswers, isOpen, toEntries } from './given-answers.ts'

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
      const value = await askQuestion(question, place, surroundings, asker)
      if (value !== undefined) given.set(question, toEntries(question, value))
    }
    const generator = entryGenerator(question)
    if (generator !== undefined) await askEntries(generator, given.answers, surroundings, asker, open)
  }
}

/**
 * Asks what is still open of each entry of a section.
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
  const section = generator.section!
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
      const other = sectionNamedBy(section, question.field)
      const choices = other && namesOf(answers[other]).map((name) => ({ value: name, title: name }))
      const asked = choices === undefined ? named : { ...named, choices: () => choices }
      const value = await askQuestion(
        asked,
        { parent: [section, index], own: entry, all: answers },
        surroundings,
        asker,
      )
      if (value !== undefined) setAnswer(entry, question.field, value)
    }
  }
  if (generator.hasOptions === true) await askOptions(answers, surroundings, asker, all, from)
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
    setAnswer(own, key, await askQuestion(asked, place, surroundings, asker))
  }
}

/**
 * Asks for the options of components of the catalog.
 * @param all whether to ask for what a component can do without, too
 * @param from which component to begin with
 */
async function askOptions(
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
        const others = answerAt(component, 'options') as Record<string, string> | undefined
        const choices = choicesOf(option, others ?? {}).map((value) => ({ value, title: value }))
        // Where there is nothing to choose it is as by default.
        if (choices.length === 1 && choices[0]!.value === option.default) continue
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
  return toEntries(asked, (await askQuestion(asked, place, surroundings, asker)) ?? []) as Answers[]
}
