import { asWritten } from '../../fleet/resolve/as-written.ts'
import { Placement } from '../../fleet/resolve/placement.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../../fleet/schema/layouts.ts'
import { keepingObjectName } from '../../fleet/sections/kept-object-name.ts'
import type { Renamed, SectionDescriptor } from '../../fleet/sections/section.ts'
import { tenantsOf } from './resolved-tenant.ts'

/** Teams with namespaces, permissions and a source of their own. */
export const tenantSection: SectionDescriptor<'tenants'> = {
  key: 'tenants',
  word: 'tenant',
  example: 'payments,role=edit',
  isIn: isLockedDown,
  shared: 'tenancy',
  rows: (resolved) =>
    asWritten(tenantsOf(resolved)).map(({ name, tenant, namespaces, placement }) => ({
      name,
      role: tenant.role,
      namespaces: [...namespaces],
      clusters: asWritten(placement.clusters).map((cluster) => cluster.name),
    })),
  pathsNamed: (name, { environments, inFleet }) =>
    ['base', ...environments].map((place) => inFleet(`tenants/${place}/${name}`)),
  hasObjectNames: true,
  rename: keepingObjectName,
  follow: keepingFolder,
}

/** The folder of an environment in the repository of a tenant is the team's, and called as it was. */
function keepingFolder(
  { was, now }: { was: Tenant; now: Tenant },
  { section, from, to }: Renamed,
  fleet: Fleet,
): Tenant {
  const environment = section === 'environments' && fleet.environments.find(({ name }) => name === from)
  if (
    !environment ||
    was.source.path !== undefined ||
    !new Placement(was, fleet.clusters).isSomewhereIn(from)
  )
    return now
  const others = now.overrides ?? []
  const index = others.findIndex((override) => override.environment === to)
  const { path = `apps/${from}`, ...own } = others[index] ?? { environment: to }
  const override = path === `apps/${to}` ? own : { ...own, path }
  const says = Object.values(override).filter((value) => value !== undefined).length > 1
  const said = says ? [override] : []
  const all =
    index < 0 ? [...others, ...said] : [...others.slice(0, index), ...said, ...others.slice(index + 1)]
  return { ...now, overrides: all.length === 0 ? undefined : all }
}
