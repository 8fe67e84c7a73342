import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { bootstrap } from './bootstrap/index.ts'
import type { Installer } from './installer.ts'

/** The installer of a fleet. */
export function installerOf(_: Fleet): Installer {
  return bootstrap
}
