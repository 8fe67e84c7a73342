import type { Catalog } from '../catalog/catalog.ts'
import type { ResolvedFleet } from '../resolve/resolved-fleet.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'

/** An entry as a file holds it. */
export type PlainEntry = Record<string, unknown>

/** An entry that is called otherwise from now on. */
export interface Renamed {
  section: Section
  from: string
  to: string
}

/** An entry that another one names by what it is. */
export interface ImpliedName {
  section: Section
  name: string
  /** What is done with it, as in `EntryReference`. */
  dependent: string
}

/** What `list` shows of an entry, by column. */
export type ListedRow = Record<string, string | string[]>

/** Where a fleet has its folders, by paths below where it is made. */
export interface FleetFolders {
  /** Names of the environments: each has a folder in every layer. */
  environments: readonly string[]
  /** A path in the repository of the fleet itself. */
  inFleet(path: string): string
  /** A path in the folder of each layer. */
  inLayers(path: string): string[]
}

/** Which entries can be renamed, where not all can. */
export interface Renamable<Entry> {
  /** What those are, behind `there is none`. */
  which: string
  is(entry: Entry): boolean
  /** Why an entry can't be called otherwise, or undefined where it can. */
  problem(fleet: Fleet, catalog: Catalog, from: string, to: string): string | undefined
}

/** What there is to know of one of the lists of entries. All that differs between sections is told here. */
export interface SectionDescriptor<
  Key extends Section = Section,
  Entry extends Fleet[Key][number] = Fleet[Key][number],
> {
  /** The key of `flux-fleet.yaml` that holds the entries. */
  key: Key
  /** What one of them is called. */
  word: string
  /** Words that add one, as an example. */
  example: string
  /** Whether a fleet can have entries here; by default each can. */
  isIn?(fleet: Fleet): boolean
  /** Another key of the fleet that says something of all of them, and is written where they can be. */
  shared?: keyof Fleet

  /** What an entry names by what it is, and not in a field. */
  implied?(entry: Entry, catalog: Catalog): ImpliedName[]
  /** What `list` shows of the entries, in the order of the file. */
  rows(resolved: ResolvedFleet): ListedRow[]

  /** What the folders of an entry are called, where it keeps them when it is renamed; by default its name. */
  folderName?(entry: Entry): string
  /**
   * The folders and files that are called after an entry; files in such a folder come before it.
   * @param name what the folders of the entry are called
   */
  pathsNamed(name: string, folders: FleetFolders): string[]

  /** What a new entry takes from another one, where it can be made like it. Both are without defaults. */
  like?(other: PlainEntry, name: string): PlainEntry
  /** An entry that came along with others as it is when a person asked for it; by default as it was. */
  asked?(entry: Entry): Entry

  /** Whether its entries have names of their objects on the clusters, which a renamed one keeps. */
  hasObjectNames?: true
  renamable?: Renamable<Entry>
  /**
   * An entry under another name. What its old name alone said of objects on the clusters, it says itself.
   * @param moves whether its folders take the new name where they would keep theirs
   */
  rename(entry: Entry, to: string, moves: boolean): Entry
  /**
   * An entry after another one was renamed, where more than that name follows from it.
   * @param entry as it was, and as it is with the new name in it
   * @param fleet as it was
   */
  follow?(entry: { was: Entry; now: Entry }, renamed: Renamed, fleet: Fleet): Entry
}
