import type { AdmissionRequest, KubernetesObject } from './isolation.ts'

/** A request, and which policies are to deny it: none means that it is allowed. */
export interface Case extends AdmissionRequest {
  name: string
  denied: readonly string[]
  /** Whether the schema of the object refuses it as well. */
  invalid?: true
}

/** What an object says of itself. */
export type Spec = Record<string, unknown>

const API_VERSIONS: Record<string, string> = {
  Pod: 'v1',
  Service: 'v1',
  Certificate: 'cert-manager.io/v1',
  CertificateRequest: 'cert-manager.io/v1',
  Challenge: 'acme.cert-manager.io/v1',
  ExternalSecret: 'external-secrets.io/v1',
  PushSecret: 'external-secrets.io/v1alpha1',
  Provider: 'notification.toolkit.fluxcd.io/v1beta3',
  Ingress: 'networking.k8s.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  GRPCRoute: 'gateway.networking.k8s.io/v1',
  TLSRoute: 'gateway.networking.k8s.io/v1',
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  OCIRepository: 'source.toolkit.fluxcd.io/v1',
  HelmRepository: 'source.toolkit.fluxcd.io/v1',
  Bucket: 'source.toolkit.fluxcd.io/v1',
  ExternalArtifact: 'source.toolkit.fluxcd.io/v1',
  ImageRepository: 'image.toolkit.fluxcd.io/v1',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
}

/** What objects of each kind can't be without. */
const MINIMAL: Record<string, Spec> = {
  GitRepository: { interval: '1m' },
  OCIRepository: { interval: '1m' },
  HelmRepository: { interval: '1m' },
  Bucket: { interval: '1m', bucketName: 'team', endpoint: 'storage.example.com' },
  ImageRepository: { interval: '1m' },
  Kustomization: {
    interval: '1m',
    prune: true,
    path: './',
    sourceRef: { kind: 'GitRepository', name: 'web' },
  },
  HelmRelease: { interval: '1m', chartRef: { kind: 'OCIRepository', name: 'web' } },
  HTTPRoute: { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
  GRPCRoute: { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
  TLSRoute: { rules: [{ backendRefs: [{ name: 'web', port: 443 }] }] },
  Certificate: { secretName: 'tls' },
  CertificateRequest: { request: 'AA==' },
  PushSecret: { selector: { secret: { name: 'web' } } },
  Service: { ports: [{ port: 80 }], selector: { app: 'web' } },
  Pod: { containers: [{ name: 'web', image: 'ghcr.io/acme/web:1.0.0' }] },
}

/** An object of a tenant, without labels. */
export function anObject(kind: string, spec: Spec = {}, namespace = 'web'): KubernetesObject {
  return {
    apiVersion: API_VERSIONS[kind]!,
    kind,
    metadata: { name: 'web', namespace },
    spec: { ...MINIMAL[kind], ...spec },
  }
}

/** An object that is being deleted, with the finalizers that it still has. */
export const finalizing = (object: KubernetesObject, finalizers: string[]): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, finalizers, deletionTimestamp: '2026-01-01T00:00:00Z' },
})

/** A request that makes an object of the tenant, and the policies that deny it. */
export const judged = (name: string, kind: string, spec: Spec, ...denied: string[]): Case => ({
  name: `${kind} ${name}`,
  object: anObject(kind, spec),
  denied,
})

/** Whoever Flux's controllers are for the API server. */
export const controllers = {
  user: 'system:serviceaccount:flux-system:source-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:flux-system'],
}
/** The account that Flux acts as for the tenant. */
export const tenant = {
  user: 'system:serviceaccount:web:flux',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:web'],
}
