import type { Fleet } from '../fleet/schema.ts'

/** One creation rule of `.sops.yaml`. */
export interface SopsRule {
  /** Regular expression on the path below the repository. */
  path: string
  recipients: string[]
}

const FILES = '.*\\.sops\\.ya?ml$'

/**
 * A rule for the Secrets of each cluster and for those of each environment's overlays, which all its clusters must read. Nothing
 * under `base/` is matched: that would have to be read by every cluster.
 */
export function sopsRules(fleet: Fleet): SopsRule[] {
  const shared = fleet.secrets.recipients ?? []
  const rules = [
    ...fleet.clusters.map((cluster) => ({
      path: `^secrets/${cluster.name}/${FILES}`,
      recipients: [...shared, ...(cluster.recipients ?? [])],
    })),
    ...fleet.environments.map((environment) => ({
      path: `^(infrastructure/[^/]+|apps)/${environment.name}/${FILES}`,
      recipients: [
        ...shared,
        ...fleet.clusters
          .filter((cluster) => cluster.environment === environment.name)
          .flatMap((cluster) => cluster.recipients ?? []),
      ],
    })),
  ]
  return rules
    .map(({ path, recipients }) => ({ path, recipients: [...new Set(recipients)] }))
    .filter(({ recipients }) => recipients.length > 0)
}
