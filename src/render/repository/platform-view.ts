import { platformReference, platformRepository, platformUrl } from '../../fleet/resolve/tenancy.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository } from '../../fleet/schema/layouts.ts'
import { platformSecretSteps } from '../secrets/secret-commands.ts'
import { referenceText } from './repositories-view.ts'

/** What the documentation says of the platform repository; undefined where the fleet has none. */
export function platformView(fleet: Fleet) {
  if (!hasPlatformRepository(fleet)) return undefined
  const environments = fleet.environments.map((environment) => {
    const ref = platformReference(fleet, environment)
    return {
      name: environment.name,
      production: isProduction(environment),
      ref,
      reference: referenceText(ref),
      clusters: fleet.clusters
        .filter((cluster) => cluster.environment === environment.name)
        .map((cluster) => cluster.name),
    }
  })
  return {
    name: platformRepository(fleet),
    /** The URL that Flux clones. */
    url: platformUrl(fleet),
    secret: platformSecretSteps(fleet),
    environments,
    /** Other branches that are followed; the main one is where changes are made. */
    branches: [...new Set(environments.flatMap(({ ref }) => ref.branch ?? []))].filter(
      (name) => name !== 'main',
    ),
    tags: environments.some(({ ref }) => ref.tag !== undefined),
    ranges: environments.some(({ ref }) => ref.semver !== undefined),
  }
}
