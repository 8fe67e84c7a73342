import type { Fleet } from './schema.ts'

/** Whether the layout has tenants, and so every controller is locked down to a namespace. */
export function isLockedDown(fleet: Pick<Fleet, 'layout'>): boolean {
  return fleet.layout !== 'monorepo'
}
