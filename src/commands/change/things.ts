import {
  clusterGenerator,
  componentGenerator,
  environmentGenerator,
  fleetGenerator,
  tenantGenerator,
} from '../../../generators/index.ts'
import type { Generator, Question } from '../../../generators/question.ts'
import { describeChange, isSameFleet } from '../../fleet/file/fleet-texts.ts'
import type { Section } from '../../fleet/schema/fleet-schema.ts'
import type { Asker } from '../answers/asker.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { type OpenFleet, wantedFleet } from '../repositories/open-fleet.ts'

/** Something that a fleet has several of, as commands call it. */
export interface Thing {
  name: string
  generator: Generator
  section: Section
  /** The question that asks for several of them at once. */
  question: Question
  /** Words that add one, as an example. */
  example: string
}

/** What can be added, removed and renamed. */
export const THINGS: readonly Thing[] = [
  thing(clusterGenerator, 'clusters', 'prod-us=production,region=us-east-1'),
  thing(environmentGenerator, 'environments', 'qa'),
  thing(componentGenerator, 'components', 'kyverno,environments=staging'),
  thing(tenantGenerator, 'tenants', 'payments,role=edit'),
]

function thing(generator: Generator, section: Section, example: string): Thing {
  const question = fleetGenerator.questions.find(({ field }) => field === section)!
  return { name: generator.name, generator, section, question, example }
}

/** What is done to a thing. */
export type Verb = 'add' | 'remove' | 'rename'

/**
 * How a person chooses a thing: what to do where nobody can be asked, words that name one, and what to know
 * of each.
 */
const CHOOSING: Readonly<Record<Verb, { remedy: string; words: (thing: Thing) => string; hint: boolean }>> = {
  add: { remedy: 'Name it, such as', words: ({ example }) => example, hint: true },
  remove: { remedy: 'Name it', words: () => '<name>', hint: false },
  rename: { remedy: 'Name it', words: () => '<old> <new>', hint: false },
}

/**
 * Asks what kind of thing a command is about.
 * @throws Failure where nobody can be asked
 */
export async function chooseThing(verb: Verb, asker: Asker | undefined): Promise<Thing> {
  const { remedy, words, hint } = CHOOSING[verb]
  if (asker === undefined) {
    const lines = THINGS.map((thing) => `  ${verb} ${thing.name} ${words(thing)}`)
    throw new Failure(EXIT.usage, `There is nobody to ask what to ${verb}. ${remedy}:\n${lines.join('\n')}`)
  }
  const choices = THINGS.map(({ name, generator }) => ({
    value: name,
    title: name,
    ...(hint ? { hint: generator.description } : {}),
  }))
  const name = await asker.choose(`What to ${verb}`, choices, undefined)
  return THINGS.find((thing) => thing.name === name)!
}

/**
 * Refuses a change while `flux-fleet.yaml` says what was not applied: it would be applied along, unseen.
 * @throws Failure that names it
 */
export function refuseDrift({ applied, file, library }: OpenFleet): void {
  const { fleet } = wantedFleet(file, library)
  if (isSameFleet(applied, fleet)) return
  const lines = describeChange(applied, fleet).map((line) => `  ${line}`)
  throw new Failure(
    EXIT.conflict,
    `${file.name} says what was not applied yet:\n${lines.join('\n')}\nRun "npm create flux-fleet@latest apply" first. Nothing was written.`,
  )
}
