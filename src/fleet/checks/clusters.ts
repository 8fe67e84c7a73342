import type { FleetIssue } from '../issue.ts'
import { unknownNames } from '../references/unknown-names.ts'
import { directoryOf } from '../resolve/cluster-folders.ts'
import type { ResolvedFleet } from '../resolve/resolved-fleet.ts'
import { RESERVED_VARIABLES } from '../schema/cluster-schema.ts'
import type { Fleet } from '../schema/fleet-schema.ts'
import { checkEntryNames } from './entry-names.ts'

/** Names are unique, environments exist, variables are free, patches point at what is there. */
export function checkClusters({ written: fleet, components }: ResolvedFleet): FleetIssue[] {
  const unknown = unknownNames(fleet)
  const issues = [...checkEntryNames(fleet, 'environments'), ...checkEntryNames(fleet, 'clusters')]
  issues.push(...checkDirectories(fleet))
  if (fleet.environments.length === 0)
    issues.push({ path: ['environments'], message: 'is empty: a fleet has at least one environment' })
  if (fleet.clusters.length === 0)
    issues.push({ path: ['clusters'], message: 'is empty: a fleet has at least one cluster' })
  for (const [index, cluster] of fleet.clusters.entries()) {
    const path = ['clusters', index]
    issues.push(...unknown.below([...path, 'environment']))
    for (const name of Object.keys(cluster.variables ?? {})) {
      if ((RESERVED_VARIABLES as readonly string[]).includes(name)) {
        issues.push({
          path: [...path, 'variables', name],
          atKey: true,
          message: `"${name}" is set by the generator; choose another name`,
        })
      }
    }
    for (const [number, name] of (cluster.secretVariables ?? []).entries()) {
      const place = [...path, 'secretVariables', number]
      if ((RESERVED_VARIABLES as readonly string[]).includes(name)) {
        issues.push({ path: place, message: `"${name}" is set by the generator; choose another name` })
      } else if (Object.hasOwn(cluster.variables ?? {}, name)) {
        issues.push({ path: place, message: `"${name}" is among the variables already: it can't be both` })
      }
    }
    for (const [number, patch] of (cluster.patches ?? []).entries()) {
      const component = components.find(({ name }) => name === patch.component)
      const place = [...path, 'patches', number, 'component']
      issues.push(...unknown.below(place))
      if (component !== undefined && !component.placement.isOn(cluster)) {
        issues.push({ path: place, message: `"${patch.component}" is not on the cluster "${cluster.name}"` })
      }
    }
  }
  return issues
}

/** Two clusters in one folder would be one. */
function checkDirectories({ clusters }: Fleet): FleetIssue[] {
  return clusters.flatMap((cluster, index): FleetIssue[] => {
    const other = clusters.find(
      (candidate) => candidate.name !== cluster.name && directoryOf(candidate) === directoryOf(cluster),
    )
    // Told once: of the two, the one that says it.
    if (other === undefined || (cluster.directory === undefined && other.directory !== undefined)) return []
    if (cluster.directory !== undefined && other.directory !== undefined && clusters.indexOf(other) > index)
      return []
    return [
      {
        path: ['clusters', index, 'directory'],
        message: `the folders clusters/${directoryOf(cluster)} and secrets/${directoryOf(cluster)} are those of the cluster "${other.name}" already`,
      },
    ]
  })
}
