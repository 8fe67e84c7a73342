import { basename, resolve } from 'node:path'
import { resolveFleet } from '../../features/resolve-fleet.ts'
import { parseFleet } from '../../fleet/file/load-fleet.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import type { FleetFile } from '../repositories/fleet-file.ts'

/** What flags may say of where a fleet is made. */
export interface PlaceFlags {
  from?: string
  [question: string]: unknown
}

/** Where a pack may lie: in the repository of the fleet, or beside the file that it is made from. */
export function packFolders(
  directory: string | undefined,
  flags: PlaceFlags,
  from: FleetFile | undefined,
  cwd: string,
): string[] {
  const target = resolve(cwd, directory ?? '.')
  const { layout, repository, name } = { ...from?.fleet.git, ...from?.fleet, ...flags }
  const outer = directory ?? name
  const inner = repository ?? name ?? (directory === undefined ? undefined : basename(target))
  const parsed = parseFleet({ version: 1, name: inner, layout, git: { repository: inner } })
  const folder = 'fleet' in parsed ? folderOf(parsed.fleet) : ''
  return [
    ...(outer === undefined || folder === '' ? [] : [resolve(cwd, String(outer), folder)]),
    target,
    ...(flags.from === undefined || flags.from === '-' ? [] : [resolve(cwd, flags.from, '..')]),
  ]
}

/** The folder of a fleet's own repository below where the fleet is made; "" for the same one. */
function folderOf(fleet: Fleet): string {
  return resolveFleet(fleet, new Map()).fleetRepository.folder
}
