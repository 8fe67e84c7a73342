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
 * validation: a request is at most its limit).
 */
export const QUOTA_PRESETS: Readonly<Record<Exclude<Tenant['quota'], 'none'>, QuotaPreset>> = {
  small: {
    hard: {
      'requests.cpu': '2',
      'requests.memory': '4Gi',
      'limits.memory': '8Gi',
      'requests.storage': '20Gi',
      pods: '20',
      services: '10',
      persistentvolumeclaims: '5',
    },
    defaultRequest: { cpu: '50m', memory: '64Mi' },
    defaultLimit: { memory: '256Mi' },
  },
  medium: {
    hard: {
      'requests.cpu': '8',
      'requests.memory': '16Gi',
      'limits.memory': '32Gi',
      'requests.storage': '100Gi',
      pods: '50',
      services: '25',
      persistentvolumeclaims: '20',
    },
    defaultRequest: { cpu: '100m', memory: '128Mi' },
    defaultLimit: { memory: '512Mi' },
  },
  large: {
    hard: {
      'requests.cpu': '32',
      'requests.memory': '64Gi',
      'limits.memory': '128Gi',
      'requests.storage': '500Gi',
      pods: '200',
      services: '100',
      persistentvolumeclaims: '50',
    },
    defaultRequest: { cpu: '100m', memory: '128Mi' },
    defaultLimit: { memory: '512Mi' },
  },
}
