import type { Fleet } from '../schema/fleet-schema.ts'

/**
 * A path of the fleet as Flux reads it: from the top of the repository, which is above the fleet where this is in a
 * folder of a repository of something else.
 */
export function pathInRepository({ git: { subfolder } }: Pick<Fleet, 'git'>, path: string): string {
  return subfolder === undefined ? path : `${subfolder}/${path}`
}

/** The same as objects of Flux have it, such as `Kustomization.spec.path`. */
export function fluxPath(fleet: Pick<Fleet, 'git'>, path: string): string {
  return `./${pathInRepository(fleet, path)}`
}
