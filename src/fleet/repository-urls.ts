import type { Fleet, GitProvider } from './schema.ts'

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
  const { provider, owner } = fleet.git
  if (provider === 'git') return `${parentOf(fleet.git.url!)}${repository}.git`
  const host = hostOf(fleet)
  if (transport === 'ssh') return `ssh://git@${host}/${owner}/${repository}.git`
  return provider === 'bitbucket-server'
    ? `https://${host}/scm/${owner}/${repository}.git`
    : `https://${host}/${owner}/${repository}.git`
}

/** The page of a repository in a browser, when the provider has one at a known place. */
export function webUrl(fleet: Fleet, repository = repositoryName(fleet)): string | undefined {
  const { provider, owner } = fleet.git
  if (provider === 'git' || provider === 'bitbucket-server') return undefined
  return `https://${hostOf(fleet)}/${owner}/${repository}`
}

/** Prefixes of every source of the fleet's owner, each ending in "/": its repositories, and its artifacts where the registry is known. */
export function ownerPrefixes(fleet: Fleet): string[] {
  const { provider, owner, hostname } = fleet.git
  if (provider === 'git') return [parentOf(fleet.git.url!)]
  const host = hostOf(fleet)
  const registry = hostname === undefined ? PUBLIC_REGISTRIES[provider] : undefined
  return [
    provider === 'bitbucket-server' ? `https://${host}/scm/${owner}/` : `https://${host}/${owner}/`,
    `ssh://git@${host}/${owner}/`,
    // Registries take lower case only.
    ...(registry === undefined ? [] : [`oci://${registry}/${owner!.toLowerCase()}/`]),
  ]
}

function hostOf(fleet: Fleet): string {
  return fleet.git.hostname ?? PUBLIC_HOSTS[fleet.git.provider as HostedProvider]
}

function parentOf(url: string): string {
  return url.replace(/\/+$/, '').replace(/[^/]+$/, '')
}
