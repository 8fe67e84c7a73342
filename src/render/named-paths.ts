import { LAYERS } from '../fleet/catalog/catalog.ts'
import { LAYER_FOLDERS } from '../fleet/resolve/layers.ts'
import { type FleetRepository, pathIn } from '../fleet/resolve/repositories.ts'
import type { Fleet, Section } from '../fleet/schema/fleet-schema.ts'
import type { FleetFolders, Renamed } from '../fleet/sections/section.ts'
import { sectionOf } from '../fleet/sections/sections.ts'

/** A folder or file and where it goes, by paths below where the fleet is made. */
interface RenamedPath {
  from: string
  to: string
}

/**
 * The folders and files that are called after an entry, in the fleet as it is before it is renamed; files in
 * such a folder come before it.
 * @param moves whether folders that would keep their name take the new one
 * @param repositories those of the fleet, with the folders that they have
 */
export function renameMoves(
  fleet: Fleet,
  { section, from, to }: Renamed,
  moves: boolean,
  repositories: readonly FleetRepository[],
): RenamedPath[] {
  if (sectionOf(section).folderName !== undefined && !moves) return []
  const entry = fleet[section].find(({ name }) => name === from)
  if (entry === undefined) return []
  const wanted = pathsNamed(fleet, section, to, repositories)
  return pathsNamed(fleet, section, folderName(section, entry), repositories).map((path, index) => ({
    from: path,
    to: wanted[index]!,
  }))
}

/** What the folders of an entry are called. */
export function folderName(section: Section, entry: Fleet[Section][number]): string {
  return sectionOf(section).folderName?.(entry) ?? entry.name
}

/**
 * The folders and files that have the name of an entry.
 * @param name what the folders are called (`folderName`)
 * @param repositories those of the fleet, with the folders that they have
 */
export function pathsNamed(
  fleet: Fleet,
  section: Section,
  name: string,
  repositories: readonly FleetRepository[],
): string[] {
  const main = repositories.find(({ kind }) => kind === 'fleet')!
  const layers = repositories.find(({ kind }) => kind === 'platform') ?? main
  const folders: FleetFolders = {
    environments: fleet.environments.map((environment) => environment.name),
    inFleet: (path) => pathIn(main, path),
    inLayers: (path) => LAYERS.map((layer) => pathIn(layers, `${LAYER_FOLDERS[layer]}/${path}`)),
  }
  return sectionOf(section).pathsNamed(name, folders)
}
