import type { ResolvedComponent, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Library } from '../templates/library.ts'

/** What the parts of a component are made of. */
export interface PartContext {
  entry: ResolvedComponent
  resolved: ResolvedFleet
  /** Templates, and the files of the catalog. */
  library: Library
}
