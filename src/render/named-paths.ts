import { LAYERS } from '../fleet/catalog/catalog.ts'
import type { Renamed } from '../fleet/file/fleet-texts.ts'
import type { Section } from '../fleet/file/save-fleet.ts'
import { clusterFolder, directoryOf, secretsFolder } from '../fleet/resolve/cluster-folders.ts'
import { LAYER_FOLDERS } from '../fleet/resolve/layers.ts'
import { type FleetRepository, pathIn } from '../fleet/resolve/repositories.ts'
import type { Cluster, Fleet } from '../fleet/schema/fleet-schema.ts'
import { PATCH_ENDINGS } from './components/overlay-files.ts'

/** A folder or file and where it goes, by paths below where the fleet is made. */
interface RenamedPath {
  from: string
  to: string
}

/**
 * The folders and files that are called after an entry, in the fleet as it is before it is renamed; files in
 * such a folder come before it.
 * @param moves whether a cluster's folders take its name
 * @param repositories those of the fleet, with the folders that they have
 */
export function renameMoves(
  fleet: Fleet,
  { section, from, to }: Renamed,
  moves: boolean,
  repositories: readonly FleetRepository[],
): RenamedPath[] {
  if (section === 'clusters' && !moves) return []
  const entry = fleet[section].find(({ name }) => name === from)
  if (entry === undefined) return []
  const wanted = pathsNamed(fleet, section, to, repositories)
  return pathsNamed(fleet, section, folderName(section, entry), repositories).map((path, index) => ({
    from: path,
    to: wanted[index]!,
  }))
}

/** What the folders of an entry are called. */
export function folderName(section: Section, entry: Pick<Cluster, 'name' | 'directory'>): string {
  return section === 'clusters' ? directoryOf(entry) : entry.name
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
  const layers = repositories.find(({ kind, folder }) => kind === 'platform' || folder === '')!
  const inLayers = (path: string) => LAYERS.map((layer) => pathIn(layers, `${LAYER_FOLDERS[layer]}/${path}`))
  const environments = fleet.environments.map((environment) => environment.name)
  switch (section) {
    case 'environments':
      return [
        ...inLayers(name),
        ...['policies', 'tenants'].map((folder) => pathIn(main, `${folder}/${name}`)),
      ]
    case 'clusters':
      return [clusterFolder({ name }), secretsFolder({ name })].map((folder) => pathIn(main, folder))
    case 'components':
      return [
        ...environments.flatMap((environment) =>
          Object.values(PATCH_ENDINGS).flatMap((suffix) => [
            ...inLayers(`${environment}/${name}/${name}${suffix}`),
            ...inLayers(`${environment}/${name}${suffix}`),
          ]),
        ),
        ...['base', ...environments].flatMap((place) => inLayers(`${place}/${name}`)),
      ]
    case 'tenants':
      return ['base', ...environments].map((place) => pathIn(main, `tenants/${place}/${name}`))
  }
}
