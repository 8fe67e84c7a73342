import { hasPlatformRepository } from '../fleet/layouts.ts'
import { type Fleet, isProduction } from '../fleet/schema.ts'
import { platformReference, platformRepository, platformUrl } from '../fleet/tenancy.ts'
import { referenceText } from './repositories-view.ts'
import { platformSecretSteps } from './secret-commands.ts'

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
