import type { SourceReference } from '../../fleet/resolve/conventions.ts'
import type { ResolveContributor } from '../../fleet/resolve/resolve-contributor.ts'
import type { RenderContributor } from '../../render/contributor.ts'

/** How what is rendered reaches the clusters: exactly one of a fleet. */
export interface Delivery extends ResolveContributor, RenderContributor {
  name: string
  /** The source that an area is applied from, where no feature brings another one. */
  source(area: string): SourceReference
}
