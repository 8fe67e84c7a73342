import { PUBLIC_HOSTS } from '../resolve/repository-urls.ts'
import { gitUrl } from '../schema/addresses.ts'
import { type GitProvider, gitSchema } from '../schema/git-schema.ts'

/** What an existing remote says of the Git repository of a fleet, as `git` in `flux-fleet.yaml` has it. */
export interface RemoteAnswers {
  provider: GitProvider
  owner?: string
  repository?: string
  hostname?: string
  url?: string
}

interface Address {
  scheme: string
  user: string | undefined
  host: string
  port: string | undefined
  path: string
}

/**
 * Takes the URL of a Git remote apart: `https://host/owner/repository.git`, `ssh://git@host:22/…`, or as scp writes it,
 * `git@host:owner/repository.git`. A host whose provider its name does not tell is any Git server, by its URL; so
 * is what has an owner or a name that `flux-fleet.yaml` does not take.
 * @returns undefined for what no cluster could fetch: a folder, a bundle, a protocol that Flux has not
 * (`GitRepository.spec.url`)
 */
export function remoteAnswers(remote: string): RemoteAnswers | undefined {
  const address = addressOf(remote.trim())
  if (address === undefined) return undefined
  const { host, port, scheme } = address
  const path = address.path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')
  const [owner, repository] = [path.slice(0, Math.max(0, path.lastIndexOf('/'))), path.split('/').at(-1)!]
  const provider = providerOf(host)
  const isUsualPort = port === undefined || port === { https: '443', ssh: '22' }[scheme]
  // GitLab has groups in groups, the others one owner; another port is nothing that `flux bootstrap` would guess.
  const isHosted = provider !== 'git' && isUsualPort && (provider === 'gitlab' || !owner.includes('/'))
  if (isHosted && owner !== '') {
    const isPublic = provider !== 'bitbucket-server' && PUBLIC_HOSTS[provider] === host
    const hostname = isPublic && provider !== 'gitea' ? {} : { hostname: host }
    const hosted = { provider, owner, repository, ...hostname }
    if (gitSchema.safeParse(hosted).success) return hosted
  }
  const url = urlOf(address)
  return gitUrl.safeParse(url).success ? { provider: 'git', url } : undefined
}

function addressOf(remote: string): Address | undefined {
  const [, scheme, user, host, port, path] =
    /^(https|ssh):\/\/(?:([^/@]*)@)?([^/:@]+)(?::(\d+))?(\/[^\s?#]+)$/i.exec(remote) ?? []
  if (scheme !== undefined)
    return { scheme: scheme.toLowerCase(), user, host: host!.toLowerCase(), port, path: path! }
  const [, who, where, what] = /^(?:([^\s/@:]+)@)?([^\s/@:]{2,}):(?!\/\/)(\S+)$/.exec(remote) ?? []
  if (where === undefined) return undefined
  return { scheme: 'ssh', user: who ?? 'git', host: where.toLowerCase(), port: undefined, path: what! }
}

/** The URL as Flux takes it, without a user over HTTPS: there it could only be a token. */
function urlOf({ scheme, user, host, port, path }: Address): string {
  const who = scheme === 'ssh' ? `${user ?? 'git'}@` : ''
  return `${scheme}://${who}${host}${port === undefined ? '' : `:${port}`}/${path.replace(/^\/+|\/+$/g, '')}`
}

function providerOf(host: string): GitProvider {
  if (host === PUBLIC_HOSTS.github || host.startsWith('github.')) return 'github'
  if (/(^|\.)gitlab\./.test(host)) return 'gitlab'
  return host === 'codeberg.org' || /(^|\.)(gitea|forgejo)\./.test(host) ? 'gitea' : 'git'
}
