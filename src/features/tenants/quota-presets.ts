import type { Tenant } from '../../fleet/schema/fleet-schema.ts'

/** What a preset gives each namespace of a tenant. */
export interface QuotaPreset {
  /** Sums over the namespace (`ResourceQuota.spec.hard`). */
  hard: Readonly<Record<string, string>>
  /** What a container requests that says nothing (`LimitRange.spec.limits[].defaultRequest`). */
  defaultRequest: Readonly<Record<string, string>>
  /** What a container is limited to that says nothing (`LimitRange.spec.limits[].default`). */
  defaultLimit: Readonly<Record<string, string>>
}

/**
 * The presets by name. A namespace full of pods that take the defaults fits into its sums. There is no limit
 * on CPU, since a default for it would refuse each container that requests more and sets no limit itself (API
 * validation: a request is at most its limit). Objects are counted too, as far as a program that runs wild
 * makes many of them: they fill the cluster's store, and Flux's share tenants' workers.
 */
export const QUOTA_PRESETS: Readonly<Record<Exclude<Tenant['quota'], 'none'>, QuotaPreset>> = {
  small: {
    hard: {
      'requests.cpu': '2',
      'requests.memory': '4Gi',
      'limits.memory': '8Gi',
      'requests.storage': '20Gi',
      'requests.ephemeral-storage': '5Gi',
      'limits.ephemeral-storage': '10Gi',
      pods: '20',
      services: '10',
      persistentvolumeclaims: '5',
      configmaps: '100',
      secrets: '100',
      'count/serviceaccounts': '20',
      'count/deployments.apps': '20',
      'count/replicasets.apps': '200',
      'count/statefulsets.apps': '10',
      'count/jobs.batch': '100',
      'count/cronjobs.batch': '10',
      'count/ingresses.networking.k8s.io': '10',
      'count/kustomizations.kustomize.toolkit.fluxcd.io': '10',
      'count/helmreleases.helm.toolkit.fluxcd.io': '10',
    },
    defaultRequest: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '128Mi' },
    defaultLimit: { memory: '256Mi', 'ephemeral-storage': '512Mi' },
  },
  medium: {
    hard: {
      'requests.cpu': '8',
      'requests.memory': '16Gi',
      'limits.memory': '32Gi',
      'requests.storage': '100Gi',
      'requests.ephemeral-storage': '20Gi',
      'limits.ephemeral-storage': '50Gi',
      pods: '50',
      services: '25',
      persistentvolumeclaims: '20',
      configmaps: '250',
      secrets: '250',
      'count/serviceaccounts': '50',
      'count/deployments.apps': '50',
      'count/replicasets.apps': '500',
      'count/statefulsets.apps': '25',
      'count/jobs.batch': '250',
      'count/cronjobs.batch': '25',
      'count/ingresses.networking.k8s.io': '25',
      'count/kustomizations.kustomize.toolkit.fluxcd.io': '25',
      'count/helmreleases.helm.toolkit.fluxcd.io': '25',
    },
    defaultRequest: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '256Mi' },
    defaultLimit: { memory: '512Mi', 'ephemeral-storage': '1Gi' },
  },
  large: {
    hard: {
      'requests.cpu': '32',
      'requests.memory': '64Gi',
      'limits.memory': '128Gi',
      'requests.storage': '500Gi',
      'requests.ephemeral-storage': '100Gi',
      'limits.ephemeral-storage': '200Gi',
      pods: '200',
      services: '100',
      persistentvolumeclaims: '50',
      configmaps: '1000',
      secrets: '1000',
      'count/serviceaccounts': '200',
      'count/deployments.apps': '200',
      'count/replicasets.apps': '2000',
      'count/statefulsets.apps': '100',
      'count/jobs.batch': '1000',
      'count/cronjobs.batch': '100',
      'count/ingresses.networking.k8s.io': '100',
      'count/kustomizations.kustomize.toolkit.fluxcd.io': '100',
      'count/helmreleases.helm.toolkit.fluxcd.io': '100',
    },
    defaultRequest: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '256Mi' },
    defaultLimit: { memory: '512Mi', 'ephemeral-storage': '1Gi' },
  },
}
