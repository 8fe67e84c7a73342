import { repositoriesOf } from '../../fleet/resolve/repositories.ts'
import { tenantName, tenantNamespaces } from '../../fleet/resolve/tenancy.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import type { Tree } from '../../tree/tree.ts'
import type { SopsRule } from '../secrets/sops.ts'
import type { Library } from '../templates/library.ts'
import { incomingTraffic } from '../tenants/tenant-base.ts'
import { tenancyView, tenantView } from '../tenants/tenants-view.ts'
import { renderRepository } from './repository.ts'
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
export function renderTeamRepository(tree: Tree, fleet: Fleet, library: Library, tenant: Tenant): void {
  const repository = repositoriesOf(fleet).find(
    ({ kind, name }) => kind === 'team' && name === tenantName(tenant),
  )!
  const skeleton = skeletonOf(fleet, tenant)
  const files = SAMPLE_FILES.filter(({ group, resource }) => mayKeep(tenant, group, resource)).map(
    ({ file }) => file,
  )
  const sample = files.includes('deployment.yaml') ? SAMPLE : undefined
  const add = (path: string, content: string) => tree.add(path, content, { kind: 'seed' })
  if (sample !== undefined) {
    const [first, ...others] = tenantNamespaces(tenant)
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
  const facts = tenantView(fleet, tenant)
  const rules = secretRules(skeleton, tenant)
  const encrypts = facts.decrypts && rules.length > 0
  if (encrypts) add('.sops.yaml', library.template('repository/.sops.yaml')({ rules }))
  renderRepository(
    tree,
    fleet,
    library,
    {
      fleet: fleet.name,
      fluxVersion: fleet.flux.version,
      ci: fleet.ci,
      tenant: facts,
      base: skeleton.base,
      folder: skeleton.base.replace(/[^/]+$/, '<application>'),
      overlay: skeleton.overlays[0]?.path ?? '',
      sample,
      encrypts,
      tenancy: tenancyView(fleet),
      incoming: incomingTraffic(fleet, library, tenant)
        .map(({ name }) => name)
        .join(' and '),
    },
    repository,
  )
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
    return { path: `^${folder}${below}\\.sops\\.ya?ml$`, recipients }
  })
}
