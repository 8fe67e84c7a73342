import type { Cluster } from '../schema/fleet-schema.ts'
import type { Variable } from './variables.ts'

/** An entry of a list of the fleet, with its place there. */
export interface ResolvedEntry {
  name: string
  /** Its index in the list as it was written. */
  index: number
}

/** A cluster, its folders and its variables. */
export interface ResolvedCluster extends ResolvedEntry {
  cluster: Cluster
  /** Name of its environment. */
  environment: string
  /** What its folders and its private key are called. */
  directory: string
  /** Its entry point: what its root Kustomization applies. */
  folder: string
  /** The folder of its own Secrets. */
  secretsFolder: string
  variables: readonly Variable[]
}
