import { dirname, join, relative, sep } from 'node:path'
import { renderRepositories } from '../../features/render-fleet.ts'
import { resolveFleet } from '../../features/resolve-fleet.ts'
import { type FleetRepository, pathIn } from '../../fleet/resolve/repositories.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { VariablesByHand } from '../../render/clusters/variables.ts'
import type { RenderedRepository } from '../../render/render.ts'
import type { Library } from '../../render/templates/library.ts'
import { EXIT, Failure } from '../command-line/failure.ts'
import { isBelow, parseCheckouts, refuseCheckout, refuseOther, refuseOverlap } from './checkouts.ts'

/** Where the repositories of a fleet lie. The only thing that knows it: a render knows their names. */
export interface Places {
  /**
   * Where the paths of the fleet's Trees begin: its folder, or the nearest one that holds all of its
   * repositories.
   */
  root: string
  /** A repository with the folder that it has below the root. */
  place(repository: FleetRepository): FleetRepository
  /** A path of the fleet's own repository as it lies below the root. */
  inFleet(path: string): string
  /** The folders of the repositories that are not a team's. */
  folders: string[]
  /** How many folders lie between the root and the repositories. */
  depth: number
  /** What was typed of it, as flags and their values. */
  checkoutFlags: string[]
}

/** What `placesOf` takes besides the fleet. */
export interface PlacesOptions {
  /** The folder that holds `flux-fleet.yaml`. */
  folder: string
  /** Where directories that were typed begin. */
  cwd: string
  /** What was typed with `--checkout`: a name and a directory each. */
  checkouts: readonly string[]
  /** Whether other repositories than the fleet's own matter. */
  needsOthers: boolean
}

/**
 * Finds the repositories of a fleet. The place of its own is known; the platform's is said with `--checkout`,
 * or it lies beside. Those of teams are made beside the fleet's own.
 * @throws Failure for what can't be a repository of the fleet
 */
export function placesOf(
  resolved: ResolvedFleet,
  { folder, cwd, checkouts, needsOthers }: PlacesOptions,
): Places {
  const checkoutFlags = checkouts.flatMap((text) => ['--checkout', text])
  const { repositories, fleetRepository: main, layersRepository: platform } = resolved
  if (repositories.length === 1) {
    const [first] = checkouts
    if (first !== undefined)
      refuseCheckout(
        first,
        `the fleet is one repository (layout "${resolved.fleet.layout}"), so there is no other to look for. Leave it out.`,
      )
    return {
      root: folder,
      place: (repository) => repository,
      inFleet: (path) => path,
      folders: [folder],
      depth: 0,
      checkoutFlags,
    }
  }
  const beside = dirname(folder)
  const typed = parseCheckouts(checkouts, repositories, cwd)
  const own = typed.get(main.name)
  if (own !== undefined && own.path !== folder)
    refuseCheckout(
      own.text,
      `the fleet is the one in ${folder}, where its flux-fleet.yaml was found, and ${own.path} is another folder. Leave it out, or go there with --cwd.`,
    )
  const elsewhere = typed.get(platform.name)
  if (elsewhere !== undefined) {
    refuseOverlap(elsewhere, folder, main.name)
    refuseOther(elsewhere, platform.name, cwd)
  }
  const there = elsewhere?.path ?? join(beside, platform.folder)
  if (needsOthers && there === folder)
    throw new Failure(
      EXIT.obstacle,
      `The folder of the fleet, ${folder}, is where its repository "${platform.name}" is looked for. Say where that is: --checkout ${platform.name}=<directory>.`,
    )
  const root = commonFolder(folder, there)
  const below = (path: string) => relative(root, path).split(sep).join('/')
  const folderOf = ({ kind, name }: FleetRepository) =>
    below(kind === 'fleet' ? folder : kind === 'platform' ? there : join(beside, name))
  const place = (repository: FleetRepository) => ({ ...repository, folder: folderOf(repository) })
  return {
    root,
    place,
    inFleet: (path) => pathIn(place(main), path),
    folders: [folder, there],
    depth: Math.max(...[folder, there].map((path) => below(path).split('/').length - 1)),
    checkoutFlags,
  }
}

/** The repositories of a fleet, with the folders that they have below the root. */
export function placedRepositories(
  { places, library }: { places: Places; library: Library },
  fleet: Fleet,
): FleetRepository[] {
  return resolveFleet(fleet, library.catalog).repositories.map(places.place)
}

/**
 * Renders each repository of a fleet, with the folder that it has below the root.
 * @param options as of `renderRepositories`
 * @throws InvalidFleetError when the fleet breaks a rule
 */
export function renderPlaced(
  { places, library }: { places: Places; library: Library },
  fleet: Fleet,
  options: { checks: boolean; setByHand?: VariablesByHand } = { checks: true },
): RenderedRepository[] {
  return renderRepositories(fleet, library, options).map(({ repository, tree }) => ({
    repository: places.place(repository),
    tree,
  }))
}

function commonFolder(first: string, second: string): string {
  for (let folder = dirname(first); ; folder = dirname(folder)) {
    if (isBelow(second, folder)) return folder
    if (dirname(folder) === folder)
      throw new Failure(
        EXIT.obstacle,
        `--checkout: there is no folder that holds both ${first} and ${second}. Have the repositories below one folder of yours. Nothing was written.`,
      )
  }
}
