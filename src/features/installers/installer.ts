import type { Cluster, Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { RenderContributor } from '../../render/contributor.ts'
import type { Run } from '../../text/commands/command.ts'

/** How Flux gets on the clusters: exactly one of a fleet. */
export interface Installer extends RenderContributor {
  name: string
  /**
   * The command that installs Flux on a cluster.
   * @param extraControllers those that features need
   */
  installCommand(fleet: Fleet, cluster: Cluster, extraControllers: readonly string[]): Run
}
