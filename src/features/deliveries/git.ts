import { FLEET_SOURCE } from '../../fleet/resolve/source-names.ts'
import type { Delivery } from './delivery.ts'

/** Flux pulls the repositories from Git. */
export const git: Delivery = {
  name: 'git',
  source: () => ({ kind: 'GitRepository', name: FLEET_SOURCE }),
}
