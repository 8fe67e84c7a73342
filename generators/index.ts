import { clusterGenerator } from './cluster.ts'
import { componentGenerator } from './component.ts'
import { environmentGenerator } from './environment.ts'
import { fleetGenerator } from './fleet.ts'
import type { Generator } from './question.ts'

/** Every generator, in the order of help and reference. */
export const GENERATORS: readonly Generator[] = [
  fleetGenerator,
  environmentGenerator,
  clusterGenerator,
  componentGenerator,
]

export { clusterGenerator, componentGenerator, environmentGenerator, fleetGenerator }
