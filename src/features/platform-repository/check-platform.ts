import { checkSourceRef } from '../../fleet/checks/source-ref.ts'
import type { FieldPath, FleetIssue } from '../../fleet/issue.ts'
import { repositoryName } from '../../fleet/resolve/repository-urls.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository } from '../../fleet/schema/layouts.ts'
import { tenantName } from '../tenants/tenancy.ts'
import { platformRepository } from './platform-source.ts'
import { checkTeamFolders } from './team-folders.ts'

/** The platform repository is there in the layout multi-repo only, and is none of the others. */
export function checkPlatform(fleet: Fleet): FleetIssue[] {
  const issues: FleetIssue[] = []
  const { platform } = fleet
  if (!hasPlatformRepository(fleet)) {
    const unused = `is for the layout multi-repo; in ${fleet.layout} the components are in the repository of the fleet`
    if (platform !== undefined) issues.push({ path: ['platform'], atKey: true, message: unused })
    for (const [index, environment] of fleet.environments.entries())
      if (environment.platform !== undefined)
        issues.push({ path: ['environments', index, 'platform'], atKey: true, message: unused })
    return issues
  }
  if (fleet.git.subfolder !== undefined)
    issues.push({
      path: ['git', 'subfolder'],
      message: `is for a fleet of one repository; ${fleet.layout} makes several, which have no room in a folder of another one. Make them beside it, or take another layout`,
    })
  for (const [index, environment] of fleet.environments.entries())
    issues.push(...checkSourceRef(environment.platform ?? {}, false, ['environments', index, 'platform']))
  if (platform?.url !== undefined && fleet.git.provider !== 'git')
    issues.push({
      path: ['platform', 'url'],
      message: `is for the provider git; at ${fleet.git.provider} it is beside the repository of the fleet, by its name`,
    })
  // Folders side by side: on some file systems upper and lower case are the same.
  const owners = new Map([[repositoryName(fleet).toLowerCase(), 'the fleet']])
  const claim = (name: string, owner: string, path: FieldPath, advice: string) => {
    const taken = owners.get(name.toLowerCase())
    if (taken !== undefined)
      issues.push({ path, message: `the repository "${name}" is that of ${taken}: ${advice}` })
    else owners.set(name.toLowerCase(), owner)
  }
  for (const [index, tenant] of fleet.tenants.entries())
    claim(
      tenantName(tenant),
      `the tenant "${tenant.name}"`,
      ['tenants', index, tenant.objectName === undefined ? 'name' : 'objectName'],
      'give git.repository or the tenant another name',
    )
  claim(
    platformRepository(fleet),
    'the platform',
    platform?.repository === undefined ? ['platform'] : ['platform', 'repository'],
    'give "repository" another value',
  )
  issues.push(...fleet.tenants.flatMap((tenant, index) => checkTeamFolders(tenant, ['tenants', index])))
  if (fleet.artifacts)
    issues.push({
      path: ['artifacts'],
      message: 'splits one repository; in the layout multi-repo the platform has a repository of its own',
    })
  return issues
}
