import { overrideIn } from '../../fleet/resolve/overrides.ts'
import type { ResolvedComponent, ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import { versionRange } from '../../fleet/resolve/versions.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'

/** The version or range of a component's chart in an environment, or in the base when none is given. */
export function chartVersion(
  { versions }: Pick<Fleet, 'versions'>,
  { component, chart }: Pick<ResolvedComponent, 'component' | 'chart'>,
  environment?: ResolvedEnvironment,
): string | undefined {
  const override = overrideIn(component, environment?.name)?.version
  const asked = override ?? component.version ?? component.chart?.version
  const known = chart?.known
  if (asked !== undefined || known === undefined) return asked
  return versions === 'exact' ? known : versionRange(known, environment?.production ?? false)
}

/**
 * Whether an environment's version is written in its overlay: it is another one than the base's, or the fleet says it.
 * What is said of production stays there when the base is moved to the same, and again further.
 */
export function isOwnVersion(
  component: ResolvedComponent['component'],
  { name }: ResolvedEnvironment,
  isOther: boolean,
): boolean {
  return isOther || overrideIn(component, name)?.version !== undefined
}
