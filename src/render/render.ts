import { type FleetRepository, pathIn } from '../fleet/resolve/repositories.ts'
import type { ResolvedFleet } from '../fleet/resolve/resolved-fleet.ts'
import { Tree } from '../tree/tree.ts'
import { writeClusters } from './clusters/clusters.ts'
import { assertPatches, kustomizationsByCluster } from './clusters/kustomizations.ts'
import { assertReadableTemplates } from './clusters/own-templates.ts'
import { concurrencySettings, failureSettings, loggingSettings } from './clusters/tuning.ts'
import { assertVariables, type VariablesByHand } from './clusters/variables.ts'
import { writeBases, writeOverlays } from './components/overlays.ts'
import { partsOf } from './components/parts.ts'
import type { RenderContributor, Rendering } from './contributor.ts'
import { documentsOf } from './documents/fleet-documents.ts'
import { repositoryViews } from './repository/repositories-view.ts'
import { writeRepositoryFiles } from './repository/repository.ts'
import type { Library } from './templates/library.ts'

/** A repository of a fleet and its files. */
export interface RenderedRepository {
  repository: FleetRepository
  tree: Tree
}

/** The files of several repositories as one tree, those of each under its folder. */
export function joinRepositories(repositories: readonly RenderedRepository[]): Tree {
  if (repositories.length === 1 && repositories[0]!.repository.folder === '') return repositories[0]!.tree
  const joined = new Tree()
  for (const { repository, tree } of repositories) {
    for (const [path, file] of tree) joined.add(pathIn(repository, path), file.content, file)
  }
  return joined
}

/**
 * Renders each repository of a fleet by itself; paths are those inside the repository. Pure: the same fleet,
 * library and contributors always give the same bytes.
 * @param contributors the features that the fleet has, its installer and its delivery
 * @param checks whether what only a render finds is to be refused; a fleet that was applied was found right
 * @returns the files without `flux-fleet.yaml`, its schema and the locks
 * @throws InvalidFleetError for a variable or an object that is missing
 * @throws LibraryError for a template of the fleet's own that writes what Flux can't read
 */
export function render(
  resolved: ResolvedFleet,
  library: Library,
  contributors: readonly RenderContributor[],
  checks: boolean,
  setByHand?: VariablesByHand,
): RenderedRepository[] {
  const rendering = renderingOf(resolved, library, contributors, checks, setByHand)
  const rendered = resolved.repositories.map((repository) => {
    const tree = new Tree()
    if (repository === resolved.layersRepository) {
      writeBases(tree, rendering.parts)
      writeOverlays(tree, rendering)
    }
    if (repository === resolved.fleetRepository) writeClusters(tree, rendering)
    writeRepositoryFiles(tree, repository, rendering)
    for (const contributor of contributors) contributor.writeFiles?.(tree, repository, rendering)
    return { repository, tree }
  })
  if (checks && library.own !== undefined)
    assertReadableTemplates(
      rendered.map(({ tree }) => tree),
      rendering.kustomizations,
    )
  return rendered
}

function renderingOf(
  resolved: ResolvedFleet,
  library: Library,
  contributors: readonly RenderContributor[],
  checks: boolean,
  setByHand?: VariablesByHand,
): Rendering {
  const parts = partsOf(resolved, library)
  if (checks) {
    assertPatches(resolved, parts)
    assertVariables(resolved, parts, setByHand)
  }
  const known = {
    resolved,
    library,
    contributors,
    parts,
    kustomizations: kustomizationsByCluster(resolved, parts, contributors, library),
    settings: [
      ...concurrencySettings(resolved),
      ...failureSettings(),
      ...contributors.flatMap((contributor) => contributor.controllerSettings?.(resolved) ?? []),
      ...loggingSettings(resolved),
    ],
    repositories: repositoryViews(resolved, contributors),
  }
  return { ...known, documents: documentsOf(known) }
}
