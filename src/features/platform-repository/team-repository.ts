import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Tenant } from '../../fleet/schema/fleet-schema.ts'
import type { Rendering, RepositoryContents } from '../../render/contributor.ts'
import { writeDocuments } from '../../render/documents/write-documents.ts'
import type { Tree } from '../../tree/tree.ts'
import { anySeparator, type SopsRule } from '../sops/sops-rules.ts'
import { type ResolvedTenant, tenantsOf } from '../tenants/resolved-tenant.ts'
import { incomingTraffic } from '../tenants/tenant-base.ts'
import { tenancyView, tenantView } from '../tenants/tenant-view.ts'
import { TEAM_DOCUMENTS } from './repository-documents.ts'
import { relativePath, SAMPLE, type Skeleton, skeletonOf } from './skeleton.ts'

/**
 * The objects of the sample: a file and a template each, and the resource that the team's role must allow to
 * change.
 */
const SAMPLE_FILES = [
  { file: 'deployment.yaml', group: 'apps', resource: 'deployments' },
  { file: 'service.yaml', group: '', resource: 'services' },
  { file: 'pdb.yaml', group: 'policy', resource: 'poddisruptionbudgets' },
] as const

/** What Flux does with an object that it keeps in step: server-side apply, health check, pruning. */
const VERBS = ['get', 'create', 'patch', 'delete']

/**
 * Writes the repository that a team begins with. Every file is a seed: it is written once and is the team's
 * from then on. The folders are those that the tenant's Kustomizations apply, and nothing in them is refused
 * by its quota, role, pod security or policies.
 */
export function writeTeamRepository(tree: Tree, repository: FleetRepository, rendering: Rendering): void {
  const { resolved, library } = rendering
  const { fleet } = resolved
  const team = teamOf(resolved, repository.tenant!)
  const { tenant, namespaces } = team
  const skeleton = skeletonOf(team)
  const files = SAMPLE_FILES.filter(({ group, resource }) => mayKeep(tenant, group, resource)).map(
    ({ file }) => file,
  )
  const sample = files.includes('deployment.yaml') ? SAMPLE : undefined
  const add = (path: string, content: string) => tree.add(path, content, { kind: 'seed' })
  if (sample !== undefined) {
    const [first, ...others] = namespaces
    // Flux puts everything into the one namespace; of several each object names its own.
    const context = { name: sample, namespace: others.length > 0 ? first : undefined }
    for (const file of files) add(`${skeleton.base}/${file}`, library.template(`team/${file}`)(context))
    add(
      `${skeleton.base}/kustomization.yaml`,
      library.template('component/kustomization.yaml')({ resources: files }),
    )
  }
  for (const overlay of skeleton.overlays) {
    add(
      overlay.path === '' ? 'kustomization.yaml' : `${overlay.path}/kustomization.yaml`,
      library.template('team/overlay.yaml')({
        base: sample === undefined ? undefined : relativePath(overlay.path, skeleton.base),
        name: SAMPLE,
        production: overlay.environments.some((environment) => environment.production),
      }),
    )
  }
  const facts = tenantView(rendering, team)
  const rules = secretRules(skeleton, tenant)
  const encrypts = facts.decrypts && rules.length > 0
  if (encrypts) add('.sops.yaml', library.template('repository/.sops.yaml')({ rules }))
  writeDocuments(tree, repository, rendering, TEAM_DOCUMENTS, {
    fleet: fleet.name,
    tenant: facts,
    base: skeleton.base,
    folder: skeleton.base.replace(/[^/]+$/, '<application>'),
    overlay: skeleton.overlays[0]?.path ?? '',
    sample,
    encrypts,
    tenancy: tenancyView(resolved),
    incoming: incomingTraffic(rendering, team)
      .map(({ name }) => name)
      .join(' and '),
  })
}

/** What lies at the top of the repository of a team. */
export function teamContents(resolved: ResolvedFleet, tenant: Tenant): RepositoryContents {
  const { folders, files, overlays } = skeletonOf(teamOf(resolved, tenant))
  return {
    folders,
    files,
    sources: folders,
    workloads: folders,
    productionFiles: ({ name }) =>
      overlays
        .filter(({ environments }) => environments.some((environment) => environment.name === name))
        .map(({ path }) => (path === '' ? '*' : `${path}/**`)),
  }
}

function teamOf(resolved: ResolvedFleet, { name }: Tenant): ResolvedTenant {
  return tenantsOf(resolved).find((tenant) => tenant.name === name)!
}

/** Whether the role of the tenant lets Flux keep such objects in step; the roles of Kubernetes do. */
function mayKeep(tenant: Tenant, group: string, resource: string): boolean {
  if (tenant.role !== 'custom') return true
  return VERBS.every((verb) =>
    tenant.rules?.some(
      ({ apiGroups, resources, verbs }) =>
        (apiGroups.includes(group) || apiGroups.includes('*')) &&
        resources.includes(resource) &&
        verbs.includes(verb),
    ),
  )
}

/** Rules for the Secrets of the team: in its overlays, and nowhere under the base that all of them share. */
function secretRules({ base, overlays }: Skeleton, tenant: Tenant): SopsRule[] {
  const recipients = tenant.recipients ?? []
  if (recipients.length === 0) return []
  return overlays.map(({ path }) => {
    const folder = path === '' ? '' : `${path.replaceAll('.', '\\.')}/`
    const below = `${base}/`.startsWith(path === '' ? '' : `${path}/`) ? '[^/]+' : '.*'
    return { path: anySeparator(`^${folder}${below}\\.sops\\.ya?ml$`), recipients }
  })
}
