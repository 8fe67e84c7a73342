import { clustersOf } from '../../fleet/resolve/placement.ts'
import { isTenantOf, tenantNamespaces } from '../../fleet/resolve/tenancy.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../../fleet/schema/layouts.ts'
import { keepingObjectName } from '../../fleet/sections/kept-object-name.ts'
import type { Renamed, SectionDescriptor } from '../../fleet/sections/section.ts'

/** Teams with namespaces, permissions and a source of their own. */
export const tenantSection: SectionDescriptor<'tenants'> = {
  key: 'tenants',
  word: 'tenant',
  example: 'payments,role=edit',
  isIn: isLockedDown,
  shared: 'tenancy',
  row: (tenant, fleet) => ({
    name: tenant.name,
    role: tenant.role,
    namespaces: [...tenantNamespaces(tenant)],
    clusters: clustersOf(fleet, tenant).map(({ name }) => name),
  }),
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
  if (!environment || was.source.path !== undefined || !isTenantOf(fleet, was, environment)) return now
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
