import type { Catalog } from '../catalog/catalog.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import { unknownNames } from '../references/unknown-names.ts'
import { componentsByNamespace, isSystemNamespace } from '../resolve/namespaces.ts'
import { clustersOf, isOnCluster, layerOf } from '../resolve/placement.ts'
import { tenantDecrypts, tenantNamespaces } from '../resolve/tenancy.ts'
import type { Fleet, Tenant } from '../schema/fleet-schema.ts'
import { hasPlatformRepository, isLockedDown } from '../schema/layouts.ts'
import { checkObjectNames } from './object-names.ts'
import { checkPlaces } from './placement.ts'
import { duplicates } from './unique.ts'

/** Tenants have places, namespaces and keys that are nobody else's, and one source each. */
export function checkTenants(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  if (!isLockedDown(fleet)) {
    return fleet.tenants.length === 0
      ? []
      : [
          {
            path: ['tenants'],
            message:
              'the layout monorepo has no tenants: choose the layout multi-tenant (one platform repository) or multi-repo (a repository for each team besides)',
          },
        ]
  }
  return [
    ...duplicates(
      fleet.tenants.map((tenant) => tenant.name),
      ['tenants'],
      'name',
      'a tenant',
    ),
    ...checkObjectNames(fleet.tenants, 'tenants', 'tenant'),
    ...checkTenantNamespaces(fleet, catalog),
    ...checkKeys(fleet),
    ...fleet.tenants.flatMap((tenant, index) => {
      const path = ['tenants', index]
      return [
        ...checkPlaces(fleet, tenant, path, 'tenant'),
        ...checkRole(tenant, path),
        ...checkRules(tenant, path),
        ...checkSource(fleet, tenant, path),
        ...checkDependencies(fleet, catalog, tenant, path),
        ...checkVariables(tenant, path),
      ]
    }),
  ]
}

/**
 * A tenant's namespace belongs to it alone: not to Kubernetes, not to Flux, no component's, no other
 * tenant's.
 */
function checkTenantNamespaces(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  const ofComponents = componentsByNamespace(fleet, catalog)
  const owners = new Map<string, string>()
  return fleet.tenants.flatMap((tenant, index) =>
    tenantNamespaces(tenant).flatMap((namespace, number): FleetIssue[] => {
      const path =
        tenant.namespaces === undefined
          ? ['tenants', index, tenant.objectName === undefined ? 'name' : 'objectName']
          : ['tenants', index, 'namespaces', number]
      const owner = owners.get(namespace)
      owners.set(namespace, tenant.name)
      if (isSystemNamespace(namespace))
        return [
          {
            path,
            message: `the namespace "${namespace}" belongs to Kubernetes or Flux: no tenant may have it`,
          },
        ]
      const component = ofComponents.get(namespace)?.[0]
      if (component !== undefined)
        return [
          {
            path,
            message: `the namespace "${namespace}" belongs to the component "${component.name}": no tenant may have it`,
          },
        ]
      if (owner === tenant.name && tenant.namespaces !== undefined)
        return [{ path, message: `there is already a namespace "${namespace}"` }]
      // Two tenants of one name are told as that.
      if (owner !== undefined && owner !== tenant.name)
        return [{ path, message: `the namespace "${namespace}" belongs to the tenant "${owner}" already` }]
      return []
    }),
  )
}

/** The private key of a tenant lies in its namespace: it must open nobody else's Secrets. */
function checkKeys(fleet: Fleet): FleetIssue[] {
  const holders = new Map<string, string>()
  for (const recipient of fleet.secrets.recipients ?? []) holders.set(recipient, 'the administrators')
  for (const cluster of fleet.clusters)
    for (const recipient of cluster.recipients ?? []) holders.set(recipient, `the cluster "${cluster.name}"`)
  const issues: FleetIssue[] = []
  for (const [index, tenant] of fleet.tenants.entries()) {
    const path = ['tenants', index]
    const own = tenant.recipients ?? []
    if (fleet.secrets.provider === 'none') {
      if (tenant.decryption === true)
        issues.push({
          path: [...path, 'decryption'],
          message: 'needs SOPS: set secrets.provider to sops, or leave it out',
        })
      if (own.length > 0)
        issues.push({
          path: [...path, 'recipients'],
          message: 'recipients are for SOPS: set secrets.provider to sops, or leave them out',
        })
      continue
    }
    if (tenantDecrypts(fleet, tenant) && own.length === 0) {
      issues.push({
        path: [...path, 'recipients'],
        message: `is missing: give a public age key of "${tenant.name}", or set decryption to false`,
      })
    }
    for (const [number, recipient] of own.entries()) {
      const holder = holders.get(recipient)
      if (holder !== undefined && holder !== `the tenant "${tenant.name}"`)
        issues.push({
          path: [...path, 'recipients', number],
          message: `is a key of ${holder} too: a tenant's key lies in its namespace and must open nobody else's Secrets`,
        })
      holders.set(recipient, `the tenant "${tenant.name}"`)
    }
  }
  return issues
}

/**
 * A namespace counts as lying in itself, so that a Role could take the labels off it that the policies and
 * the Pod Security Standards go by (Kubernetes, RBAC authorization; the ClusterRoles admin and edit only read
 * these).
 */
const PLATFORM_RESOURCES = ['namespaces', 'resourcequotas', 'limitranges']
const READING = ['get', 'list', 'watch']

function checkRules(tenant: Tenant, path: FieldPath): FleetIssue[] {
  return (tenant.rules ?? []).flatMap((rule, index) =>
    rule.verbs.every((verb) => READING.includes(verb))
      ? []
      : rule.resources.flatMap((resource, number) =>
          PLATFORM_RESOURCES.includes(resource.split('/')[0]!)
            ? [
                {
                  path: [...path, 'rules', index, 'resources', number],
                  message: `"${resource}" is the platform's: a tenant that writes it could lift its own limits; allow get, list and watch only`,
                },
              ]
            : [],
        ),
  )
}

function checkRole(tenant: Tenant, path: FieldPath): FleetIssue[] {
  if (tenant.role === 'custom' && tenant.rules === undefined)
    return [{ path: [...path, 'rules'], message: 'is missing: the role custom needs its rules' }]
  if (tenant.role !== 'custom' && tenant.rules !== undefined)
    return [
      {
        path: [...path, 'rules'],
        atKey: true,
        message: `rules are for the role custom, not for ${tenant.role}`,
      },
    ]
  return []
}

function checkSource(fleet: Fleet, tenant: Tenant, path: FieldPath): FleetIssue[] {
  const { git, oci } = tenant.source
  const issues: FleetIssue[] = []
  if (git !== undefined && oci !== undefined)
    issues.push({ path: [...path, 'source', 'oci'], message: 'a tenant has one source: "git" or "oci"' })
  issues.push(...checkReference(tenant.source, oci !== undefined, [...path, 'source']))
  issues.push(...checkFolders(fleet, tenant, path))
  const seen = new Set<string>()
  for (const [number, override] of (tenant.overrides ?? []).entries()) {
    const place = [...path, 'overrides', number]
    const unknown = unknownNames(fleet).below([...place, 'environment'])
    issues.push(...unknown)
    if (unknown.length === 0 && seen.has(override.environment))
      issues.push({
        path: [...place, 'environment'],
        message: `there are already overrides for "${override.environment}"`,
      })
    seen.add(override.environment)
    issues.push(...checkReference(override, oci !== undefined, place))
  }
  return issues
}

/** What lies at the top of a team's repository besides what Flux applies, in lower case. */
const TEAM_FILES = ['agents.md', 'flux-fleet.lock', 'readme.md', 'renovate.json', 'scripts']

/**
 * In a repository that is made with the fleet, what Flux applies lies beside the files that the repository
 * itself has.
 */
function checkFolders(fleet: Fleet, tenant: Tenant, path: FieldPath): FleetIssue[] {
  if (!hasPlatformRepository(fleet) || (tenant.source.git ?? tenant.source.oci) !== undefined) return []
  const folders: [FieldPath, string | undefined][] = [
    [['source', 'path'], tenant.source.path],
    ...(tenant.overrides ?? []).map((override, index): [FieldPath, string | undefined] => [
      ['overrides', index, 'path'],
      override.path,
    ]),
  ]
  const spellings = new Map([['apps', 'apps']])
  return folders.flatMap(([field, folder]) => {
    const first = folder?.replace(/^\.(\/|$)/, '').split('/')[0]
    if (first === undefined || first === '') return []
    const known = spellings.get(first.toLowerCase()) ?? first
    spellings.set(first.toLowerCase(), known)
    if (first !== known)
      return [
        {
          path: [...path, ...field],
          message: `"${folder}" differs from "${known}" only in case, which some file systems don't tell apart`,
        },
      ]
    if (first.startsWith('.') || TEAM_FILES.includes(first.toLowerCase()))
      return [
        {
          path: [...path, ...field],
          message: `"${folder}" is among the repository's own files: choose a folder such as apps or deploy`,
        },
      ]
    return []
  })
}

/** One of branch, tag and semver; artifacts have no branches. */
export function checkReference(
  reference: { branch?: string | undefined; tag?: string | undefined; semver?: string | undefined },
  oci: boolean,
  path: FieldPath,
): FleetIssue[] {
  const given = (['branch', 'tag', 'semver'] as const).filter((key) => reference[key] !== undefined)
  if (given.length > 1)
    return [{ path: [...path, given[1]!], message: `only one of ${given.join(' and ')} can be followed` }]
  if (oci && reference.branch !== undefined)
    return [
      { path: [...path, 'branch'], message: 'an OCI artifact has no branches: give a tag or a semver range' },
    ]
  return []
}

/** Only what Flux waits for can be waited for: the layer apps says that it was applied, not that it runs. */
function checkDependencies(fleet: Fleet, catalog: Catalog, tenant: Tenant, path: FieldPath): FleetIssue[] {
  return (tenant.dependsOn ?? []).flatMap((name, index): FleetIssue[] => {
    const place = [...path, 'dependsOn', index]
    const component = fleet.components.find((candidate) => candidate.name === name)
    if (component === undefined) return unknownNames(fleet).below(place)
    if (layerOf(component, catalog) === 'apps')
      return [
        {
          path: place,
          message: `"${name}" is in the layer apps: a tenant can wait for the infrastructure only`,
        },
      ]
    const without = clustersOf(fleet, tenant).find((cluster) => !isOnCluster(component, cluster))
    return without === undefined
      ? []
      : [
          {
            path: place,
            message: `"${name}" is not on the cluster "${without.name}", which the tenant is on`,
          },
        ]
  })
}

/** Flux substitutes variables in what the platform applies: of a tenant's texts none is meant to hold one. */
function checkVariables(tenant: Tenant, path: FieldPath): FleetIssue[] {
  const texts: [FieldPath, string | undefined][] = [
    [['source', 'git'], tenant.source.git],
    [['source', 'oci'], tenant.source.oci],
    [['source', 'branch'], tenant.source.branch],
    [['source', 'tag'], tenant.source.tag],
    [['source', 'semver'], tenant.source.semver],
    [['notifications', 'channel'], tenant.notifications?.channel],
    ...(tenant.overrides ?? []).flatMap((override, index): [FieldPath, string | undefined][] =>
      (['branch', 'tag', 'semver'] as const).map((key) => [['overrides', index, key], override[key]]),
    ),
    ...(tenant.rules ?? []).flatMap((rule, index): [FieldPath, string | undefined][] =>
      (['apiGroups', 'resources', 'verbs'] as const).flatMap((key) =>
        rule[key].map((text, number): [FieldPath, string] => [['rules', index, key, number], text]),
      ),
    ),
  ]
  return texts.flatMap(([field, text]) =>
    text?.includes('$')
      ? [{ path: [...path, ...field], message: `"${text}" must not hold "$": Flux would substitute it` }]
      : [],
  )
}
