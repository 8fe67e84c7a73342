import type { FleetIssue } from '../issue.ts'
import { repositoryName } from '../repository-urls.ts'
import type { Fleet } from '../schema.ts'
import { platformRepository } from '../tenancy.ts'
import { checkReference } from './tenants.ts'

/** The platform repository is there in the layout multi-repo only, and is none of the others. */
export function checkPlatform(fleet: Fleet): FleetIssue[] {
  const issues: FleetIssue[] = []
  const { platform } = fleet
  if (fleet.layout !== 'multi-repo') {
    const unused = `is for the layout multi-repo; in ${fleet.layout} the components are in the repository of the fleet`
    if (platform !== undefined) issues.push({ path: ['platform'], atKey: true, message: unused })
    for (const [index, environment] of fleet.environments.entries())
      if (environment.platform !== undefined)
        issues.push({ path: ['environments', index, 'platform'], atKey: true, message: unused })
    return issues
  }
  for (const [index, environment] of fleet.environments.entries())
    issues.push(...checkReference(environment.platform ?? {}, false, ['environments', index, 'platform']))
  if (platform?.url !== undefined && fleet.git.provider !== 'git')
    issues.push({
      path: ['platform', 'url'],
      message: `is for the provider git; at ${fleet.git.provider} it is beside the repository of the fleet, by its name`,
    })
  const name = platformRepository(fleet)
  const taken = new Map([
    [repositoryName(fleet), 'the fleet'],
    ...fleet.tenants.map((tenant): [string, string] => [tenant.name, `the tenant "${tenant.name}"`]),
  ])
  const owner = taken.get(name)
  if (owner !== undefined)
    issues.push({
      path: platform?.repository === undefined ? ['platform'] : ['platform', 'repository'],
      message: `the repository "${name}" is that of ${owner}: give "repository" another value`,
    })
  for (const [index, tenant] of fleet.tenants.entries())
    if (tenant.name === repositoryName(fleet))
      issues.push({
        path: ['tenants', index, 'name'],
        message: `the repository "${tenant.name}" is that of the fleet: give git.repository or the tenant another name`,
      })
  if (fleet.artifacts)
    issues.push({
      path: ['artifacts'],
      message: 'splits one repository; in the layout multi-repo the platform has a repository of its own',
    })
  return issues
}
