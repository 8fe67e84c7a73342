import { resolveFleet } from '../src/features/resolve-fleet.ts'
import { type FleetRepository, pathIn } from '../src/fleet/resolve/repositories.ts'
import type { Fleet } from '../src/fleet/schema/fleet-schema.ts'

/** The repositories of a fleet, which depend on no catalog. */
export function repositoriesOf(fleet: Fleet): readonly FleetRepository[] {
  return resolveFleet(fleet, new Map()).repositories
}

/** The repository of a fleet that holds `flux-fleet.yaml`. */
export function fleetRepository(fleet: Fleet): FleetRepository {
  return resolveFleet(fleet, new Map()).fleetRepository
}

/** A path of the fleet's own repository as it lies below where the fleet is made. */
export function inFleet(fleet: Fleet, path: string): string {
  return pathIn(fleetRepository(fleet), path)
}
