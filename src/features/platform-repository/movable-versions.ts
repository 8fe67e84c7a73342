import type { ResolvedEnvironment, ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { refIn } from '../../render/versions/read-versions.ts'
import type { MovableVersion } from '../command-contributor.ts'
import { platformReference } from './platform-source.ts'

/**
 * The tag or range of the platform repository that each environment follows, as its clusters say it. A branch is
 * nothing that an updater would move.
 * @param file where a cluster says it, below its folder
 */
export function platformVersions({ fleet, environments }: ResolvedFleet, file: string): MovableVersion[] {
  return environments
    .filter(({ clusters }) => clusters.length > 0)
    .flatMap((one: ResolvedEnvironment): MovableVersion[] => {
      const [key] = Object.keys(platformReference(fleet, one.environment)) as ['branch' | 'tag' | 'semver']
      if (key === 'branch') return []
      return [
        {
          of: 'the platform',
          environment: one.name,
          paths: one.clusters.map(({ folder }) => `${folder}/${file}`),
          key,
          read: refIn,
          saidIn: (other) => {
            const there = other.environments.find(({ name }) => name === one.name)
            return there && platformReference(other, there)[key]
          },
          take: (other, version) => ({
            ...other,
            environments: other.environments.map((environment) =>
              environment.name === one.name ? { ...environment, platform: { [key]: version } } : environment,
            ),
          }),
        },
      ]
    })
}
