import type { AdmissionRequest, KubernetesObject } from './isolation.ts'
import { DEPENDENCY_CASES } from './isolation-dependency-cases.ts'
import { HOST_CASES } from './isolation-host-cases.ts'
import { IDENTITY_CASES } from './isolation-identity-cases.ts'
import {
  anObject,
  type Case,
  controllers,
  finalizing,
  judged,
  type Spec,
  tenant,
} from './isolation-objects.ts'
import { OPERATOR_CASES } from './isolation-operator-cases.ts'
import { WORKLOAD_CASES } from './isolation-workload-cases.ts'

const source = (kind: string) => (url: string, allowed: boolean) => ({
  name: `${kind} ${JSON.stringify(url)}`,
  object: anObject(kind, { url }),
  denied: allowed ? [] : ['tenant-sources'],
})
const git = source('GitRepository')
const oci = source('OCIRepository')
const helm = source('HelmRepository')
const image = (reference: string, allowed: boolean) => ({
  name: `ImageRepository ${JSON.stringify(reference)}`,
  object: anObject('ImageRepository', { image: reference }),
  denied: allowed ? [] : ['tenant-images'],
})

/**
 * URLs against the prefixes `https://github.com/acme/`, `https://github.com/acme/shared/`,
 * `ssh://git@github.com/acme/`, `oci://ghcr.io/acme/`, `oci://ghcr.io/acme/charts/` and
 * `https://charts.example.com/stable/`, and the tenants' own `https://github.com/acme/on.git/`,
 * `https://git.example.com/teams/web/` and `oci://registry.example.com:5000/data/app/`.
 */
const sources: Case[] = [
  git('https://github.com/acme/x', true),
  git('https://github.com/acme/x.git', true),
  git('https://github.com/acme/group/x_y-z.~1+2.git', true),
  git('ssh://git@github.com/acme/x', true),
  // Under two prefixes at once.
  git('https://github.com/acme/shared/x', true),
  git('https://github.com/acme/on.git', true),
  git('https://github.com/acme/on.git/', true),
  // Only a whole path segment counts.
  git('https://github.com/acme-evil/x', false),
  git('https://github.com/acmeevil', false),
  git('https://github.com/ac', false),
  git('https://github.com/', false),
  // The tenant's own source, and others that start like it.
  git('https://git.example.com/teams/web', true),
  git('https://git.example.com/teams/web.git', false),
  git('https://git.example.com/teams/web-evil', false),
  git('https://git.example.com/teams/other', false),
  // Ways out of a prefix again.
  git('https://github.com/acme/../evil/x', false),
  git('https://github.com/acme/x/../../evil/x', false),
  git('https://github.com/acme/..', false),
  git('https://github.com/acme/%2e%2e/evil/x', false),
  git('https://github.com/acme/%2E%2E%2Fevil/x', false),
  git('https://github.com/acme/..%2fevil/x', false),
  git('https://github.com/acme/\\..\\..\\evil\\x', false),
  git('https://github.com/acme/..;/evil/x', false),
  git('https://github.com/acme//evil.example.com/x', false),
  git('https://github.com/acme/x?y=/../../evil', false),
  git('https://github.com/acme/x#y', false),
  { ...git('https://github.com/acme/x\nhttps://evil.example.com/', false), invalid: true },
  git('https://github.com/acme/\tx', false),
  git('https://github.com/acme/ x', false),
  git('https://github.com/acme/\u2025/evil', false),
  git('https://github.com/acme/\uff0e\uff0e/evil', false),
  // Another host in disguise.
  git('https://github.com@evil.example.com/acme/x', false),
  git('https://github.com%2facme%2f@evil.example.com/x', false),
  git('https://evil.example.com/https://github.com/acme/x', false),
  git('https://evil.example.com/#https://github.com/acme/x', false),
  git('https://github.com.evil.example.com/acme/x', false),
  git('https://github.com:8443/acme/x', false),
  git('https://user:password@github.com/acme/x', false),
  git('https://GitHub.com/acme/x', false),
  git('https://github.com/Acme/x', false),
  git('https://github.com./acme/x', false),
  { ...git(' https://github.com/acme/x', false), invalid: true },
  git('ssh://root@github.com/acme/x', false),
  git('ssh://github.com/acme/x', false),
  git('http://github.com/acme/x', false),
  oci('oci://ghcr.io/acme/charts/x', true),
  oci('oci://registry.example.com:5000/data/app', true),
  oci('oci://registry.example.com:5000/data/app-evil', false),
  oci('oci://registry.example.com/data/app', false),
  oci('oci://ghcr.io/acme-evil/x', false),
  oci('oci://ghcr.io/evil/acme/x', false),
  oci('oci://ghcr.io/acme/../evil/x', false),
  helm('https://charts.example.com/stable', true),
  helm('https://charts.example.com/stable/', true),
  helm('https://charts.example.com/stable/team', true),
  helm('https://charts.example.com/', false),
  helm('https://charts.example.com/stable-evil', false),
  {
    name: 'HelmRepository of type oci, allowed',
    object: anObject('HelmRepository', { type: 'oci', url: 'oci://ghcr.io/acme/charts' }),
    denied: [],
  },
  {
    name: 'HelmRepository of type oci, of somebody else',
    object: anObject('HelmRepository', { type: 'oci', url: 'oci://ghcr.io/evil/charts' }),
    denied: ['tenant-sources'],
  },
]

const images: Case[] = [
  image('ghcr.io/acme/web', true),
  image('ghcr.io/acme/team/web', true),
  // Under two prefixes at once.
  image('ghcr.io/acme/charts/web', true),
  image('registry.example.com:5000/data/app', true),
  image('ghcr.io/acme-evil/web', false),
  image('ghcr.io/acmeevil', false),
  image('ghcr.io/evil/acme/web', false),
  image('ghcr.io/acme/../evil/web', false),
  image('ghcr.io/acme//evil', false),
  image('registry.example.com/data/app', false),
  image('acme/web', false),
  image('docker.io/acme/web', false),
  image('evil.example.com/ghcr.io/acme/web', false),
]

const allowedUrls: Record<string, Spec> = {
  GitRepository: { url: 'https://github.com/acme/x' },
  OCIRepository: { url: 'oci://ghcr.io/acme/x' },
  HelmRepository: { url: 'oci://ghcr.io/acme/x', type: 'oci' },
  ImageRepository: { image: 'ghcr.io/acme/x' },
}
const connection = (kind: string, spec: Spec, allowed: boolean): Case => ({
  name: `${kind} with ${JSON.stringify(spec)}`,
  object: anObject(kind, { ...allowedUrls[kind], ...spec }),
  denied: allowed ? [] : ['tenant-connections'],
})

const connections: Case[] = [
  ...Object.keys(allowedUrls).map((kind) => connection(kind, { secretRef: { name: 'web' } }, true)),
  ...Object.keys(allowedUrls).map((kind) => connection(kind, { provider: 'generic' }, true)),
  connection('GitRepository', { provider: 'github', secretRef: { name: 'app' } }, true),
  connection('GitRepository', { provider: 'azure' }, false),
  connection('GitRepository', { provider: 'azure', serviceAccountName: '' }, false),
  connection('GitRepository', { provider: 'azure', serviceAccountName: 'cloud' }, true),
  connection('OCIRepository', { provider: 'aws' }, false),
  connection('OCIRepository', { provider: 'aws', serviceAccountName: 'cloud' }, true),
  connection('OCIRepository', { serviceAccountName: 'puller' }, true),
  connection('HelmRepository', { provider: 'gcp' }, false),
  connection('ImageRepository', { provider: 'gcp' }, false),
  connection('ImageRepository', { provider: 'gcp', serviceAccountName: 'cloud' }, true),
  connection('GitRepository', { proxySecretRef: { name: 'proxy' } }, false),
  connection('OCIRepository', { proxySecretRef: { name: 'proxy' } }, false),
  connection('ImageRepository', { proxySecretRef: { name: 'proxy' } }, false),
  connection('OCIRepository', { insecure: true }, false),
  connection('OCIRepository', { insecure: false }, true),
  connection('HelmRepository', { insecure: true }, false),
  connection('ImageRepository', { insecure: true }, false),
  connection('GitRepository', { recurseSubmodules: true }, false),
  connection('GitRepository', { recurseSubmodules: false }, true),
  connection('GitRepository', { include: [{ repository: { name: 'other' } }] }, true),
  connection('GitRepository', { verify: { mode: 'HEAD', secretRef: { name: 'keys' } } }, true),
]

const fetched = (object: KubernetesObject): KubernetesObject => ({
  ...object,
  status: {
    artifact: {
      digest: `sha256:${'0'.repeat(64)}`,
      lastUpdateTime: '2026-01-01T00:00:00Z',
      path: 'web.tar.gz',
      revision: 'main',
      url: 'http://evil.example.com/web.tar.gz',
    },
  },
})
const gitRepository = anObject('GitRepository', allowedUrls.GitRepository)
const externalArtifact = anObject('ExternalArtifact', {
  sourceRef: { apiVersion: 'v1', kind: 'Anything', name: 'web' },
})
const statusOf = (object: KubernetesObject): AdmissionRequest => ({
  operation: 'UPDATE',
  subresource: 'status',
  object: fetched(object),
  oldObject: object,
})

const artifacts: Case[] = [
  { name: 'status of a source, by Flux', ...statusOf(gitRepository), ...controllers, denied: [] },
  {
    name: 'status of a source, by a tenant',
    ...statusOf(gitRepository),
    ...tenant,
    denied: ['tenant-artifacts'],
  },
  {
    name: 'status of a source that is being deleted, by a tenant',
    ...statusOf(finalizing(gitRepository, ['example.com/keep'])),
    object: fetched(finalizing(gitRepository, ['example.com/keep'])),
    ...tenant,
    denied: ['tenant-artifacts'],
  },
  { name: 'ExternalArtifact by Flux', object: externalArtifact, ...controllers, denied: [] },
  {
    name: 'ExternalArtifact by a tenant',
    object: externalArtifact,
    ...tenant,
    denied: ['tenant-artifacts'],
  },
  {
    name: 'status of an ExternalArtifact, by a tenant',
    ...statusOf(externalArtifact),
    ...tenant,
    denied: ['tenant-artifacts'],
  },
  {
    name: 'ExternalArtifact that is being deleted loses its finalizers',
    operation: 'UPDATE',
    object: finalizing(externalArtifact, []),
    oldObject: finalizing(externalArtifact, ['finalizers.fluxcd.io']),
    ...tenant,
    denied: [],
  },
]

const kubeConfigs: Spec[] = [
  { kubeConfig: { secretRef: { name: 'other-cluster' } } },
  { kubeConfig: { secretRef: { name: 'other-cluster', key: 'value' } } },
  { kubeConfig: { configMapRef: { name: 'other-cluster' } } },
]

const reconcilers: Case[] = [
  // That is the same as none; a HelmRelease can't have it.
  judged('with an empty account', 'Kustomization', { serviceAccountName: '' }),
  ...['Kustomization', 'HelmRelease'].flatMap((kind) => [
    judged('without an account', kind, {}),
    judged("under the tenant's account", kind, { serviceAccountName: 'flux' }),
    judged('under another account', kind, { serviceAccountName: 'kustomize-controller' }, 'tenant-accounts'),
    judged('under an account that starts alike', kind, { serviceAccountName: 'flux-2' }, 'tenant-accounts'),
    judged('under the account in capitals', kind, { serviceAccountName: 'FLUX' }, 'tenant-accounts'),
    ...kubeConfigs.map((spec) => judged(`with ${JSON.stringify(spec)}`, kind, spec, 'tenant-kubeconfig')),
    judged(
      'with another account and a kubeconfig',
      kind,
      { serviceAccountName: 'admin', ...kubeConfigs[0] },
      'tenant-accounts',
      'tenant-kubeconfig',
    ),
  ]),
]

const decryption: Case[] = [
  judged('with a key', 'Kustomization', {
    decryption: { provider: 'sops', secretRef: { name: 'sops-age' } },
  }),
  judged("decrypted under the tenant's account", 'Kustomization', {
    decryption: { provider: 'sops', serviceAccountName: 'flux' },
  }),
  judged(
    'decrypted under another account',
    'Kustomization',
    { decryption: { provider: 'sops', serviceAccountName: 'platform-kms' } },
    'tenant-decryption',
  ),
]

const buckets: Case[] = [
  judged('of anybody', 'Bucket', {}, 'tenant-buckets'),
  judged('of a cloud', 'Bucket', { provider: 'aws', endpoint: 's3.amazonaws.com' }, 'tenant-buckets'),
  {
    name: 'Bucket that is there already',
    operation: 'UPDATE',
    object: anObject('Bucket', { suspend: true }),
    oldObject: anObject('Bucket'),
    denied: ['tenant-buckets'],
  },
]

const pods: Case[] = [
  judged('without an account', 'Pod', {}),
  judged('under the default account', 'Pod', { serviceAccountName: 'default' }),
  judged('under its own account', 'Pod', { serviceAccountName: 'flux-client' }),
  judged('under the account of Flux', 'Pod', { serviceAccountName: 'flux' }, 'tenant-pods'),
  judged('under the account of Flux, by its older name', 'Pod', { serviceAccount: 'flux' }, 'tenant-pods'),
  judged(
    'under the account of Flux, without its token',
    'Pod',
    { serviceAccountName: 'flux', automountServiceAccountToken: false },
    'tenant-pods',
  ),
]

const outside = anObject('GitRepository', { url: 'https://evil.example.com/x' })
const foreign = anObject('Kustomization', kubeConfigs[0])

/** Objects that are changed. */
const updates: Case[] = [
  {
    name: 'a source that changes to another URL',
    operation: 'UPDATE',
    object: outside,
    oldObject: gitRepository,
    denied: ['tenant-sources'],
  },
  {
    name: 'a source from before the policy that gets a label',
    operation: 'UPDATE',
    object: { ...outside, metadata: { ...outside.metadata, labels: { team: 'web' } } },
    oldObject: outside,
    denied: ['tenant-sources'],
  },
  {
    name: 'a forbidden source that is being deleted loses its finalizers',
    operation: 'UPDATE',
    object: finalizing(outside, []),
    oldObject: finalizing(outside, ['finalizers.fluxcd.io']),
    denied: [],
  },
  {
    name: 'a Kustomization with a kubeconfig that is being deleted loses its finalizers',
    operation: 'UPDATE',
    object: finalizing(foreign, []),
    oldObject: finalizing(foreign, ['finalizers.fluxcd.io']),
    denied: [],
  },
  {
    // Flux would use it to remove what the Kustomization made.
    name: 'a Kustomization that is being deleted gets a kubeconfig',
    operation: 'UPDATE',
    object: finalizing(foreign, ['example.com/keep']),
    oldObject: finalizing(anObject('Kustomization'), ['example.com/keep']),
    denied: ['tenant-kubeconfig'],
  },
]

/** The same objects in other namespaces. */
const places: Case[] = ['platform', 'unlabelled'].flatMap((namespace) => [
  {
    name: `a source in ${namespace}`,
    object: anObject('GitRepository', outside.spec, namespace),
    denied: [],
  },
  { name: `a bucket in ${namespace}`, object: anObject('Bucket', {}, namespace), denied: [] },
  {
    name: `a Kustomization with everything in ${namespace}`,
    object: anObject(
      'Kustomization',
      { ...foreign.spec, serviceAccountName: 'kustomize-controller' },
      namespace,
    ),
    denied: [],
  },
  {
    name: `a pod in ${namespace}`,
    object: anObject('Pod', { serviceAccountName: 'flux' }, namespace),
    denied: [],
  },
])
const everywhere: Case[] = ['on', 'web-jobs', 'data'].flatMap((namespace) => [
  {
    name: `a source in ${namespace}`,
    object: anObject('GitRepository', outside.spec, namespace),
    denied: ['tenant-sources'],
  },
  {
    name: `a pod in ${namespace}`,
    object: anObject('Pod', { serviceAccountName: 'flux' }, namespace),
    denied: ['tenant-pods'],
  },
])

/** All requests, with what is to become of them where the account is `flux`. */
export const CASES: readonly Case[] = [
  ...sources,
  ...images,
  ...connections,
  ...artifacts,
  ...reconcilers,
  ...decryption,
  ...buckets,
  ...pods,
  ...updates,
  ...WORKLOAD_CASES,
  ...DEPENDENCY_CASES,
  ...HOST_CASES,
  ...OPERATOR_CASES,
  ...IDENTITY_CASES,
  ...places,
  ...everywhere,
]
