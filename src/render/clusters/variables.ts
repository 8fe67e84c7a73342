import { type FieldPath, type FleetIssue, InvalidFleetError } from '../../fleet/issue.ts'
import { asWritten } from '../../fleet/resolve/as-written.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { type Part, textsOf } from '../components/part.ts'
import { unreadableShapes } from './unreadable-shapes.ts'

/** Variables that a key of the cluster sets. */
const KEYS: ReadonlyMap<string, 'region' | 'domain'> = new Map([
  ['CLUSTER_REGION', 'region'],
  ['CLUSTER_DOMAIN', 'domain'],
])

/** `$${x}` stands for a literal `${x}`; a default (`:=`, `:-`, `=`) makes a variable dispensable. */
const REFERENCE = /\$(\$)?\{([_A-Za-z][_A-Za-z0-9]*)([^}]*)\}/g

/**
 * The variables that a text needs to be set, as Flux's strict substitution sees it (kustomize-controller 1.9
 * and newer).
 */
export function neededVariables(text: string): Set<string> {
  const needed = new Set<string>()
  for (const [, escaped, name, rest] of text.matchAll(REFERENCE)) {
    // What Flux can't read at all is told by itself.
    const isRead = /^($|[:=#%/^,])/.test(rest ?? '')
    if (escaped === undefined && isRead && !/^:?[=-]/.test(rest ?? '')) needed.add(name!)
  }
  return needed
}

/** Whether Flux replaces anything in a text, be it by a default. */
export function isSubstituted(text: string): boolean {
  return [...text.matchAll(REFERENCE)].some(([, escaped]) => escaped === undefined)
}

const NONE: ReadonlySet<string> = new Set()

/**
 * Gives the names of variables that people added to the files of a cluster, by its folder (`clusters/<directory>`).
 * It is asked only where the fleet itself does not say a variable that is needed.
 */
export type VariablesByHand = (clusterFolder: string) => readonly string[]

/** A variable that a component uses and a cluster does not have. */
export interface MissingVariable {
  /** Index of the cluster in the fleet. */
  cluster: number
  /** The key of the cluster that sets it. */
  key: 'region' | 'domain' | 'variables'
  name: string
  component: string
}

/**
 * Where CRDs lie nothing is substituted, since their descriptions are full of `${…}`: a variable of ours
 * would reach the cluster as text.
 */
function unsubstituted({ clusters, environments }: ResolvedFleet, parts: readonly Part[]): FleetIssue[] {
  const ours = new Set(['quote', ...clusters.flatMap(({ variables }) => variables.map(({ name }) => name))])
  return parts
    .filter((part) => part.layer === 'crds')
    .flatMap((part) => {
      const differences = environments.flatMap((environment) => textsOf(part.in(environment)))
      const texts = [...part.base.values(), ...differences]
      const used = new Set(
        texts.flatMap((text) => [...neededVariables(text)]).filter((name) => ours.has(name)),
      )
      return [...used].map((name) => ({
        path: ['components', part.entry.index],
        message: `uses \${${name}}, but nothing is substituted in the layer crds: write what it stands for, or choose another layer`,
      }))
    })
}

/** What Flux would fail to read as a variable, in components and in what clusters have differently. */
function unreadable({ written, environments }: ResolvedFleet, parts: readonly Part[]): FleetIssue[] {
  const ofParts = parts
    .filter((part) => part.layer !== 'crds')
    .flatMap((part) => {
      const path = ['components', part.entry.index]
      const differences = environments.flatMap((environment) => textsOf(part.in(environment)))
      const shapes = new Set([...part.base.values(), ...differences].flatMap(unreadableShapes))
      return [...shapes].map((shape) => ({
        path: placeOf(written.components[part.entry.index], shape, path) ?? path,
        shape,
      }))
    })
  const ofClusters = written.clusters.flatMap(({ patches = [] }, index) =>
    [...new Set(unreadableShapes(JSON.stringify(patches)))].map((shape) => ({
      path: placeOf(patches, shape, ['clusters', index, 'patches']) ?? ['clusters', index, 'patches'],
      shape,
    })),
  )
  return [...ofParts, ...ofClusters].map(({ path, shape }) => ({
    path,
    message: `${shape} is no variable that Flux can read: write $${shape} where it is text, or set the annotation kustomize.toolkit.fluxcd.io/substitute: disabled on the object`,
  }))
}

/** Where a text stands among the values of an entry. */
function placeOf(value: unknown, text: string, path: FieldPath): FieldPath | undefined {
  if (typeof value === 'string') return value.includes(text) ? path : undefined
  if (value === null || typeof value !== 'object') return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = placeOf(inner, text, [...path, Array.isArray(value) ? Number(key) : key])
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * Flux refuses to build an object with a variable that has neither value nor default, so this finds them
 * before anything is written.
 * @throws InvalidFleetError naming each cluster, variable and component
 */
export function assertVariables(
  resolved: ResolvedFleet,
  parts: readonly Part[],
  setByHand: VariablesByHand = () => [],
): void {
  const missing = missingVariables(resolved, parts, setByHand).map(
    ({ cluster, key, name, component }): FleetIssue => ({
      path: ['clusters', cluster, key],
      message: `is missing: "${component}" needs \${${name}} on the cluster "${resolved.written.clusters[cluster]!.name}"`,
    }),
  )
  const issues = [...unreadable(resolved, parts), ...missing, ...unsubstituted(resolved, parts)]
  const unique = issues.filter(
    (issue, index) => issues.findIndex((other) => other.message === issue.message) === index,
  )
  if (unique.length > 0) throw new InvalidFleetError(unique)
}

/** The variables that clusters lack, by cluster. */
export function missingVariables(
  resolved: ResolvedFleet,
  parts: readonly Part[],
  setByHand: VariablesByHand = () => [],
): MissingVariable[] {
  const missing: MissingVariable[] = []
  const environments = new Map(resolved.environments.map((environment) => [environment.name, environment]))
  const found = new Map<string, ReadonlySet<string>>()
  const neededBy = (text: string): ReadonlySet<string> => {
    if (!text.includes('${')) return NONE
    const needed = found.get(text) ?? neededVariables(text)
    found.set(text, needed)
    return needed
  }
  const substituted = parts
    .filter((part) => part.layer !== 'crds')
    .map((part) => ({ part, inBase: [...part.base.values()].flatMap((text) => [...neededBy(text)]) }))
  const perEnvironment = new Map<string, readonly { part: Part; needed: ReadonlySet<string> }[]>()
  const neededIn = (name: string) => {
    const known = perEnvironment.get(name)
    if (known !== undefined) return known
    const environment = environments.get(name)!
    const needing = substituted
      .map(({ part, inBase }) => {
        const needed = new Set(inBase)
        for (const text of textsOf(part.in(environment))) {
          for (const variable of neededBy(text)) needed.add(variable)
        }
        return { part, needed }
      })
      .filter(({ needed }) => needed.size > 0)
    perEnvironment.set(name, needing)
    return needing
  }
  for (const cluster of asWritten(resolved.clusters)) {
    const set = new Set([
      'quote',
      ...cluster.variables.map((variable) => variable.name),
      ...(cluster.cluster.secretVariables ?? []),
    ])
    let byHand: ReadonlySet<string> | undefined
    for (const { part, needed } of neededIn(cluster.environment)) {
      if (!part.entry.placement.isOn(cluster)) continue
      for (const name of needed) {
        if (set.has(name)) continue
        byHand ??= new Set(setByHand(cluster.folder))
        if (byHand.has(name)) continue
        const key = KEYS.get(name) ?? 'variables'
        missing.push({ cluster: cluster.index, key, name, component: part.entry.name })
      }
    }
  }
  return missing
}
