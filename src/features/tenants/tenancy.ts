import { objectNameOf } from '../../fleet/resolve/object-name.ts'
import { overrideIn } from '../../fleet/resolve/overrides.ts'
import { Placement } from '../../fleet/resolve/placement.ts'
import { ownerPrefixes, siblingUrl } from '../../fleet/resolve/repository-urls.ts'
import type { Environment, Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'

/**
 * Label of a tenant's namespaces. What is emitted and what the policies select are both made from it
 * (https://fluxcd.io/flux/installation/configuration/multitenancy/).
 */
export const TENANT_LABEL = 'toolkit.fluxcd.io/tenant'

/**
 * Annotations of a tenant's namespaces that say what it is given. Policies read them of the namespace that an
 * object lies in; tenants can't change their namespaces.
 */
export const TENANT_ANNOTATIONS = {
  hosts: 'toolkit.fluxcd.io/tenant-hosts',
  serviceTypes: 'toolkit.fluxcd.io/tenant-service-types',
} as const

/**
 * Label of the namespaces whose routes a shared gateway admits (`Listener.allowedRoutes.namespaces.selector`):
 * those of the platform, and of the tenants that have hosts.
 */
export const ROUTE_LABELS = { 'shared-gateway-access': 'true' } as const

/**
 * The account that Flux acts as for the platform's own Kustomizations; `flux bootstrap` makes it in
 * flux-system.
 */
export const PLATFORM_ACCOUNT = 'kustomize-controller'
/**
 * The account that Flux acts as for the platform's own Helm releases; `flux bootstrap` makes it in
 * flux-system.
 */
export const PLATFORM_RELEASE_ACCOUNT = 'helm-controller'

/**
 * What a tenant's objects are called: its source and Kustomization, its role and alerts, the value of the
 * label, its private key, and the repository that is made for it.
 */
export function tenantName(tenant: Tenant): string {
  return objectNameOf(tenant)
}

/** The namespaces of a tenant; its source, its Kustomization and its account live in the first. */
export function tenantNamespaces(tenant: Tenant): readonly [string, ...string[]] {
  return (tenant.namespaces ?? [tenantName(tenant)]) as [string, ...string[]]
}

/** The account that Flux acts as in a tenant's first namespace. */
export function tenantAccount(fleet: Fleet): string {
  return fleet.tenancy.serviceAccount
}

/** The source of a tenant as Flux follows it in an environment. */
export interface TenantSource {
  kind: 'GitRepository' | 'OCIRepository'
  url: string
  /** One of branch, tag and semver (`GitRepository.spec.ref`, `OCIRepository.spec.ref`). */
  ref: Readonly<Record<string, string>>
  /** Folder that is applied, starting with "./" (`Kustomization.spec.path`). */
  path: string
}

/**
 * The URL of a tenant's source: as it says, else a repository of the name of its objects at the owner of the
 * fleet.
 */
export function tenantUrl(fleet: Fleet, tenant: Tenant): string {
  const { git, oci, secret } = tenant.source
  return git ?? oci ?? siblingUrl(fleet, tenantName(tenant), secret === undefined ? 'https' : 'ssh')
}

/** The source of a tenant in an environment. */
export function tenantSource(fleet: Fleet, tenant: Tenant, environment: Environment): TenantSource {
  const override = overrideIn(tenant, environment.name)
  const kind = tenant.source.oci === undefined ? 'GitRepository' : 'OCIRepository'
  const asked = referenceOf(override ?? {}) ?? referenceOf(tenant.source)
  const folder = override?.path ?? tenant.source.path ?? `apps/${environment.name}`
  return {
    kind,
    url: tenantUrl(fleet, tenant),
    ref: asked ?? (kind === 'GitRepository' ? { branch: 'main' } : { tag: 'latest' }),
    path: `./${folder.replace(/^\.(\/|$)/, '')}`,
  }
}

/** What is said of a version: the one key of branch, tag and semver that is there. */
export function referenceOf(reference: {
  branch?: string | undefined
  tag?: string | undefined
  semver?: string | undefined
}): Record<string, string> | undefined {
  for (const key of ['semver', 'tag', 'branch'] as const) {
    const value = reference[key]
    if (value !== undefined) return { [key]: value }
  }
  return undefined
}

/**
 * Prefixes of the sources that every tenant may use, each ending in "/": as the fleet says, else those of its
 * owner. A fleet without tenants may have no owner, and then has none.
 */
export function generalSources(fleet: Fleet): string[] {
  return fleet.tenancy.sources ?? ownerPrefixes(fleet)
}

/**
 * Prefixes of the sources that tenants may use in an environment, each ending in "/": those of the fleet, and
 * the source of each tenant that is there, so that what is emitted is always allowed.
 */
export function allowedSources(fleet: Fleet, environment: Environment): string[] {
  const tenants = fleet.tenants.filter((tenant) =>
    new Placement(tenant, fleet.clusters).isSomewhereIn(environment.name),
  )
  return [
    ...new Set([
      ...generalSources(fleet),
      ...tenants.map((tenant) => `${tenantUrl(fleet, tenant).replace(/\/+$/, '')}/`),
    ]),
  ].sort()
}
