import type { FleetIssue } from '../issue.ts'
import type { Fleet } from '../schema/fleet-schema.ts'

/** What `flux bootstrap` needs to know of the Git provider. */
export function checkGit(fleet: Fleet): FleetIssue[] {
  const { provider, owner, url, hostname } = fleet.git
  const issues: FleetIssue[] = []
  if (provider === 'git') {
    if (url === undefined)
      issues.push({
        path: ['git', 'url'],
        message: 'is missing: the provider git needs the URL of the repository',
      })
    return issues
  }
  if (url !== undefined) {
    issues.push({
      path: ['git', 'url'],
      message: `is for the provider git; ${provider} is described by owner and repository`,
    })
  }
  if (owner === undefined) {
    issues.push({
      path: ['git', 'owner'],
      message: 'is missing: the user, organization, group or project that owns the repository',
    })
  }
  if (owner?.includes('/') && provider !== 'gitlab') {
    issues.push({
      path: ['git', 'owner'],
      message: `is "${owner}", and ${provider} has no groups in groups: name the owner alone, and the repository with git.repository`,
    })
  }
  if (provider === 'bitbucket-server' && hostname === undefined) {
    issues.push({ path: ['git', 'hostname'], message: 'is missing: Bitbucket Server is always self-hosted' })
  }
  return issues
}
