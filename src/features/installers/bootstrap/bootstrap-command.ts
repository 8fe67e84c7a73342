import { clusterFolder } from '../../../fleet/resolve/cluster-folders.ts'
import { pathInRepository } from '../../../fleet/resolve/flux-path.ts'
import { PUBLIC_HOSTS, repositoryName, sshHost } from '../../../fleet/resolve/repository-urls.ts'
import type { Cluster, Fleet } from '../../../fleet/schema/fleet-schema.ts'
import { assigned, quoted, type Run, run } from '../../../text/commands/command.ts'

/**
 * The `flux bootstrap` command of a cluster (flags of Flux 2.9). At Bitbucket Server a project's repository
 * also needs the name of the token's owner, which only who types the command knows, and the port of SSH,
 * which Flux takes for 22 without it. Gitea's host is always named, since Flux takes github.com without it;
 * over HTTPS `--token-auth` keeps Flux from rewriting the URL to SSH (cmd/flux/bootstrap_gitea.go,
 * bootstrap_git.go). `--version` is left out: it takes an exact release, and the command line installs its
 * own.
 */
export function bootstrapCommand(fleet: Fleet, cluster: Cluster, extraControllers: readonly string[]): Run {
  const { provider, owner, branch, hostname, personal } = fleet.git
  const host = hostname ?? (provider === 'gitea' ? PUBLIC_HOSTS.gitea : undefined)
  const flags =
    provider === 'git'
      ? [
          `--url=${fleet.git.url}`,
          ...(fleet.git.url?.startsWith('https://') ? ['--token-auth', '--username=git'] : []),
        ]
      : [
          ...(host === undefined ? [] : [`--hostname=${host}`]),
          `--owner=${owner}`,
          `--repository=${repositoryName(fleet)}`,
          ...(personal ? ['--personal'] : []),
          ...(provider === 'bitbucket-server' ? [`--ssh-hostname=${sshHost(fleet)}`] : []),
        ]
  const username =
    provider === 'bitbucket-server' && !personal
      ? [assigned('--username', quoted({ variable: 'BITBUCKET_USERNAME', required: true }))]
      : []
  return run(
    'flux',
    'bootstrap',
    provider,
    ...username,
    ...flags,
    `--branch=${branch}`,
    `--path=${pathInRepository(fleet, clusterFolder(cluster))}`,
    ...(extraControllers.length === 0 ? [] : [`--components-extra=${extraControllers.join(',')}`]),
  )
}
