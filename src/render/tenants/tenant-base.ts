import { isInEnvironment, isOwn, isPerClusterIn, namespaceOf } from '../../fleet/resolve/placement.ts'
import {
  isTenantOf,
  TENANT_LABEL,
  type TenantSource,
  tenantAccount,
  tenantDecrypts,
  tenantName,
  tenantNamespaces,
} from '../../fleet/resolve/tenancy.ts'
import type { Component, Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import type { Library } from '../templates/library.ts'
import { QUOTA_PRESETS } from './tenant-quota.ts'
import { DECRYPTION_SECRET } from './tenant-secrets.ts'

/**
 * What a component of the catalog `provides` that sends traffic to applications, and what the NetworkPolicy
 * for it is called.
 */
const INCOMING = [
  { name: 'ingress', provides: ['gateway', 'ingress'] },
  { name: 'monitoring', provides: ['monitoring'] },
] as const

/**
 * The source of a tenant without what single environments have differently; without a path when each
 * environment has another.
 */
export type GeneralSource = Omit<TenantSource, 'path'> & { path: string | undefined }

/**
 * The base folder of a tenant: what it has alike in all its environments.
 * @param source what its source is where an environment says nothing else
 * @returns the files by name
 */
export function tenantBase(
  fleet: Fleet,
  library: Library,
  tenant: Tenant,
  source: GeneralSource,
): ReadonlyMap<string, string> {
  const name = tenantName(tenant)
  const { podSecurity, quota, notifications } = tenant
  const namespaces = tenantNamespaces(tenant)
  const [namespace] = namespaces
  const account = tenantAccount(fleet)
  const files = new Map<string, string>()
  const add = (file: string, context: object) =>
    files.set(file, library.template(`tenant/${file}`)({ name, namespace, namespaces, account, ...context }))
  add('namespaces.yaml', {
    label: TENANT_LABEL,
    podSecurity,
    advised: podSecurity === 'baseline' ? 'restricted' : undefined,
  })
  const binding = `${name}-reconciler`
  const custom = tenant.role === 'custom'
  add('rbac.yaml', {
    binding,
    role: custom ? { kind: 'Role', name: binding } : { kind: 'ClusterRole', name: tenant.role },
    rules: custom ? tenant.rules : undefined,
  })
  add('sync.yaml', {
    source,
    path: source.path,
    secret: tenant.source.secret,
    targetNamespace: namespaces.length === 1 ? namespace : undefined,
    decryption: tenantDecrypts(fleet, tenant) ? { secret: DECRYPTION_SECRET } : undefined,
  })
  if (quota !== 'none') add('quota.yaml', { quota: QUOTA_PRESETS[quota] })
  if (tenant.networkPolicies)
    add('network-policies.yaml', { label: TENANT_LABEL, incoming: incomingTraffic(fleet, library, tenant) })
  if (notifications !== undefined) {
    add('notifications.yaml', {
      apiVersion: notificationVersion(fleet),
      notifications: { ...notifications, channel: notifications.channel },
      sourceKind: source.kind,
    })
  }
  files.set(
    'kustomization.yaml',
    library.template('component/kustomization.yaml')({ resources: [...files.keys()] }),
  )
  return files
}

/**
 * The API version of Provider and Alert: Flux 2.10 made them v1 (its release notes), and before it v1beta3 is
 * the one there is.
 */
function notificationVersion(fleet: Fleet): string {
  return `notification.toolkit.fluxcd.io/${fleet.flux.version === '2.10' ? 'v1' : 'v1beta3'}`
}

/** Namespaces of the platform that may talk to the tenant, by what their components are for. */
export function incomingTraffic(fleet: Fleet, library: Library, tenant: Tenant) {
  const components = fleet.components.filter((component) => isNearTenant(fleet, component, tenant))
  return INCOMING.map(({ name, provides }) => {
    const sending = components.filter((component) => {
      const facts = isOwn(component) ? undefined : library.catalog.get(component.name)
      return facts?.provides.some((provided) => (provides as readonly string[]).includes(provided)) ?? false
    })
    const namespaces = sending.map((component) => namespaceOf(component, library.catalog))
    return { name, namespaces: [...new Set(namespaces)].sort() }
  }).filter(({ namespaces }) => namespaces.length > 0)
}

/**
 * Where the component is missing its namespace is too, so it does no harm to name it in all environments of
 * the tenant.
 */
function isNearTenant(fleet: Fleet, component: Component, tenant: Tenant): boolean {
  return fleet.environments.some(
    (environment) =>
      isTenantOf(fleet, tenant, environment) &&
      (isInEnvironment(component, environment.name) || isPerClusterIn(fleet, component, environment)),
  )
}
