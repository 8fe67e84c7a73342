import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { platformReference, platformRepository, platformUrl } from '../../fleet/resolve/tenancy.ts'
import { referenceText } from '../../render/repository/repositories-view.ts'
import { platformSecretSteps } from '../../render/secrets/secret-commands.ts'

/** What the documentation says of the platform repository. */
export function platformView({ fleet, environments: all }: ResolvedFleet) {
  const environments = all.map(({ name, production, environment, clusters }) => {
    const ref = platformReference(fleet, environment)
    return { name, production, ref, reference: referenceText(ref), clusters: clusters.map((one) => one.name) }
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
