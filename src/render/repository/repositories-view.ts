import semver from 'semver'
import { clusterFolder } from '../../fleet/resolve/cluster-folders.ts'
import { type FleetRepository, repositoriesOf } from '../../fleet/resolve/repositories.ts'
import { isTenantOf, platformReference, tenantSource } from '../../fleet/resolve/tenancy.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository, isLockedDown } from '../../fleet/schema/layouts.ts'
import { shellWord } from '../../text/shell.ts'
import { skeletonOf } from './skeleton.ts'

/** What the templates of one repository are told about it. */
export interface RepositoryView {
  kind: FleetRepository['kind']
  name: string
  folder: string
  url: string
  webUrl: string | undefined
  branch: string
  /** Whom it belongs to, and what it is for, in words. */
  owner: string
  purpose: string
  /** Place in the order in which the repositories are pushed the first time, from 1. */
  position: number
  /** The commands that push it the first time, run in its folder. */
  firstPush: string[]
  /** Whether it holds `clusters/` and what belongs to them. */
  hasClusters: boolean
  /** Whether it holds `infrastructure/` and `apps/`. */
  hasLayers: boolean
  /** Folders and files at its top that clusters fetch. */
  folders: string[]
  files: string[]
  /** Folders with sources, and those with images and charts, as alternatives of a regular expression. */
  sources: string
  workloads: string
  /** Files of each production environment, as patterns. */
  production: { name: string; files: string[] }[]
}

/** The repositories of a fleet, in the order in which they are pushed the first time. */
export function repositoryViews(fleet: Fleet): RepositoryView[] {
  return repositoriesOf(fleet).map((repository, index) => {
    const { kind, name, folder, url, webUrl, branch, tenant } = repository
    const contents = tenant === undefined ? platformContents(fleet, kind) : skeletonContents(fleet, tenant)
    return {
      kind,
      name,
      folder,
      url,
      webUrl,
      branch,
      owner: tenant === undefined ? 'the platform team' : `the team ${tenant.name}`,
      purpose: purposeOf(repository, contents.hasLayers),
      position: index + 1,
      firstPush: firstPush(fleet, repository),
      ...contents,
    }
  })
}

type Contents = Pick<
  RepositoryView,
  'hasClusters' | 'hasLayers' | 'folders' | 'files' | 'sources' | 'workloads' | 'production'
>

/** What lies in the repository of the fleet or of the platform. */
function platformContents(fleet: Fleet, kind: FleetRepository['kind']): Contents {
  const hasClusters = kind === 'fleet'
  const hasTenants = hasClusters && isLockedDown(fleet)
  const hasLayers = !hasClusters || !hasPlatformRepository(fleet)
  const layers = hasLayers ? ['infrastructure', 'apps'] : []
  const tenants = hasTenants ? ['tenants'] : []
  const clusters = hasClusters ? ['clusters'] : []
  const folders = [
    ...clusters,
    ...(hasTenants ? ['policies'] : []),
    ...tenants,
    ...layers,
    ...(hasClusters ? ['secrets'] : []),
    ...(hasLayers ? ['charts', ...chartFolders(fleet)] : []),
  ]
  return {
    hasClusters,
    hasLayers,
    folders: [...new Set(folders)],
    files: [],
    sources: [...clusters, ...tenants, ...layers].join('|'),
    workloads: layers.join('|'),
    production: fleet.environments.filter(isProduction).map(({ name }) => ({
      name,
      files: [
        ...(hasLayers ? [`infrastructure/**/${name}/**`, `apps/${name}/**`] : []),
        ...(hasTenants ? [`tenants/${name}/**`] : []),
        // Which version of the platform a cluster follows is said there.
        ...(hasLayers
          ? []
          : fleet.clusters
              .filter((cluster) => cluster.environment === name)
              .map((cluster) => `${clusterFolder(cluster)}/platform.yaml`)),
      ],
    })),
  }
}

/** Folders at the top that hold charts of our own, wherever a person keeps them. */
function chartFolders({ components }: Fleet): string[] {
  return components.flatMap(({ chart }) =>
    chart?.path === undefined || chart.git !== undefined ? [] : [chart.path.split('/')[0]!],
  )
}

/** What lies in the repository of a team. */
function skeletonContents(fleet: Fleet, tenant: Tenant): Contents {
  const { folders, files, overlays } = skeletonOf(fleet, tenant)
  return {
    hasClusters: false,
    hasLayers: false,
    folders,
    files,
    sources: folders.map(escaped).join('|'),
    workloads: folders.map(escaped).join('|'),
    production: overlays.flatMap(({ path, environments }) =>
      environments
        .filter((environment) => environment.production)
        .map(({ name }) => ({ name, files: [path === '' ? '*' : `${path}/**`] })),
    ),
  }
}

/** A folder's name in a regular expression that stands in a JSON string. */
function escaped(folder: string): string {
  return folder.replaceAll('.', '\\\\.')
}

function purposeOf({ kind, tenant }: FleetRepository, hasLayers: boolean): string {
  if (kind === 'team') return `applications of the team ${tenant!.name}`
  if (kind === 'platform') return 'components of the platform, by layer and environment'
  return hasLayers ? 'everything' : 'clusters, tenants and policies; where Flux starts'
}

/** A reference in words. */
export function referenceText(ref: Readonly<Record<string, string>>): string {
  const [[kind, value] = ['branch', 'main']] = Object.entries(ref)
  return kind === 'semver' ? `newest tag in ${value}` : `${kind} ${value}`
}

/**
 * The commands that push a repository the first time: its branch, and every other branch or tag that Flux
 * follows of it, so that no environment waits for one that nobody made.
 */
function firstPush(fleet: Fleet, repository: FleetRepository): string[] {
  const branch = shellWord(repository.branch)
  const others = followed(fleet, repository).flatMap((ref) => {
    if (ref.branch !== undefined)
      return ref.branch === repository.branch
        ? []
        : [`git push origin ${shellWord(`HEAD:refs/heads/${ref.branch}`)}`]
    const tag = ref.tag ?? firstTag(ref.semver)
    return tag === undefined ? [] : [`git tag ${shellWord(tag)}`, `git push origin ${shellWord(tag)}`]
  })
  return [
    'git add --all',
    `git commit --message ${shellWord(`Start ${repository.name}`)}`,
    `git remote add origin ${shellWord(repository.url)}`,
    `git push --set-upstream origin ${branch}`,
    ...new Set(others),
  ]
}

/** What the environments follow of a repository. */
function followed(fleet: Fleet, { kind, tenant }: FleetRepository): Record<string, string>[] {
  if (kind === 'platform')
    return fleet.environments.map((environment) => platformReference(fleet, environment))
  if (tenant === undefined) return []
  return fleet.environments
    .filter((environment) => isTenantOf(fleet, tenant, environment))
    .map((environment) => ({ ...tenantSource(fleet, tenant, environment).ref }))
}

/** The lowest version that a range takes, as a tag. */
function firstTag(range: string | undefined): string | undefined {
  if (range === undefined || semver.validRange(range) === null) return undefined
  return `v${semver.minVersion(range)}`
}
