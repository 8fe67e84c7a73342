import { fluxPath } from '../../fleet/resolve/flux-path.ts'
import { FLUX_NAMESPACE } from '../../fleet/resolve/flux-system.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { isLockedDown } from '../../fleet/schema/layouts.ts'
import { MAX_LABEL_LENGTH } from '../../fleet/schema/names.ts'
import type { ContributedKustomization } from '../../render/clusters/cluster-kustomization.ts'
import { writeDocuments } from '../../render/documents/write-documents.ts'
import { shortened } from '../../text/shortened.ts'
import type { Feature } from '../feature.ts'
import { checkReleases } from './checks/check-releases.ts'
import { checkTenants } from './checks/check-tenants.ts'
import { TENANCY, tenantsDocuments } from './documents.ts'
import { lockdownSettings } from './lockdown.ts'
import { tenantVersions } from './movable-versions.ts'
import { tenantsPicture } from './picture.ts'
import { writePolicies } from './policies.ts'
import { TENANCY_QUESTIONS, TENANTS_QUESTIONS } from './questions.ts'
import { clustersIn, type ResolvedTenant, tenantsOf } from './resolved-tenant.ts'
import { PLATFORM_ACCOUNT, PLATFORM_RELEASE_ACCOUNT, ROUTE_LABELS } from './tenancy.ts'
import { writeTenants } from './tenant-files.ts'
import { deletedTenants, keylessTenants, tenantNotes } from './tenant-notes.ts'

/** Keys of a tenant that are wrong whatever clusters and environments there will be. */
const KNOWN_EARLY = ['name', 'namespaces', 'role', 'rules', 'source']

const POLICIES = 'policies'
const TENANTS = 'tenants'

/**
 * Teams with namespaces, rights and sources of their own, the policies that hold for them, and the lockdown
 * of Flux's controllers to the rights of an account in each namespace.
 */
export const tenants: Feature = {
  name: 'tenants',
  questions: [
    { after: 'components', questions: TENANTS_QUESTIONS },
    { after: 'git.init', questions: TENANCY_QUESTIONS },
  ],
  check: (resolved) => [...checkReleases(resolved), ...checkTenants(resolved)],
  isOn: isLockedDown,
  misplaced: (resolved) =>
    checkTenants(resolved).filter(
      ({ path }) => !isLockedDown(resolved.written) || KNOWN_EARLY.includes(String(path[2])),
    ),
  movableVersions: tenantVersions,
  conventions: () => ({
    accounts: { kustomizations: PLATFORM_ACCOUNT, releases: PLATFORM_RELEASE_ACCOUNT },
    // A release acts as an account of its own namespace: only this one has an account with the rights of the
    // platform (https://fluxcd.io/flux/installation/configuration/multitenancy/).
    releaseNamespace: FLUX_NAMESPACE,
    routeLabels: ROUTE_LABELS,
  }),
  kustomizationsBeforeLayers: (cluster, resolved) => [
    { ...policiesKustomization(cluster, resolved), layersWait: false },
  ],
  kustomizationsAfterInfrastructure: (cluster, resolved, infrastructure) =>
    tenantKustomizations(cluster, resolved, infrastructure),
  encryptedFolders: (resolved) =>
    resolved.environments.flatMap((environment) =>
      tenantsOf(resolved)
        .filter(({ environments }) => environments.includes(environment))
        .map((tenant) => ({
          folder: `tenants/${environment.name}/${tenant.name}`,
          clusters: clustersIn(tenant, environment),
        })),
    ),
  keylessEntries: keylessTenants,
  notes: tenantNotes,
  deletionNotes: deletedTenants,
  controllerSettings: lockdownSettings,
  repositoryContents: ({ kind }) =>
    kind === 'fleet'
      ? {
          folders: ['policies', 'tenants'],
          sources: ['tenants'],
          productionFiles: ({ name }) => [`tenants/${name}/**`],
        }
      : undefined,
  picture: tenantsPicture,
  documents: tenantsDocuments,
  writeFiles(tree, repository, rendering) {
    if (repository.kind !== 'fleet') return
    writePolicies(tree, rendering)
    writeTenants(tree, rendering)
    writeDocuments(tree, repository, rendering, [TENANCY])
  },
}

/**
 * Kubernetes itself enforces the policies, so they wait for nothing: what fails elsewhere must not hold up a
 * stricter one.
 */
function policiesKustomization(
  { environment }: ResolvedCluster,
  { fleet }: ResolvedFleet,
): ContributedKustomization {
  const folder = `policies/${environment}`
  return {
    name: POLICIES,
    area: 'policies',
    file: 'policies.yaml',
    folders: ['policies/base', folder],
    dependsOn: [],
    interval: '1h',
    timeout: '5m',
    path: fluxPath(fleet, folder),
    prune: true,
    wait: true,
    mayBeEncrypted: false,
    substitute: false,
  }
}

/**
 * Tenants after the policies, so that nothing of a tenant is ever there without them, and after the
 * infrastructure that they use. Nobody waits for a tenant: one team's broken repository must not block the
 * platform.
 */
function tenantKustomizations(
  cluster: ResolvedCluster,
  resolved: ResolvedFleet,
  infrastructure: readonly string[],
): ContributedKustomization[] {
  const folder = `tenants/${cluster.environment}`
  const all = tenantsOf(resolved)
  const common = {
    area: 'tenants',
    file: 'tenants.yaml',
    dependsOn: [POLICIES, ...infrastructure],
    interval: '1h',
    timeout: '5m',
    prune: true,
    wait: false,
    mayBeEncrypted: true,
    substitute: true,
  }
  const perCluster = ({ objectName, name }: ResolvedTenant): ContributedKustomization => ({
    ...common,
    name: shortened(`${TENANTS}-${objectName}`, MAX_LABEL_LENGTH),
    folders: [],
    path: fluxPath(resolved.fleet, `${folder}/${name}`),
  })
  return [
    {
      ...common,
      name: TENANTS,
      folders: [...(all.length > 0 ? ['tenants/base'] : []), folder],
      path: fluxPath(resolved.fleet, folder),
    },
    ...all.filter(({ placement }) => placement.isPerClusterOn(cluster)).map(perCluster),
  ]
}
