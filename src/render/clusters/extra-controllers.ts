import type { RenderContributor } from '../contributor.ts'

/** Controllers of Flux besides the four that are always there. */
export function extraControllers(contributors: readonly RenderContributor[]): string[] {
  return contributors.flatMap((contributor) => contributor.extraControllers ?? [])
}
