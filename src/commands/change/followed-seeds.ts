import { isDeepStrictEqual } from 'node:util'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { joinRepositories } from '../../render/render.ts'
import type { OpenFleet } from '../repositories/open-fleet.ts'
import { renderPlaced } from '../repositories/repository-places.ts'

/** A seed before and after it is said where the repository is. */
export interface FollowedSeed {
  base: string
  theirs: string
}

/**
 * What becomes of seeds, such as `README.md`, where the fleet's repository is another one. They are the person's from the
 * first day, but an address that nobody touched in them would be a wrong one from then on.
 * @returns by the path of the file; nothing where the repository stays what it is
 */
export function followedSeeds(
  open: OpenFleet,
  before: Fleet,
  after: Fleet,
): (path: string) => FollowedSeed | undefined {
  if (isDeepStrictEqual(before.git, after.git)) return () => undefined
  const [was, is] = [before, { ...before, git: after.git }].map((fleet) =>
    joinRepositories(renderPlaced(open, fleet, { checks: false })),
  )
  return (path) => {
    const [base, theirs] = [was!.get(path), is!.get(path)]
    if (base?.kind !== 'seed' || theirs === undefined || base.content === theirs.content) return undefined
    return { base: base.content, theirs: theirs.content }
  }
}
