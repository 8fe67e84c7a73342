import type { FleetRepository } from '../fleet/resolve/repositories.ts'
import type { ResolvedCluster } from '../fleet/resolve/resolved-cluster.ts'
import type { ResolvedFleet } from '../fleet/resolve/resolved-fleet.ts'
import type { Fleet, Section } from '../fleet/schema/fleet-schema.ts'
import type { NeededSecret } from '../render/secrets/needed-secrets.ts'
import type { Command } from '../text/commands/command.ts'

/** A command to type, and what it is for. */
export interface NextCommand {
  command: Command
  why: string
}

/** Where a path of the fleet's own repository lies, below where the fleet is made. */
export type Place = (path: string) => string

/** An entry that a pair of age keys is to be made for, since nobody could decrypt what is encrypted for it. */
export interface KeylessEntry {
  section: Section
  name: string
  /** The file of its private key, in the repository of the fleet. */
  path: string
}

/** A renaming, as far as features have to say something of it. */
export interface RenamedEntry {
  section: Section
  to: string
  after: ResolvedFleet
  /** Paths, from where all repositories begin, that moved to other ones. */
  moved: readonly string[]
  /** Repositories that get changes. */
  touched: readonly FleetRepository[]
  /** A repository with the folder that it has there. */
  place(repository: FleetRepository): FleetRepository
}

/** What becomes of a repository, as far as features have to say something of what is in it already. */
export interface RepositoryChange {
  /** The fleet as it was. */
  before: Fleet
  /** A file that is written, as it was and as it is to be; undefined for others. */
  changed(path: string): { before: string | undefined; after: string | undefined } | undefined
  /** The files that are there and stay, sorted. */
  paths(): readonly string[]
  read(path: string): string | undefined
  /** Whether the repository of the fleet has a file, be it outside of Git. */
  hasFleetFile(path: string): boolean
  /** Where that file is from here. */
  fromFleet(path: string): string
}

/** Commands that are typed in a repository before what was written there is committed. */
export interface CommandsBeforeCommit {
  commands: readonly Command[]
  /** What they change. */
  files: readonly string[]
  why: string
}

/** A version in files of the fleet's own repository that updaters move, and that `flux-fleet.yaml` can say. */
export interface MovableVersion {
  /** What it is of, in words: `the platform`. */
  of: string
  /** Undefined for all that have no other one. */
  environment: string | undefined
  /** The files, which all say the same. */
  paths: readonly string[]
  /** What it is called there. */
  key: string
  read(text: string): string | undefined
  /** What a fleet says of it, or has by default; undefined for a fleet without it. */
  saidIn(fleet: Fleet): string | undefined
  /** A fleet that says another one. */
  take(fleet: Fleet, version: string): Fleet
}

/** What a feature has the commands do and tell. */
export interface CommandContributor {
  /** Entries that need keys of their own and have none. */
  keylessEntries?(resolved: ResolvedFleet): readonly KeylessEntry[]
  /**
   * Commands that are typed before Flux is installed on a cluster.
   * @param made names of the clusters that a key pair was made for just now
   */
  beforeInstall?(cluster: ResolvedCluster, made: readonly string[]): readonly NextCommand[]
  /** Secrets without which Flux could not even begin; of those in `secretsToMake`. */
  secretsBeforeInstall?(resolved: ResolvedFleet): readonly NeededSecret[]
  /** Secrets that a person has to make, and whom they are for as a sentence begins. */
  secretsToMake?(resolved: ResolvedFleet): readonly { for: string; secrets: readonly NeededSecret[] }[]
  /** What to know of a new fleet, a sentence each. */
  notes?(resolved: ResolvedFleet, place: Place): readonly string[]
  /** What Flux deletes when a fleet becomes another one, besides components. */
  deletionNotes?(before: ResolvedFleet, after: ResolvedFleet): readonly string[]
  /** What to know of a renaming. */
  renameNotes?(renamed: RenamedEntry): readonly string[]
  /** What is to be done about files of a repository that are there already, once others are written. */
  beforeCommit?(change: RepositoryChange): CommandsBeforeCommit | undefined
  /** Versions besides those of components that updaters move. */
  movableVersions?(resolved: ResolvedFleet): readonly MovableVersion[]
  /** Folders that a cluster has besides its entry point. */
  clusterFolders?(cluster: ResolvedCluster): readonly string[]
}
