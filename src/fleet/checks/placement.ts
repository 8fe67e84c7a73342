import { suggestion } from '../../text/suggestion.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import type { Placed } from '../resolve/placement.ts'
import type { Fleet } from '../schema/fleet-schema.ts'

/** The environments and clusters that a component or tenant names are there, and it is somewhere. */
export function checkPlaces(
  fleet: Fleet,
  placed: Placed,
  path: FieldPath,
  thing: 'component' | 'tenant',
): FleetIssue[] {
  const environments = fleet.environments.map((environment) => environment.name)
  const clusters = fleet.clusters.map((cluster) => cluster.name)
  return [
    ...missing(placed.environments, environments, [...path, 'environments'], 'environment'),
    ...missing(placed.clusters, clusters, [...path, 'clusters'], 'cluster'),
    ...(placed.environments?.length === 0 && (placed.clusters ?? []).length === 0
      ? [{ path: [...path, 'environments'], message: `is empty: the ${thing} would be nowhere` }]
      : []),
  ]
}

function missing(
  names: readonly string[] | undefined,
  known: readonly string[],
  path: FieldPath,
  thing: string,
): FleetIssue[] {
  return (names ?? []).flatMap((name, index) =>
    known.includes(name)
      ? []
      : [{ path: [...path, index], message: `there is no ${thing} "${name}"${suggestion(name, known)}` }],
  )
}
