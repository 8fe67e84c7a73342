import type { Question } from '../src/fleet/questions/question.ts'
import type { Section } from '../src/fleet/schema/fleet-schema.ts'
import { SECTION_DESCRIPTORS } from '../src/fleet/sections/sections.ts'
import { clusterGenerator } from './cluster.ts'
import { componentGenerator } from './component.ts'
import { environmentGenerator } from './environment.ts'
import { fleetGenerator } from './fleet.ts'
import type { Generator } from './generator.ts'
import { tenantGenerator } from './tenant.ts'

/** Every generator, in the order of help and reference. */
export const GENERATORS: readonly Generator[] = [
  fleetGenerator,
  environmentGenerator,
  clusterGenerator,
  componentGenerator,
  tenantGenerator,
]

/** A kind of entry that a fleet has several of, and how it is asked for. */
export interface EntryKind {
  /** What commands call one. */
  name: string
  section: Section
  generator: Generator
  /** The question of a new fleet that asks for several of them at once. */
  question: Question
  /** Words that add one, as an example. */
  example: string
}

/** What can be added, removed and renamed, in the order in which people are told of it. */
export const ENTRY_KINDS: readonly EntryKind[] = SECTION_DESCRIPTORS.map(({ key, word, example }) => ({
  name: word,
  section: key,
  generator: GENERATORS.find(({ section }) => section === key)!,
  question: fleetGenerator.questions.find(({ field }) => field === key)!,
  example,
}))

export { clusterGenerator, componentGenerator, environmentGenerator, fleetGenerator, tenantGenerator }
