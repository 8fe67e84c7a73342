import type { Fleet } from '../schema/fleet-schema.ts'
import type { Conventions, SourceReference } from './conventions.ts'
import type { FleetRepository } from './repositories.ts'
import type { ResolvedFleet } from './resolved-fleet.ts'

/** What a feature or a delivery says of a fleet before anything is rendered. */
export interface ResolveContributor {
  conventions?(fleet: Fleet): Partial<Conventions>
  /** The source of an area; undefined where it is as without this. */
  source?(area: string): SourceReference | undefined
  /**
   * A source that holds nothing but the folder of a chart of the repository, so that its release is upgraded
   * when something in there changes (`HelmRelease.spec.chartRef`).
   * @param name what the objects of the component are called
   */
  chartArtifact?(name: string): SourceReference | undefined
  /**
   * The repositories that the fleet is, in the order in which they are pushed the first time.
   * @param resolved the fleet as if it were one repository
   */
  repositories?(resolved: ResolvedFleet): FleetRepository[]
}
