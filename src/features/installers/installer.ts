import type { RenderContributor } from '../../render/contributor.ts'

/** How Flux gets on the clusters: exactly one of a fleet. */
export interface Installer extends RenderContributor {
  name: string
}
