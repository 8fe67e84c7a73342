import { createHash } from 'node:crypto'
import type { Layer } from '../fleet/catalog.ts'
import { MAX_LABEL_LENGTH, MAX_RELEASE_NAME_LENGTH } from '../fleet/names.ts'
import { objectNameOf } from '../fleet/object-name.ts'
import type { Component, Tenant } from '../fleet/schema.ts'
import { tenantName } from '../fleet/tenancy.ts'

/** Folder of a layer in the repository. */
export const LAYER_FOLDERS: Record<Layer, string> = {
  crds: 'infrastructure/crds',
  controllers: 'infrastructure/controllers',
  configs: 'infrastructure/configs',
  apps: 'apps',
}

/** Name of the Kustomization that applies a layer on a cluster. */
export const LAYER_KUSTOMIZATIONS: Record<Layer, string> = {
  crds: 'infra-crds',
  controllers: 'infra-controllers',
  configs: 'infra-configs',
  apps: 'apps',
}

/** Name of the GitRepository of the platform repository, in the layout multi-repo. */
export const PLATFORM_SOURCE = 'platform'

/** Name of the Kustomization of a component that only some clusters of an environment have. */
export function aloneKustomization(layer: Layer, component: Component): string {
  return shortened(`${LAYER_KUSTOMIZATIONS[layer]}-${objectNameOf(component)}`, MAX_LABEL_LENGTH)
}

/** Name of the Kustomization of a tenant that only some clusters of an environment have. */
export function tenantKustomization(tenant: Tenant): string {
  return shortened(`tenants-${tenantName(tenant)}`, MAX_LABEL_LENGTH)
}

/**
 * A Helm release name that fits, or undefined when the component's own does (`HelmRelease.spec.releaseName`,
 * at most 53).
 */
export function releaseNameFor(component: string): string | undefined {
  return component.length <= MAX_RELEASE_NAME_LENGTH
    ? undefined
    : shortened(component, MAX_RELEASE_NAME_LENGTH)
}

/** A name for a Service: Kubernetes asks for a DNS-1035 label, which starts with a letter. */
export function serviceNameFor(component: string): string {
  return /^[a-z]/.test(component) ? component : shortened(`svc-${component}`, MAX_LABEL_LENGTH)
}

/**
 * A name cut to a length, with a hash of the whole at its end so that two long names stay different.
 */
export function shortened(name: string, length: number): string {
  if (name.length <= length) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.slice(0, length - hash.length - 1).replace(/-+$/, '')}-${hash}`
}
