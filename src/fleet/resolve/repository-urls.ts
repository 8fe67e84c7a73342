import type { Fleet } from '../schema/fleet-schema.ts'
import type { GitProvider } from '../schema/git-schema.ts'

type HostedProvider = Exclude<GitProvider, 'git' | 'bitbucket-server'>

/** Hosts of the providers that run a public service. */
export const PUBLIC_HOSTS: Record<HostedProvider, string> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  gitea: 'gitea.com',
}

/** Registries that belong to the public services, for artifacts of the same owner. */
const PUBLIC_REGISTRIES: Partial<Record<GitProvider, string>> = {
  github: 'ghcr.io',
  gitlab: 'registry.gitlab.com',
}

/** Name of the repository that holds `flux-fleet.yaml`: as the fleet says, else the fleet's own name. */
export function repositoryName(fleet: Fleet): string {
  return fleet.git.repository ?? fleet.name
}

/** The URL that the fleet's repository is cloned from: as given, else over SSH. */
export function cloneUrl(fleet: Fleet): string {
  return fleet.git.provider === 'git' ? fleet.git.url! : siblingUrl(fleet, repositoryName(fleet), 'ssh')
}

/**
 * The URL of another repository of the same owner at the same Git provider.
 * @param transport of the provider `git` the transport is that of the fleet's own URL
 */
export function siblingUrl(fleet: Fleet, repository: string, transport: 'ssh' | 'https'): string {
  if (fleet.git.provider === 'git') return `${parentOf(fleet.git.url!)}${repository}.git`
  return `${ownerUrl(fleet, transport)}${repository}.git`
}

/** The page of a repository in a browser, when the provider has one at a known place. */
export function webUrl(fleet: Fleet, repository = repositoryName(fleet)): string | undefined {
  const { provider, owner } = fleet.git
  if (provider === 'git' || provider === 'bitbucket-server') return undefined
  return `https://${hostOf(fleet)}/${owner}/${repository}`
}

/**
 * Prefixes of every source of the fleet's owner, each ending in "/": its repositories, and its artifacts
 * where the registry is known.
 */
export function ownerPrefixes(fleet: Fleet): string[] {
  const { provider, owner, hostname } = fleet.git
  if (provider === 'git') return [parentOf(fleet.git.url!)]
  const registry = hostname === undefined ? PUBLIC_REGISTRIES[provider] : undefined
  return [
    ownerUrl(fleet, 'https'),
    ownerUrl(fleet, 'ssh'),
    // Registries take lower case only.
    ...(registry === undefined ? [] : [`oci://${registry}/${owner!.toLowerCase()}/`]),
  ]
}

/**
 * Host and port that a provider serves Git over SSH at, where that is not port 22: Bitbucket Server has 7999
 * until an administrator changes it (fluxcd.io, installation/bootstrap/bitbucket).
 */
export function sshHost(fleet: Fleet): string {
  return fleet.git.provider === 'bitbucket-server' ? `${hostOf(fleet)}:7999` : hostOf(fleet)
}

/** The URL that all repositories of the owner begin with, at a provider that has owners. */
function ownerUrl(fleet: Fleet, transport: 'ssh' | 'https'): string {
  const { provider, personal } = fleet.git
  const owner = fleet.git.owner!
  const bitbucket = provider === 'bitbucket-server'
  // A user's repositories lie in a project that is called after the user.
  const folder = bitbucket && personal && !owner.startsWith('~') ? `~${owner}` : owner
  return transport === 'ssh'
    ? `ssh://git@${sshHost(fleet)}/${folder}/`
    : `https://${hostOf(fleet)}/${bitbucket ? 'scm/' : ''}${folder}/`
}

function hostOf(fleet: Fleet): string {
  return fleet.git.hostname ?? PUBLIC_HOSTS[fleet.git.provider as HostedProvider]
}

function parentOf(url: string): string {
  return url.replace(/\/+$/, '').replace(/[^/]+$/, '')
}
