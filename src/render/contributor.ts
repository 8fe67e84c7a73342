import type { FleetRepository } from '../fleet/resolve/repositories.ts'
import type { ResolvedCluster } from '../fleet/resolve/resolved-cluster.ts'
import type { ResolvedEnvironment, ResolvedFleet } from '../fleet/resolve/resolved-fleet.ts'
import type { Command, Run, Word } from '../text/commands/command.ts'
import type { Tree } from '../tree/tree.ts'
import type { ContributedKustomization, KustomizationsByCluster } from './clusters/cluster-kustomization.ts'
import type { ControllerSetting } from './clusters/controller-settings.ts'
import type { Part } from './components/part.ts'
import type { Composition } from './documents/composition.ts'
import type { DocumentParts } from './documents/document-parts.ts'
import type { PicturePart } from './documents/picture-part.ts'
import type { RepositoryView } from './repository/repository-view.ts'
import type { Library } from './templates/library.ts'

/** What is rendered: the fleet, and what was made of it so far. */
export interface Rendering {
  resolved: ResolvedFleet
  library: Library
  /** What the components put into the layers. */
  parts: readonly Part[]
  kustomizations: KustomizationsByCluster
  /** Settings of Flux's controllers, those of all clusters. */
  settings: readonly ControllerSetting[]
  /** Who has a say in it. */
  contributors: readonly RenderContributor[]
  /** What templates are told of each repository. */
  repositories: readonly RepositoryView[]
  /** What the documents consist of, and what all their templates know. */
  documents: { composition: Composition; context: object }
}

/** What contributors know that have a say in documents. */
export type ForDocuments = Omit<Rendering, 'documents'>

/** A folder of the fleet's own repository with files that may be encrypted, and the clusters that apply them. */
export interface EncryptedFolder {
  /** Regular expression on its path, without an anchor. */
  folder: string
  clusters: readonly ResolvedCluster[]
}

/** What a repository has at its top besides its own files. */
export interface RepositoryContents {
  /** Folders and files that clusters fetch. */
  folders: readonly string[]
  files?: readonly string[]
  /** Those with sources, and those with images and charts, which Renovate looks through. */
  sources?: readonly string[]
  workloads?: readonly string[]
  /** Patterns of the files that only an environment of production has. */
  productionFiles?(environment: ResolvedEnvironment): readonly string[]
}

/** What a feature, an installer or a delivery has a render write. */
export interface RenderContributor {
  /** Kustomizations that wait for nothing; the layers wait for those that say so. */
  kustomizationsBeforeLayers?(
    cluster: ResolvedCluster,
    resolved: ResolvedFleet,
  ): readonly (ContributedKustomization & { layersWait: boolean })[]
  /** Kustomizations that nothing waits for, after the infrastructure. */
  kustomizationsAfterInfrastructure?(
    cluster: ResolvedCluster,
    resolved: ResolvedFleet,
    infrastructure: readonly string[],
  ): readonly ContributedKustomization[]
  /** Folders besides those of clusters and layers whose files are encrypted to the clusters that apply them. */
  encryptedFolders?(resolved: ResolvedFleet): readonly EncryptedFolder[]
  /** How a Secret that somebody makes is kept in Git; at most one contributor says so. */
  keepSecret?: {
    /** What the names of such files end in. */
    suffix: string
    /** Writes what a command prints into a file. */
    write(make: Run, path: Word): Command
  }
  /** What is set on Flux's controllers. */
  controllerSettings?(resolved: ResolvedFleet): readonly ControllerSetting[]
  /** Controllers of Flux besides the four that are always there (`--components-extra`). */
  extraControllers?: readonly string[]
  /** What it has at the top of one of the fleet's repositories. */
  repositoryContents?(repository: FleetRepository, resolved: ResolvedFleet): RepositoryContents | undefined
  /** What it adds to the picture in the documents. */
  picture?(resolved: ResolvedFleet): PicturePart
  /** What it says in documents. */
  documents?(rendering: ForDocuments): DocumentParts
  /** What its templates are told of a cluster, where they say something of each. */
  clusterView?(cluster: ResolvedCluster, rendering: ForDocuments): object
  /** Writes files into one of the fleet's repositories. */
  writeFiles?(tree: Tree, repository: FleetRepository, rendering: Rendering): void
}
