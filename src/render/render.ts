import { assertFleet } from '../fleet/checks/check-fleet.ts'
import { FLEET_SCHEMA_PATH } from '../fleet/file/save-fleet.ts'
import { type FleetRepository, pathIn, repositoriesOf } from '../fleet/resolve/repositories.ts'
import { isProduction } from '../fleet/schema/environment-schema.ts'
import type { Fleet } from '../fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../fleet/schema/layouts.ts'
import { Tree } from '../tree/tree.ts'
import { renderClusters } from './clusters/clusters.ts'
import { assertPatches, kustomizationsByCluster } from './clusters/kustomizations.ts'
import { assertVariables } from './clusters/variables.ts'
import { renderBases, renderOverlays } from './components/overlays.ts'
import { partsOf } from './components/parts.ts'
import { renderRepository } from './repository/repository.ts'
import { renderTeamRepository } from './repository/team-repository.ts'
import { repositoryView } from './repository/view.ts'
import type { Library } from './templates/library.ts'
import { renderPolicies } from './tenants/policies.ts'
import { renderTenants } from './tenants/tenants.ts'

/** A repository of a fleet and its files. */
export interface RenderedRepository {
  repository: FleetRepository
  tree: Tree
}

/**
 * Renders a fleet. Pure: the same fleet and library always give the same bytes, in whatever order the entries
 * stand.
 * @returns the files of all its repositories, without `flux-fleet.yaml` and the locks
 * @throws InvalidFleetError when the fleet breaks a rule
 */
export function renderFleet(fleet: Fleet, library: Library): Tree {
  return joinRepositories(renderRepositories(fleet, library))
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
 * Renders each repository of a fleet by itself, as `renderFleet` does; paths are those inside the repository.
 * @param checks whether the fleet has to keep all rules; one that was applied has kept them
 * @throws InvalidFleetError when the fleet breaks a rule
 */
export function renderRepositories(
  unordered: Fleet,
  library: Library,
  { checks }: { checks: boolean } = { checks: true },
): RenderedRepository[] {
  if (checks) assertFleet(unordered, library.catalog)
  const fleet = ordered(unordered)
  const parts = partsOf(fleet, library)
  if (checks) {
    assertPatches(unordered, parts)
    assertVariables(unordered, parts)
  }
  const kustomizations = kustomizationsByCluster(fleet, parts)
  const view = repositoryView(fleet, library, parts, kustomizations)
  return repositoriesOf(fleet).map((repository) => {
    const tree = new Tree()
    if (repository.kind === 'team') {
      renderTeamRepository(tree, fleet, library, repository.tenant!)
      return { repository, tree }
    }
    if (repository.kind === 'platform' || repository.folder === '') {
      renderBases(tree, parts)
      renderOverlays(tree, fleet, library, parts)
    }
    if (repository.kind === 'fleet') {
      renderClusters(tree, fleet, library, parts, kustomizations)
      if (isLockedDown(fleet)) {
        renderPolicies(tree, fleet, library)
        renderTenants(tree, fleet, library)
      }
      tree.add(FLEET_SCHEMA_PATH, library.template('repository/flux-fleet.schema.json')({}))
    }
    renderRepository(tree, fleet, library, view, repository)
    return { repository, tree }
  })
}

/** The fleet with its entries by name; environments that lead to production first. */
function ordered(fleet: Fleet): Fleet {
  const byName = (first: { name: string }, second: { name: string }) =>
    first.name < second.name ? -1 : first.name > second.name ? 1 : 0
  return {
    ...fleet,
    environments: [...fleet.environments].sort(
      (first, second) => Number(isProduction(first)) - Number(isProduction(second)) || byName(first, second),
    ),
    secrets: { ...fleet.secrets, ...sorted(fleet.secrets, 'recipients') },
    clusters: [...fleet.clusters]
      .sort(byName)
      .map((cluster) => ({ ...cluster, ...sorted(cluster, 'recipients', 'secretVariables') })),
    components: [...fleet.components]
      .sort(byName)
      .map((component) => withSorted(component, 'environments', 'clusters', 'dependsOn')),
    tenants: [...fleet.tenants]
      .sort(byName)
      // The first namespace is where the source lives: their order says something.
      .map((tenant) => ({
        ...tenant,
        ...sorted(tenant, 'environments', 'clusters', 'dependsOn', 'recipients'),
      })),
  }
}

/** An entry with the lists of names among the given keys sorted; the same object where there are none. */
function withSorted<Entry extends object>(entry: Entry, ...keys: (keyof Entry)[]): Entry {
  return keys.every((key) => entry[key] === undefined) ? entry : { ...entry, ...sorted(entry, ...keys) }
}

/** The lists of names among the given keys, sorted. */
function sorted<Entry extends object>(entry: Entry, ...keys: (keyof Entry)[]): Partial<Entry> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const list = entry[key] as readonly string[] | undefined
      return list === undefined ? [] : [[key, [...list].sort()]]
    }),
  ) as Partial<Entry>
}
