import type { Renamed } from '../file/fleet-texts.ts'
import { directoryOf } from '../resolve/cluster-folders.ts'
import { objectNameOf } from '../resolve/object-name.ts'
import { isTenantOf } from '../resolve/tenancy.ts'
import { isProduction } from '../schema/environment-schema.ts'
import type { Cluster, Component, Environment, Fleet, Tenant } from '../schema/fleet-schema.ts'

/**
 * A fleet in which an entry, and whatever names it, is called otherwise. Nothing of it is another object on
 * the clusters: where the name alone said what an object or the folder that Flux starts in is called, the
 * entry says so itself from now on; and where it says what the name alone would say, it says it no more. So a
 * second renaming back gives the same fleet.
 * @param moves whether a cluster's folders take its name
 */
export function renameEntry(fleet: Fleet, { section, from, to }: Renamed, moves = false): Fleet {
  const now = (name: string) => (name === from ? to : name)
  const all = (names: string[] | undefined) => names?.map(now)
  switch (section) {
    case 'environments':
      return {
        ...fleet,
        environments: fleet.environments.map((entry) =>
          entry.name === from ? renamedEnvironment(entry, to) : entry,
        ),
        clusters: fleet.clusters.map((entry) => ({ ...entry, environment: now(entry.environment) })),
        components: fleet.components.map((entry) => ({
          ...entry,
          environments: all(entry.environments),
          overrides: entry.overrides?.map((override) => ({
            ...override,
            environment: now(override.environment),
          })),
        })),
        tenants: fleet.tenants.map((entry) => tenantIn(fleet, entry, from, to)),
      }
    case 'clusters':
      return {
        ...fleet,
        clusters: fleet.clusters.map((entry) =>
          entry.name === from ? renamedCluster(entry, to, moves) : entry,
        ),
        components: fleet.components.map((entry) => ({ ...entry, clusters: all(entry.clusters) })),
        tenants: fleet.tenants.map((entry) => ({ ...entry, clusters: all(entry.clusters) })),
      }
    case 'components':
      return {
        ...fleet,
        clusters: fleet.clusters.map((entry) => ({
          ...entry,
          patches: entry.patches?.map((patch) => ({ ...patch, component: now(patch.component) })),
        })),
        components: fleet.components.map((entry) => ({
          ...(entry.name === from ? renamedOwner(entry, to) : entry),
          dependsOn: all(entry.dependsOn),
        })),
        tenants: fleet.tenants.map((entry) => ({ ...entry, dependsOn: all(entry.dependsOn) })),
      }
    case 'tenants':
      return {
        ...fleet,
        tenants: fleet.tenants.map((entry) => (entry.name === from ? renamedOwner(entry, to) : entry)),
      }
  }
}

/**
 * Replicas, disruption budgets and versions follow from being production, which the name alone must not
 * change.
 */
function renamedEnvironment(environment: Environment, to: string): Environment {
  const is = isProduction(environment)
  const [wasByName, isByName] = [environment.name, to].map((name) => isProduction({ name }))
  // What a person spelled out though the name says the same stays spelled out.
  const production =
    is === isByName && is !== wasByName ? undefined : is === isByName ? environment.production : is
  return { ...environment, name: to, production }
}

function renamedCluster(cluster: Cluster, to: string, moves: boolean): Cluster {
  const directory = moves ? to : directoryOf(cluster)
  return { ...cluster, name: to, directory: directory === to ? undefined : directory }
}

function renamedOwner<Owner extends Component | Tenant>(owner: Owner, to: string): Owner {
  const objectName = objectNameOf(owner)
  return { ...owner, name: to, objectName: objectName === to ? undefined : objectName }
}

/** The folder of an environment in the repository of a tenant is the team's, and called as it was. */
function tenantIn(fleet: Fleet, tenant: Tenant, from: string, to: string): Tenant {
  const environments = tenant.environments?.map((name) => (name === from ? to : name))
  const overrides = tenant.overrides?.map((override) => ({
    ...override,
    environment: override.environment === from ? to : override.environment,
  }))
  const renamed = { ...tenant, environments, overrides }
  const environment = fleet.environments.find(({ name }) => name === from)
  if (
    tenant.source.path !== undefined ||
    environment === undefined ||
    !isTenantOf(fleet, tenant, environment)
  )
    return renamed
  const { path = `apps/${from}`, ...own } = overrides?.find((override) => override.environment === to) ?? {
    environment: to,
  }
  const override = path === `apps/${to}` ? own : { ...own, path }
  const says = Object.values(override).filter((value) => value !== undefined).length > 1
  const others = overrides ?? []
  const index = others.findIndex((other) => other.environment === to)
  const all =
    index < 0
      ? [...others, ...(says ? [override] : [])]
      : [...others.slice(0, index), ...(says ? [override] : []), ...others.slice(index + 1)]
  return { ...renamed, overrides: all.length === 0 ? undefined : all }
}
