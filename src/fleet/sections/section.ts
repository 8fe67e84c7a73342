import type { Catalog } from '../catalog/catalog.ts'
import type { Fleet, Section } from '../schema/fleet-schema.ts'

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

/** What there is to know of one of the lists of entries. All that differs between sections is told here. */
export interface SectionDescriptor<
  Key extends Section = Section,
  Entry extends Fleet[Key][number] = Fleet[Key][number],
> {
  /** The key of `flux-fleet.yaml` that holds the entries. */
  key: Key
  /** What one of them is called. */
  word: string
  /** Whether a fleet can have entries here; by default each can. */
  isIn?(fleet: Fleet): boolean
  /** What an entry names by what it is, and not in a field. */
  implied?(entry: Entry, catalog: Catalog): ImpliedName[]
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
