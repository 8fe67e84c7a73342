import type { FieldPath, FleetIssue } from '../../fleet/issue.ts'
import type { Tenant } from '../../fleet/schema/fleet-schema.ts'
import { isDeviceOfWindows } from '../../fleet/schema/names.ts'

/** What lies at the top of a team's repository besides what Flux applies, in lower case. */
const TEAM_FILES = ['agents.md', 'flux-fleet.lock', 'readme.md', 'renovate.json', 'scripts']

/**
 * In a repository that is made with the fleet, what Flux applies lies beside the files that the repository
 * itself has.
 */
export function checkTeamFolders(tenant: Tenant, path: FieldPath): FleetIssue[] {
  if ((tenant.source.git ?? tenant.source.oci) !== undefined) return []
  const folders: [FieldPath, string | undefined][] = [
    [['source', 'path'], tenant.source.path],
    ...(tenant.overrides ?? []).map((override, index): [FieldPath, string | undefined] => [
      ['overrides', index, 'path'],
      override.path,
    ]),
  ]
  const spellings = new Map([['apps', 'apps']])
  return folders.flatMap(([field, folder]) => {
    const first = folder?.replace(/^\.(\/|$)/, '').split('/')[0]
    if (first === undefined || first === '') return []
    const known = spellings.get(first.toLowerCase()) ?? first
    spellings.set(first.toLowerCase(), known)
    if (first !== known)
      return [
        {
          path: [...path, ...field],
          message: `"${folder}" differs from "${known}" only in case, which some file systems don't tell apart`,
        },
      ]
    const device = folder!.split('/').find(isDeviceOfWindows)
    if (device !== undefined)
      return [
        {
          path: [...path, ...field],
          message: `"${device}" is reserved by Windows, where no folder can be called so: choose another name`,
        },
      ]
    if (first.startsWith('.') || TEAM_FILES.includes(first.toLowerCase()))
      return [
        {
          path: [...path, ...field],
          message: `"${folder}" is among the repository's own files: choose a folder such as apps or deploy`,
        },
      ]
    return []
  })
}
