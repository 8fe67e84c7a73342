import { LAYERS } from '../fleet/catalog.ts'
import { clusterFolder, secretsFolder } from '../fleet/cluster-folders.ts'
import type { Renamed } from '../fleet/edit.ts'
import { pathIn, repositoriesOf } from '../fleet/repositories.ts'
import type { Fleet } from '../fleet/schema.ts'
import { LAYER_FOLDERS } from './places.ts'

/** A folder or file and where it goes, by paths below where the fleet is made. */
interface RenamedPath {
  from: string
  to: string
}

/**
 * The folders and files that are called after an entry, in the fleet as it is before it is renamed; files in such a folder come before it.
 * @param moves whether a cluster's folders take its name
 * @param repositories those of the fleet, with the folders that they have
 */
export function renameMoves(
  fleet: Fleet,
  { section, from, to }: Renamed,
  moves = false,
  repositories = repositoriesOf(fleet),
): RenamedPath[] {
  const main = repositories.find(({ kind }) => kind === 'fleet')!
  const layers = repositories.find(({ kind, folder }) => kind === 'platform' || folder === '')!
  const inLayers = (path: (folder: string) => string) =>
    LAYERS.map((layer) => pathIn(layers, path(LAYER_FOLDERS[layer])))
  const pairs = (paths: (name: string) => string[]): RenamedPath[] => {
    const wanted = paths(to)
    return paths(from).map((path, index) => ({ from: path, to: wanted[index]! }))
  }
  const environments = fleet.environments.map(({ name }) => name)
  switch (section) {
    case 'environments':
      return pairs((name) => [
        ...inLayers((folder) => `${folder}/${name}`),
        ...['policies', 'tenants'].map((folder) => pathIn(main, `${folder}/${name}`)),
      ])
    case 'clusters': {
      const cluster = fleet.clusters.find(({ name }) => name === from)
      if (!moves || cluster === undefined) return []
      const moved = { name: to }
      return [
        { from: pathIn(main, clusterFolder(cluster)), to: pathIn(main, clusterFolder(moved)) },
        { from: pathIn(main, secretsFolder(cluster)), to: pathIn(main, secretsFolder(moved)) },
      ]
    }
    case 'components':
      return [
        ...environments.flatMap((environment) =>
          PATCH_FILES.flatMap((suffix) => [
            ...pairs((name) => inLayers((folder) => `${folder}/${environment}/${name}/${name}${suffix}`)),
            ...pairs((name) => inLayers((folder) => `${folder}/${environment}/${name}${suffix}`)),
          ]),
        ),
        ...['base', ...environments].flatMap((place) =>
          pairs((name) => inLayers((folder) => `${folder}/${place}/${name}`)),
        ),
      ]
    case 'tenants':
      return ['base', ...environments].flatMap((place) =>
        pairs((name) => [pathIn(main, `tenants/${place}/${name}`)]),
      )
  }
}

/** What the names of a component's patches in an overlay end in. */
const PATCH_FILES = ['-values.yaml', '-patch.yaml']
