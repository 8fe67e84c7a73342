import type { FleetIssue } from '../../../fleet/issue.ts'
import type { ResolvedFleet } from '../../../fleet/resolve/resolved-fleet.ts'
import { tenantsOf } from '../resolved-tenant.ts'

const DOMAIN = '${CLUSTER_DOMAIN}'

/** A host belongs to one tenant on a cluster, and what is below the cluster's domain needs a domain. */
export function checkTenantHosts(resolved: ResolvedFleet): FleetIssue[] {
  const tenants = [...tenantsOf(resolved)].sort((one, other) => one.index - other.index)
  return tenants.flatMap(({ tenant, index, placement }) =>
    (tenant.hosts ?? []).flatMap((host, number): FleetIssue[] => {
      const path = ['tenants', index, 'hosts', number]
      const without = placement.clusters.find(({ cluster }) => cluster.domain === undefined)
      if (host.includes(DOMAIN) && without !== undefined)
        return [{ path, message: `the cluster "${without.name}" has no domain: set its "domain"` }]
      if (tenant.hosts!.indexOf(host) < number)
        return [{ path, message: `there is already a host "${host}"` }]
      const owner = tenants.find(
        (other) =>
          other.index < index &&
          other.placement.clusters.some((cluster) => placement.isOn(cluster)) &&
          other.tenant.hosts?.some((taken) => overlap(taken, host)),
      )
      return owner === undefined
        ? []
        : [
            {
              path,
              message: `"${host}" belongs to the tenant "${owner.name}" already, on a cluster that both are on`,
            },
          ]
    }),
  )
}

/** Whether two hosts have a name in common; one that starts with `*.` stands for all below. */
function overlap(one: string, other: string): boolean {
  return covers(one, other) || covers(other, one)
}

function covers(wide: string, host: string): boolean {
  return wide === host || (wide.startsWith('*.') && host.endsWith(wide.slice(1)))
}
