import type { Fleet } from '../schema/fleet-schema.ts'

/** A Flux version that files are written for; `2.x` stands for every one that is supported. */
export type FluxVersion = Fleet['flux']['version']

/** What is known of a Flux version. */
export interface FluxFacts {
  version: FluxVersion
  /** Kubernetes versions that it supports, in words (its release notes). */
  kubernetesVersions: string
  /** The API version of Provider and Alert: Flux 2.10 made them v1 (its release notes). */
  notificationApi: string
  /**
   * Whether a feature gate lets objects have cloud identities of their own: Flux 2.10 retired it, and they
   * always may (its release notes). Controllers still take it then.
   */
  gatesObjectIdentity: boolean
}

const FACTS: Readonly<Record<FluxVersion, Omit<FluxFacts, 'version'>>> = {
  '2.x': {
    kubernetesVersions: '1.34 to 1.36 with Flux 2.9; 1.35.2, 1.36.1, 1.37 or newer with Flux 2.10',
    notificationApi: 'notification.toolkit.fluxcd.io/v1beta3',
    gatesObjectIdentity: true,
  },
  '2.9': {
    kubernetesVersions: '1.34 to 1.36',
    notificationApi: 'notification.toolkit.fluxcd.io/v1beta3',
    gatesObjectIdentity: true,
  },
  '2.10': {
    kubernetesVersions: '1.35.2, 1.36.1, 1.37 or newer',
    notificationApi: 'notification.toolkit.fluxcd.io/v1',
    gatesObjectIdentity: false,
  },
}

/** The facts of a Flux version: the one table that render, checks and upgrades read. */
export function fluxFacts(version: FluxVersion): FluxFacts {
  return { version, ...FACTS[version] }
}
