import type { Delivery } from './delivery.ts'

/** Name of the GitRepository of the fleet's own repository, which `flux bootstrap` makes. */
export const FLEET_SOURCE = 'flux-system'

/** Flux pulls the repositories from Git. */
export const git: Delivery = {
  name: 'git',
  source: () => ({ kind: 'GitRepository', name: FLEET_SOURCE }),
}
