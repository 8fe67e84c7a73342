import type { FleetIssue } from '../fleet/issue.ts'
import type { PlacedQuestions } from '../fleet/questions/question.ts'
import type { ResolveContributor } from '../fleet/resolve/resolve-contributor.ts'
import type { ResolvedFleet } from '../fleet/resolve/resolved-fleet.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import type { RenderContributor } from '../render/contributor.ts'
import type { CommandContributor } from './command-contributor.ts'

/**
 * Something that a fleet can have or not, with all that it brings. Nothing outside of its folder asks whether
 * it is on: the stages below collect what each feature that is on has to say.
 */
export interface Feature extends ResolveContributor, RenderContributor, CommandContributor {
  name: string
  /** What is asked of it when a fleet is made. */
  questions?: readonly PlacedQuestions[]
  /** Whether the fleet has it. */
  isOn(fleet: Fleet): boolean
  /** What breaks its rules; asked too where it is off, since its keys may be there all the same. */
  check?(resolved: ResolvedFleet): FleetIssue[]
  /** What its keys say that is wrong whatever else is answered. */
  misplaced?(resolved: ResolvedFleet): readonly FleetIssue[]
}
