import { clusterGenerator } from './cluster.ts'
import { componentGenerator } from './component.ts'
import { environmentGenerator } from './environment.ts'
import { fleetGenerator } from './fleet.ts'
import type { Generator } from './question.ts'
import { tenantGenerator } from './tenant.ts'

/** Every generator, in the order of help and reference. */
export const GENERATORS: readonly Generator[] = [
  fleetGenerator,
  environmentGenerator,
  clusterGenerator,
  componentGenerator,
  tenantGenerator,
]

export { clusterGenerator, componentGenerator, environmentGenerator, fleetGenerator, tenantGenerator }
