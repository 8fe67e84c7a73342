import { pathInRepository } from '../../fleet/resolve/flux-path.ts'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { posixLine } from '../../text/commands/posix-shell.ts'
import type { RenderContributor, RepositoryContents } from '../contributor.ts'
import { firstPush } from './first-push.ts'
import type { RepositoryView } from './repository-view.ts'

/** The repositories of a fleet, in the order in which they are pushed the first time. */
export function repositoryViews(
  resolved: ResolvedFleet,
  contributors: readonly RenderContributor[],
): RepositoryView[] {
  return resolved.repositories.map((repository, index) => ({
    kind: repository.kind,
    name: repository.name,
    folder: repository.folder,
    prefix: pathInRepository(resolved.fleet, ''),
    pattern: escaped(pathInRepository(resolved.fleet, '')),
    url: repository.url,
    webUrl: repository.webUrl,
    branch: repository.branch,
    owner: repository.owner,
    purpose: repository.purpose,
    position: index + 1,
    firstPush: firstPush(repository, { hasRemote: false }).map(posixLine),
    ...contentsOf(repository, resolved, contributors),
  }))
}

type Contents = Pick<
  RepositoryView,
  'hasClusters' | 'hasLayers' | 'folders' | 'files' | 'sources' | 'workloads' | 'production'
>

function contentsOf(
  repository: FleetRepository,
  resolved: ResolvedFleet,
  contributors: readonly RenderContributor[],
): Contents {
  const hasClusters = repository === resolved.fleetRepository
  const hasLayers = repository === resolved.layersRepository
  const contributed = contributors.flatMap((one) => one.repositoryContents?.(repository, resolved) ?? [])
  const layers = hasLayers ? [LAYERS_CONTENTS] : []
  const inRepository = (path: string) => pathInRepository(resolved.fleet, path)
  const all: RepositoryContents[] = [
    ...(hasClusters ? [{ folders: ['clusters'], sources: ['clusters'] }] : []),
    ...contributed,
    ...layers,
    ...(hasClusters ? [{ folders: ['secrets'] }] : []),
    ...(hasLayers ? [{ folders: ['charts', ...chartFolders(resolved)] }] : []),
  ]
  return {
    hasClusters,
    hasLayers,
    folders: [...new Set(all.flatMap(({ folders }) => folders))],
    files: all.flatMap(({ files }) => files ?? []),
    sources: all
      .flatMap(({ sources }) => sources ?? [])
      .map(escaped)
      .join('|'),
    workloads: all
      .flatMap(({ workloads }) => workloads ?? [])
      .map(escaped)
      .join('|'),
    production: resolved.environments
      .filter(({ production }) => production)
      .map((environment) => ({
        name: environment.name,
        files: [...layers, ...contributed]
          .flatMap((one) => one.productionFiles?.(environment) ?? [])
          .map(inRepository),
      }))
      .filter(({ files }) => files.length > 0),
  }
}

const LAYERS_CONTENTS: RepositoryContents = {
  folders: ['infrastructure', 'apps'],
  sources: ['infrastructure', 'apps'],
  workloads: ['infrastructure', 'apps'],
  productionFiles: ({ name }) => [`infrastructure/**/${name}/**`, `apps/${name}/**`],
}

/** Folders at the top that hold charts of our own, wherever a person keeps them. */
function chartFolders({ components }: ResolvedFleet): string[] {
  return components.flatMap(({ chart }) =>
    chart?.source === 'path' ? [chart.chart.path!.split('/')[0]!] : [],
  )
}

/** A folder's name in a regular expression that stands in a JSON string. */
function escaped(folder: string): string {
  return folder.replaceAll('.', '\\\\.')
}

/** A reference in words. */
export function referenceText(ref: Readonly<Record<string, string>>): string {
  const [[kind, value] = ['branch', 'main']] = Object.entries(ref)
  return kind === 'semver' ? `newest tag in ${value}` : `${kind} ${value}`
}
