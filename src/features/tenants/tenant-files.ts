import { FLUX_NAMESPACE } from '../../fleet/resolve/flux-system.ts'
import { LAYER_KUSTOMIZATIONS } from '../../fleet/resolve/layers.ts'
import { perClusterKustomization } from '../../fleet/resolve/object-names.ts'
import type { ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import { refPatch } from '../../render/components/kustomize-patch.ts'
import type { ObjectReference } from '../../render/components/part.ts'
import type { Tree } from '../../tree/tree.ts'
import { toYaml } from '../../yaml/write.ts'
import { clustersIn, type ResolvedTenant, tenantsOf } from './resolved-tenant.ts'
import { tenantSource } from './tenancy.ts'
import { type GeneralSource, tenantBase } from './tenant-base.ts'
import type { TenantRendering } from './tenant-rendering.ts'

/** Folder of the tenants in the repository. */
const FOLDER = 'tenants'

/**
 * Writes `tenants/`: a base for each tenant, an overlay for each tenant in each environment that has it, and
 * for each environment the list of the tenants that all its clusters have.
 */
export function writeTenants(tree: Tree, rendering: TenantRendering): void {
  const { resolved, library } = rendering
  const tenants = tenantsOf(resolved)
  for (const tenant of tenants) {
    const general = generalSource(rendering, tenant)
    for (const [file, content] of tenantBase(rendering, tenant, general))
      tree.add(`${FOLDER}/base/${tenant.name}/${file}`, content)
    for (const environment of tenant.environments) {
      tree.add(
        `${FOLDER}/${environment.name}/${tenant.name}/kustomization.yaml`,
        library.template('tenant/overlay.yaml')({
          base: `../../base/${tenant.name}`,
          decryption: resolved.conventions.decryption,
          patches: overlayPatches(rendering, tenant, environment, general),
        }),
      )
    }
  }
  for (const { name } of resolved.environments) {
    const everywhere = tenants.filter(({ placement }) => placement.isIn(name))
    tree.add(
      `${FOLDER}/${name}/kustomization.yaml`,
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
function generalSource({ resolved }: TenantRendering, { tenant }: ResolvedTenant): GeneralSource {
  const source = tenantSource(resolved.fleet, { ...tenant, overrides: undefined }, { name: '' })
  return { ...source, path: tenant.source.path === undefined ? undefined : source.path }
}

/** What the overlay of an environment changes in the base. */
function overlayPatches(
  rendering: TenantRendering,
  tenant: ResolvedTenant,
  environment: ResolvedEnvironment,
  general: GeneralSource,
): { patch: string | undefined; target: ObjectReference | undefined; waitsFor: string | undefined }[] {
  const { objectName: name, namespace } = tenant
  const source = tenant.sourceIn(environment)
  const dependencies = dependenciesIn(rendering, tenant, environment)
  const dependsOn = [...new Set(dependencies.map(({ kustomization }) => kustomization))]
    .sort()
    .map((kustomization) => ({ name: kustomization, namespace: FLUX_NAMESPACE }))
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
function dependenciesIn(
  { resolved }: TenantRendering,
  tenant: ResolvedTenant,
  environment: ResolvedEnvironment,
): { component: string; kustomization: string }[] {
  const clusters = clustersIn(tenant, environment)
  return resolved.components
    .filter(({ name }) => tenant.tenant.dependsOn?.includes(name))
    .flatMap(({ name, layer, objectName, placement }) => {
      const by = (kustomization: string) => [{ component: name, kustomization }]
      if (placement.isIn(environment.name))
        return by(
          resolved.fleet.granularity === 'component'
            ? perClusterKustomization(layer, objectName)
            : LAYER_KUSTOMIZATIONS[layer],
        )
      const perCluster = clusters.length > 0 && clusters.every((cluster) => placement.isPerClusterOn(cluster))
      return perCluster ? by(perClusterKustomization(layer, objectName)) : []
    })
}
