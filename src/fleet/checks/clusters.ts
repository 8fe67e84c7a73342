import type { FleetIssue } from '../issue.ts'
import { unknownNames } from '../references/unknown-names.ts'
import { directoryOf, identityOf } from '../resolve/cluster-folders.ts'
import type { ResolvedFleet } from '../resolve/resolved-fleet.ts'
import { RESERVED_VARIABLES } from '../schema/cluster-schema.ts'
import type { Cluster, Fleet } from '../schema/fleet-schema.ts'
import { checkEntryNames } from './entry-names.ts'

/** Names are unique, environments exist, variables are free, patches point at what is there. */
export function checkClusters({ written: fleet, components }: ResolvedFleet): FleetIssue[] {
  const unknown = unknownNames(fleet)
  const issues = [...checkEntryNames(fleet, 'environments'), ...checkEntryNames(fleet, 'clusters')]
  issues.push(...checkDirectories(fleet), ...checkIdentities(fleet))
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
function checkDirectories(fleet: Fleet): FleetIssue[] {
  return sharedNames(fleet, 'directory', directoryOf).map(({ index, name, other }) => ({
    path: ['clusters', index, 'directory'],
    message: `the folders clusters/${name} and secrets/${name} are those of the cluster "${other}" already`,
  }))
}

/** Two clusters that are one to systems outside would take from each other what is theirs. */
function checkIdentities(fleet: Fleet): FleetIssue[] {
  return sharedNames(fleet, 'identity', identityOf).map(({ index, name, other }) => ({
    path: ['clusters', index, 'identity'],
    message: `systems outside know the cluster "${other}" as "${name}" already: give this one another "identity"`,
  }))
}

/** The clusters that have the same name of a kind as another one. */
function sharedNames(
  { clusters }: Fleet,
  key: 'directory' | 'identity',
  nameOf: (cluster: Cluster) => string,
): { index: number; name: string; other: string }[] {
  const byName = new Map<string, Cluster[]>()
  for (const cluster of clusters)
    byName.set(nameOf(cluster), [...(byName.get(nameOf(cluster)) ?? []), cluster])
  return clusters.flatMap((cluster, index) => {
    const name = nameOf(cluster)
    const other = byName.get(name)!.find((candidate) => candidate.name !== cluster.name)
    // Told once: of the two, the one that says it.
    if (other === undefined || (cluster[key] === undefined && other[key] !== undefined)) return []
    if (cluster[key] !== undefined && other[key] !== undefined && clusters.indexOf(other) > index) return []
    return [{ index, name, other: other.name }]
  })
}
