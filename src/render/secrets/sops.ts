import { secretsFolder } from '../../fleet/resolve/cluster-folders.ts'
import { isOnCluster } from '../../fleet/resolve/placement.ts'
import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import { isTenantOf } from '../../fleet/resolve/tenancy.ts'
import type { Cluster, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository } from '../../fleet/schema/layouts.ts'

/** One creation rule of `.sops.yaml`. */
export interface SopsRule {
  /** Regular expression on the path below the repository. */
  path: string
  recipients: string[]
}

const FILES = '.*\\.sops\\.ya?ml$'

/**
 * The rules of a repository, for what it holds: a rule for the Secrets of each cluster, one for those of each
 * tenant in an environment, and one for those of each environment's overlays. Whoever may decrypt are the
 * clusters that apply the files. Nothing under `base/` is matched: that would have to be read by every
 * cluster.
 */
export function sopsRules(fleet: Fleet, kind: FleetRepository['kind'] = 'fleet'): SopsRule[] {
  const shared = fleet.secrets.recipients ?? []
  const keysOf = (clusters: readonly Cluster[]) => [
    ...shared,
    ...clusters.flatMap((cluster) => cluster.recipients ?? []),
  ]
  const clustersIn = (environment: string) =>
    fleet.clusters.filter((cluster) => cluster.environment === environment)
  const ofClusters = fleet.clusters.map((cluster) => ({
    path: `^${secretsFolder(cluster)}/${FILES}`,
    recipients: keysOf([cluster]),
  }))
  const ofTenants = fleet.environments.flatMap((environment) =>
    fleet.tenants
      .filter((tenant) => isTenantOf(fleet, tenant, environment))
      .map((tenant) => ({
        path: `^tenants/${environment.name}/${tenant.name}/${FILES}`,
        recipients: keysOf(clustersIn(environment.name).filter((cluster) => isOnCluster(tenant, cluster))),
      })),
  )
  const ofOverlays = fleet.environments.map((environment) => ({
    path: `^(infrastructure/[^/]+|apps)/${environment.name}/${FILES}`,
    recipients: keysOf(clustersIn(environment.name)),
  }))
  const several = hasPlatformRepository(fleet)
  const rules =
    kind === 'platform' ? ofOverlays : [...ofClusters, ...ofTenants, ...(several ? [] : ofOverlays)]
  return rules
    .map(({ path, recipients }) => ({ path, recipients: [...new Set(recipients)] }))
    .filter(({ recipients }) => recipients.length > 0)
}
