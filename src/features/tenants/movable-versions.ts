import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import { refIn } from '../../render/versions/read-versions.ts'
import type { MovableVersion } from '../command-contributor.ts'
import { tenantsOf } from './resolved-tenant.ts'
import { referenceOf } from './tenancy.ts'

/** The tag or range of each tenant's source, as its base says it for all environments. */
export function tenantVersions(resolved: ResolvedFleet): MovableVersion[] {
  return tenantsOf(resolved).flatMap(({ name, tenant }): MovableVersion[] => {
    const key = keyOf(tenant)
    if (key === undefined || key === 'branch') return []
    const tenantIn = (fleet: Fleet) => fleet.tenants.find((one) => one.name === name)
    return [
      {
        of: name,
        environment: undefined,
        paths: [`tenants/base/${name}/sync.yaml`],
        key,
        // The source is the first object of the file.
        read: (text) => refIn(text.replace(/^---\n/, '').split(/^---$/m)[0]!),
        saidIn: (fleet) => tenantIn(fleet)?.source[key],
        take: (fleet, version) => ({
          ...fleet,
          tenants: fleet.tenants.map((one) =>
            one.name === name ? { ...one, source: { ...one.source, [key]: version } } : one,
          ),
        }),
      },
    ]
  })
}

function keyOf({ source }: Tenant): 'branch' | 'tag' | 'semver' | undefined {
  return Object.keys(referenceOf(source) ?? {})[0] as 'branch' | 'tag' | 'semver' | undefined
}
