import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { pathsNamed } from '../../render/named-paths.ts'

/**
 * Tells which component a file is of, by its path from the root: it lies in one of its folders, or is called after it.
 * @param repositories those of the fleet, with their folders below the root
 */
export function componentOf(
  fleet: Fleet,
  repositories: readonly FleetRepository[],
): (full: string) => string | undefined {
  const named = new Map(
    fleet.components.flatMap(({ name }) =>
      pathsNamed(fleet, 'components', name, repositories).map((path) => [path, name] as const),
    ),
  )
  return (full) => {
    for (let path = full; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      const name = named.get(path)
      if (name !== undefined) return name
    }
    return undefined
  }
}
