import type { Capability } from '../../fleet/catalog/capabilities.ts'
import type { ResolvedComponent } from '../../fleet/resolve/resolved-fleet.ts'
import type { Tenant } from '../../fleet/schema/fleet-schema.ts'
import { QUOTA_PRESETS } from './quota-presets.ts'
import type { ResolvedTenant } from './resolved-tenant.ts'
import { ROUTE_LABELS, TENANT_ANNOTATIONS, TENANT_LABEL, type TenantSource } from './tenancy.ts'
import type { TenantRendering } from './tenant-rendering.ts'
import { DECRYPTION_SECRET } from './tenant-secrets.ts'

/**
 * What a component of the catalog `provides` that sends traffic to applications, and what the NetworkPolicy
 * for it is called.
 */
const INCOMING = [
  { name: 'ingress', provides: ['gateway', 'ingress'] },
  { name: 'monitoring', provides: ['monitoring'] },
] as const satisfies readonly { name: string; provides: readonly Capability[] }[]

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
  rendering: TenantRendering,
  resolvedTenant: ResolvedTenant,
  source: GeneralSource,
): ReadonlyMap<string, string> {
  const { library, resolved } = rendering
  const { tenant, objectName: name, namespaces, namespace, account, decrypts } = resolvedTenant
  const { podSecurity, quota, notifications, hosts = [] } = tenant
  const files = new Map<string, string>()
  const add = (file: string, context: object) =>
    files.set(file, library.template(`tenant/${file}`)({ name, namespace, namespaces, account, ...context }))
  add('namespaces.yaml', {
    label: TENANT_LABEL,
    labels: { ...resolved.conventions.namespaceLabels, ...(hosts.length > 0 ? ROUTE_LABELS : {}) },
    annotations: grants(tenant),
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
    decryption: decrypts ? { secret: DECRYPTION_SECRET } : undefined,
  })
  if (quota !== 'none')
    add('quota.yaml', { quota: QUOTA_PRESETS[quota], closedServices: closedServices(tenant) })
  if (tenant.networkPolicies)
    add('network-policies.yaml', {
      label: TENANT_LABEL,
      incoming: incomingTraffic(rendering, resolvedTenant),
    })
  if (notifications !== undefined) {
    add('notifications.yaml', {
      apiVersion: resolved.flux.notificationApi,
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

/** What the policies read of its namespaces that the tenant is given; undefined where it is given nothing. */
function grants({ hosts = [], serviceTypes = [] }: Tenant): Record<string, string> | undefined {
  const given = Object.entries({
    [TENANT_ANNOTATIONS.hosts]: hosts,
    [TENANT_ANNOTATIONS.serviceTypes]: serviceTypes,
  }).filter(([, values]) => values.length > 0)
  if (given.length === 0) return undefined
  return Object.fromEntries(given.map(([name, values]) => [name, [...new Set(values)].sort().join(' ')]))
}

/**
 * What the quota counts of Services that the tenant may not have (`ResourceQuota.spec.hard`). A load balancer
 * has ports on the nodes too, unless it says otherwise.
 */
function closedServices({ serviceTypes = [] }: Tenant): string[] {
  return [
    ...(serviceTypes.includes('LoadBalancer') ? [] : ['services.loadbalancers']),
    ...(serviceTypes.length > 0 ? [] : ['services.nodeports']),
  ]
}

/** Namespaces of the platform that may talk to the tenant, by what their components are for. */
export function incomingTraffic({ resolved }: Pick<TenantRendering, 'resolved'>, tenant: ResolvedTenant) {
  return INCOMING.map(({ name, provides }) => {
    const sending = provides
      .flatMap((capability) => resolved.providers.get(capability) ?? [])
      .filter((component) => isNearTenant(component, tenant))
    return { name, namespaces: [...new Set(sending.map(({ namespace }) => namespace))].sort() }
  }).filter(({ namespaces }) => namespaces.length > 0)
}

/**
 * Where the component is missing its namespace is too, so it does no harm to name it in all environments of
 * the tenant.
 */
function isNearTenant({ placement }: ResolvedComponent, { environments }: ResolvedTenant): boolean {
  return environments.some(({ name }) => placement.isSomewhereIn(name))
}
