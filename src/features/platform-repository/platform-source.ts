import { siblingUrl } from '../../fleet/resolve/repository-urls.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Environment, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { referenceOf } from '../tenants/tenancy.ts'

/** The version of the platform repository that an environment follows. */
export function platformReference(fleet: Fleet, environment: Environment): Record<string, string> {
  const asked = referenceOf(environment.platform ?? {})
  if (asked !== undefined) return asked
  if (!isProduction(environment)) return { branch: 'main' }
  switch (fleet.platform?.promotion) {
    case 'tag':
      return { tag: 'v1.0.0' }
    case 'semver':
      return { semver: '1.x' }
    default:
      return { branch: 'production' }
  }
}

/** Name of the platform repository. */
export function platformRepository(fleet: Fleet): string {
  return fleet.platform?.repository ?? `${fleet.name}-platform`
}

/** The URL of the platform repository as Flux clones it: over SSH with credentials, else over HTTPS. */
export function platformUrl(fleet: Fleet): string {
  const { url, secret } = fleet.platform ?? {}
  return url ?? siblingUrl(fleet, platformRepository(fleet), secret === undefined ? 'https' : 'ssh')
}
