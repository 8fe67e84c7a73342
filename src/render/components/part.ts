import type { Layer } from '../../fleet/catalog/catalog.ts'
import type { ResolvedComponent, ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'

/** What a component puts into one layer: a base, and what environments have differently. */
export interface Part {
  entry: ResolvedComponent
  /** Another one than the component's for the configs of a chart. */
  layer: Layer
  /** Files of the base folder by name. */
  base: ReadonlyMap<string, string>
  /** What the environment has differently than the base. */
  in(environment: ResolvedEnvironment): Difference
}

/**
 * What an environment has differently than the base of a part: the meaning alone. How that is written is up
 * to who prints it, such as the composer of overlays (`overlay-files.ts`).
 */
export interface Difference {
  version?: VersionDifference | undefined
  values?: ValuesDifference | undefined
  workload?: WorkloadDifference | undefined
  /** Custom resources, by the files of the base that they would be in. */
  objects?: readonly ObjectsDifference[] | undefined
  /** What the catalog changes of the base in this environment. */
  changes?: readonly CatalogChange[] | undefined
}

/** The base as it is. */
export const NO_DIFFERENCE: Difference = {}

/** What identifies an object of a part. */
export interface ObjectReference {
  kind: string
  name: string
  namespace: string | undefined
}

/** Another version than the base has. */
export interface VersionDifference {
  /**
   * What carries the version: a HelmRelease, as that of its chart in a repository of charts, or a source, as
   * its ref.
   */
  object: ObjectReference & { kind: 'HelmRelease' | 'OCIRepository' | 'GitRepository' }
  /** Whether it is a range, or one version as it is tagged; always a range of a HelmRelease. */
  selector: 'semver' | 'tag'
  version: string
  /** What tells Renovate what the version is of. */
  comment: string | undefined
}

/** Helm values over those of the base. */
export interface ValuesDifference {
  release: ObjectReference
  /** A YAML map, with the comments of the catalog. */
  text: string
}

/** What the workload of plain manifests has differently; what is undefined is as in the base. */
export interface WorkloadDifference {
  deployment: ObjectReference
  replicas: number | undefined
  image: string | undefined
  env: Readonly<Record<string, string>> | undefined
  resources: object | undefined
  /** Whether its Pods are spread over the nodes. */
  spread: boolean
  /** What its autoscaler has otherwise. */
  autoscaling:
    | {
        minReplicas?: number | undefined
        maxReplicas?: number | undefined
        cpuUtilization?: number | undefined
      }
    | undefined
}

/** Objects, each as a whole and as a YAML document. */
export interface ObjectsDifference {
  /** Name of the file. */
  file: string
  /** Those that the base lacks. */
  added: readonly string[]
  /** Those that the base has otherwise. */
  changed: readonly string[]
}

/** Fields that the catalog sets on objects of the base. */
export interface CatalogChange {
  /** Name of the file. */
  file: string
  /** What identifies the objects, and the fields, as YAML documents. */
  text: string
  /** The one object that it is for, where the text does not say. */
  object: ObjectReference | undefined
}

/** The texts of a difference in which variables may stand. */
export function textsOf({ values, workload, objects = [], changes = [] }: Difference): string[] {
  return [
    ...(values === undefined ? [] : [values.text]),
    ...(workload === undefined ? [] : [JSON.stringify(workload)]),
    ...objects.flatMap(({ added, changed }) => [...added, ...changed]),
    ...changes.map(({ text }) => text),
  ]
}
