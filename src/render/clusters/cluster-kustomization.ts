import type { CatalogComponent } from '../../fleet/catalog/catalog.ts'
import type { SourceReference } from '../../fleet/resolve/conventions.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'

/** When objects of a kind are fine (Kustomization `spec.healthCheckExprs`). */
export type HealthCheck = CatalogComponent['healthChecks'][number]

/** A Flux Kustomization of a cluster, as its template takes it. */
export interface ClusterKustomization {
  name: string
  /** What it is about: Kustomizations of one area are applied from one source. */
  area: string
  /** The file of the cluster's entry point that it is written to. */
  file: string
  /** Folders that nothing but this reads; what lies below `path` is read anyway. */
  folders: readonly string[]
  dependsOn: readonly string[]
  /** The account that Flux acts as, where the controllers are locked down. */
  serviceAccount: string | undefined
  interval: string
  timeout: string
  source: SourceReference
  path: string
  prune: boolean
  wait: boolean
  /** When custom resources that it applies are fine, where kstatus can't tell. */
  healthChecks: readonly HealthCheck[]
  decryption: { secret: string } | undefined
  substitute: boolean
  patches: readonly { patch: string; target: Record<string, string | undefined> | undefined }[]
}

/** The Kustomizations of each cluster of a fleet. */
export type KustomizationsByCluster = ReadonlyMap<ResolvedCluster, readonly ClusterKustomization[]>

/** A Kustomization of a cluster besides those of the layers; what holds for all of them is filled in. */
export type ContributedKustomization = Omit<
  ClusterKustomization,
  'serviceAccount' | 'source' | 'decryption' | 'patches' | 'healthChecks'
> & {
  /** Whether what it applies may be encrypted. */
  mayBeEncrypted: boolean
}
