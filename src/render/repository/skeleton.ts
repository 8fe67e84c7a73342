import { isTenantOf, tenantSource } from '../../fleet/resolve/tenancy.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'

/** The application that a team's repository begins with. */
export const SAMPLE = 'podinfo'

/** A folder that Flux applies, and the environments that it is for. */
export interface SkeletonOverlay {
  /** Path from the top of the repository, "" for the top itself. */
  path: string
  environments: { name: string; production: boolean }[]
}

/** How a team's repository is laid out, so that Flux finds what the tenant's Kustomizations name. */
export interface Skeleton {
  /** Folder of the sample, which the overlays list. */
  base: string
  overlays: SkeletonOverlay[]
  /** Folders and files at the top that clusters fetch. */
  folders: string[]
  files: string[]
}

/**
 * The layout of a team's repository: an overlay for each path that an environment applies, and a base beside
 * them.
 */
export function skeletonOf(fleet: Fleet, tenant: Tenant): Skeleton {
  const byPath = new Map<string, SkeletonOverlay>()
  for (const environment of fleet.environments) {
    if (!isTenantOf(fleet, tenant, environment)) continue
    const path = tenantSource(fleet, tenant, environment).path.replace(/^\.\//, '')
    const overlay = byPath.get(path) ?? { path, environments: [] }
    overlay.environments.push({ name: environment.name, production: isProduction(environment) })
    byPath.set(path, overlay)
  }
  const overlays = [...byPath.values()]
  const base = baseFolder([...byPath.keys()])
  const top = (path: string) => path.split('/')[0]!
  return {
    base,
    overlays,
    folders: [...new Set([base, ...byPath.keys()].filter((path) => path !== '').map(top))].sort(),
    files: byPath.has('') ? ['kustomization.yaml'] : [],
  }
}

/** A folder for the sample in which no overlay lies: kustomize lets no folder list one above it. */
function baseFolder(paths: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const folder = `apps/base${number === 1 ? '' : `-${number}`}/${SAMPLE}`
    if (!paths.some((path) => `${path}/`.startsWith(`${folder}/`))) return folder
  }
}

/** The path from one folder to another, as kustomize lists it. */
export function relativePath(from: string, to: string): string {
  const start = from === '' ? [] : from.split('/')
  const end = to.split('/')
  let common = 0
  while (common < start.length && start[common] === end[common]) common += 1
  return [...start.slice(common).map(() => '..'), ...end.slice(common)].join('/')
}
