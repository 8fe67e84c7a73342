import type { Cluster, Fleet } from '../fleet/schema/fleet-schema.ts'
import { extraControllers } from '../render/clusters/extra-controllers.ts'
import type { Run } from '../text/commands/command.ts'
import { installerOf } from './installers/index.ts'
import { contributorsOf } from './resolve-fleet.ts'

/** The command that installs Flux on a cluster of a fleet. */
export function installCommand(fleet: Fleet, cluster: Cluster): Run {
  return installerOf(fleet).installCommand(fleet, cluster, extraControllers(contributorsOf(fleet)))
}
