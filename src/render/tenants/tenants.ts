import { LAYER_KUSTOMIZATIONS, perClusterKustomization } from '../../fleet/resolve/object-names.ts'
import { isInEnvironment, isOnCluster, isPerClusterOn, layerOf } from '../../fleet/resolve/placement.ts'
import { isTenantOf, tenantName, tenantNamespaces, tenantSource } from '../../fleet/resolve/tenancy.ts'
import type { Environment, Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import type { Tree } from '../../tree/tree.ts'
import { toYaml } from '../../yaml/write.ts'
import { type PatchTarget, refPatch } from '../components/part.ts'
import type { Library } from '../templates/library.ts'
import { type GeneralSource, tenantBase } from './tenant-base.ts'

/** Folder of the tenants in the repository. */
const FOLDER = 'tenants'

/**
 * Writes `tenants/`: a base for each tenant, an overlay for each tenant in each environment that has it, and
 * for each environment the list of the tenants that all its clusters have.
 */
export function renderTenants(tree: Tree, fleet: Fleet, library: Library): void {
  for (const tenant of fleet.tenants) {
    const general = generalSource(fleet, tenant)
    for (const [file, content] of tenantBase(fleet, library, tenant, general))
      tree.add(`${FOLDER}/base/${tenant.name}/${file}`, content)
    for (const environment of fleet.environments) {
      if (!isTenantOf(fleet, tenant, environment)) continue
      tree.add(
        `${FOLDER}/${environment.name}/${tenant.name}/kustomization.yaml`,
        library.template('tenant/overlay.yaml')({
          base: `../../base/${tenant.name}`,
          sops: fleet.secrets.provider === 'sops',
          patches: overlayPatches(fleet, library, tenant, environment, general),
        }),
      )
    }
  }
  for (const environment of fleet.environments) {
    const everywhere = fleet.tenants.filter((tenant) => isInEnvironment(tenant, environment.name))
    tree.add(
      `${FOLDER}/${environment.name}/kustomization.yaml`,
      library.template('environment/kustomization.yaml')({
        resources: everywhere.map((tenant) => tenant.name),
        patches: [],
      }),
    )
  }
}

/**
 * The source of a tenant without what single environments have differently. A path that nobody named is
 * another one in each.
 */
function generalSource(fleet: Fleet, tenant: Tenant): GeneralSource {
  const source = tenantSource(fleet, { ...tenant, overrides: undefined }, { name: '' })
  return { ...source, path: tenant.source.path === undefined ? undefined : source.path }
}

/** What the overlay of an environment changes in the base. */
function overlayPatches(
  fleet: Fleet,
  library: Library,
  tenant: Tenant,
  environment: Environment,
  general: GeneralSource,
): { patch: string | undefined; target: PatchTarget | undefined; waitsFor: string | undefined }[] {
  const name = tenantName(tenant)
  const [namespace] = tenantNamespaces(tenant)
  const source = tenantSource(fleet, tenant, environment)
  const dependencies = dependenciesOf(fleet, library, tenant, environment)
  const dependsOn = [...new Set(dependencies.map(({ kustomization }) => kustomization))]
    .sort()
    .map((kustomization) => ({ name: kustomization, namespace: 'flux-system' }))
  // Operations of RFC 6902; "add" also replaces what is there.
  const changes = [
    ...(source.path === general.path ? [] : [{ op: 'add', path: '/spec/path', value: source.path }]),
    ...(dependsOn.length === 0 ? [] : [{ op: 'add', path: '/spec/dependsOn', value: dependsOn }]),
  ]
  return [
    ...(JSON.stringify(source.ref) === JSON.stringify(general.ref)
      ? []
      : [{ ...refPatch(source.ref, { kind: source.kind, name, namespace }), waitsFor: undefined }]),
    ...(changes.length === 0
      ? []
      : [
          {
            patch: toYaml(changes),
            target: { kind: 'Kustomization', name, namespace },
            waitsFor:
              dependencies.length === 0
                ? undefined
                : dependencies.map(({ component }) => component).join(', '),
          },
        ]),
  ]
}

/**
 * What the tenant depends on, and the Kustomizations of the platform that install it. A component that some
 * of the tenant's clusters lack is left out: Flux would wait for it there for ever.
 */
function dependenciesOf(
  fleet: Fleet,
  library: Library,
  tenant: Tenant,
  environment: Environment,
): { component: string; kustomization: string }[] {
  const clusters = fleet.clusters.filter(
    (cluster) => cluster.environment === environment.name && isOnCluster(tenant, cluster),
  )
  return fleet.components
    .filter((component) => tenant.dependsOn?.includes(component.name))
    .flatMap((component) => {
      const layer = layerOf(component, library.catalog)
      const by = (kustomization: string) => [{ component: component.name, kustomization }]
      if (isInEnvironment(component, environment.name)) return by(LAYER_KUSTOMIZATIONS[layer])
      const alone = clusters.length > 0 && clusters.every((cluster) => isPerClusterOn(component, cluster))
      return alone ? by(perClusterKustomization(layer, component)) : []
    })
}
