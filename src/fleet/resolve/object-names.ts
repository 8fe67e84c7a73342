import { shortened } from '../../text/shortened.ts'
import type { Layer } from '../catalog/catalog.ts'
import { MAX_LABEL_LENGTH, MAX_RELEASE_NAME_LENGTH } from '../schema/names.ts'
import { LAYER_KUSTOMIZATIONS } from './layers.ts'

/** Name of the Kustomization of a component that only some clusters of an environment have. */
export function perClusterKustomization(layer: Layer, objectName: string): string {
  return shortened(`${LAYER_KUSTOMIZATIONS[layer]}-${objectName}`, MAX_LABEL_LENGTH)
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
