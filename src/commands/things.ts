import {
  clusterGenerator,
  componentGenerator,
  environmentGenerator,
  fleetGenerator,
  tenantGenerator,
} from '../../generators/index.ts'
import type { Generator, Question } from '../../generators/question.ts'
import { describeChange, isSameFleet } from '../fleet/edit.ts'
import type { Section } from '../fleet/save.ts'
import { wantedFleet } from './apply.ts'
import { EXIT, Failure } from './failure.ts'
import type { OpenFleet } from './open-fleet.ts'

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

/** What can be added and removed. */
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
