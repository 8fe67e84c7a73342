import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { Delivery } from './delivery.ts'
import { git } from './git.ts'

/** The delivery of a fleet. */
export function deliveryOf(_: Fleet): Delivery {
  return git
}
