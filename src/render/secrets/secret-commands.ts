import { directoryOf } from '../../fleet/resolve/cluster-folders.ts'
import { clustersOf } from '../../fleet/resolve/placement.ts'
import { isTenantOf, platformUrl, tenantName, tenantUrl } from '../../fleet/resolve/tenancy.ts'
import type { Fleet, Tenant } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository } from '../../fleet/schema/layouts.ts'
import { shellWord } from '../../text/shell.ts'
import { credentialKeys, type NeededSecret } from './needed-secrets.ts'

/** A Secret that a person has to make, with the commands that make it and put it where Flux finds it. */
export interface SecretSteps extends NeededSecret {
  /** Lines for bash or zsh, run at the top of the fleet's repository. */
  commands: string
}

/** A place that a Secret is encrypted for: an overlay of a tenant, or the folder of a cluster. */
interface Places {
  /** Name of the shell's loop variable, when there are several. */
  variable: string
  names: string[]
  folder: (name: string) => string
}

/**
 * The file of a tenant's private age key, which never enters Git.
 * @param name of its objects
 */
export function tenantKeyPath(name: string): string {
  return `.age/tenants/${name}.agekey`
}

/**
 * The Secrets of a tenant with the commands for each. With SOPS they are encrypted into the tenant's overlays
 * and listed there; without, they are made on each cluster.
 */
export function tenantSecretSteps(
  fleet: Fleet,
  tenant: Tenant,
  secrets: readonly NeededSecret[],
): SecretSteps[] {
  const environments = fleet.environments
    .filter((environment) => isTenantOf(fleet, tenant, environment))
    .map((environment) => environment.name)
  const clusters = clustersOf(fleet, tenant).map((cluster) => cluster.name)
  const places: Places = {
    variable: 'environment',
    names: environments,
    folder: (name) => `tenants/${name}/${tenant.name}`,
  }
  return secrets.map((secret) => {
    const source = tenantUrl(fleet, tenant)
    const { before, make } = maker(secret, source, `.age/tenants/${tenantName(tenant)}-source`)
    return { ...secret, commands: commands(fleet, secret, before, make, places, clusters) }
  })
}

/** The Secret with the credentials of a private platform repository, for every cluster. */
export function platformSecretSteps(fleet: Fleet): SecretSteps | undefined {
  const name = fleet.platform?.secret
  if (!hasPlatformRepository(fleet) || name === undefined) return undefined
  const url = platformUrl(fleet)
  const secret: NeededSecret = {
    name,
    namespace: 'flux-system',
    keys: credentialKeys(url),
    description: 'Credentials of the platform repository',
  }
  const clusters = fleet.clusters.map((cluster) => cluster.name)
  const places: Places = {
    variable: 'cluster',
    names: fleet.clusters.map(directoryOf),
    folder: (directory) => `secrets/${directory}`,
  }
  const { before, make } = maker(secret, url, '.age/platform-source')
  return { ...secret, commands: commands(fleet, secret, before, make, places, clusters) }
}

/** The commands that prepare a Secret, and the one that makes it. */
interface Maker {
  before: string[]
  /** @param print whether it is printed instead of made on the cluster */
  make: (print: boolean) => string
}

function maker(secret: NeededSecret, url: string, keyFile: string): Maker {
  const named = `${shellWord(secret.name)} --namespace=${shellWord(secret.namespace)}`
  const key = secret.keys[0] ?? 'value'
  const generic = (entry: string) => (print: boolean) =>
    `kubectl create secret generic ${named} ${entry}${print ? ' --dry-run=client --output=yaml' : ''}`
  const flux = (kind: string, flags: string) => (print: boolean) =>
    `flux create secret ${kind} ${named} ${flags}${print ? ' --export' : ''}`
  if (key.endsWith('.agekey')) {
    const file = tenantKeyPath(key.slice(0, -'.agekey'.length))
    return {
      before: [`# The private key of the tenant; when it lies elsewhere, give that file.`],
      make: generic(`--from-file=${shellWord(`${key}=${file}`)}`),
    }
  }
  switch (key) {
    case 'identity':
      return {
        before: [
          '# A key pair of its own. The public half is a deploy key of the repository, read-only.',
          `mkdir -p ${shellWord(keyFile.replace(/\/[^/]+$/, ''))}`,
          `ssh-keygen -q -t ed25519 -N '' -C flux -f ${shellWord(keyFile)}`,
          `cat ${shellWord(`${keyFile}.pub`)}`,
        ],
        make: flux('git', `--url=${shellWord(url)} --private-key-file=${shellWord(keyFile)}`),
      }
    case 'username':
      return {
        before: [
          '# A token that may read the repository, typed so that no history keeps it.',
          'read -rs TOKEN',
        ],
        make: flux('git', `--url=${shellWord(url)} --username=git --password="$TOKEN"`),
      }
    case '.dockerconfigjson':
      return {
        before: [
          '# A token that may pull from the registry, typed so that no history keeps it.',
          'read -rs TOKEN',
        ],
        make: flux('oci', `--url=${shellWord(registryOf(url))} --username=flux --password="$TOKEN"`),
      }
    default:
      return {
        before: [`# ${secret.description}, typed so that no history keeps it.`, 'read -rs VALUE'],
        make: generic(`--from-literal=${shellWord(key)}="$VALUE"`),
      }
  }
}

function commands(
  fleet: Fleet,
  secret: NeededSecret,
  before: readonly string[],
  make: Maker['make'],
  places: Places,
  clusters: readonly string[],
): string {
  if (fleet.secrets.provider !== 'sops') {
    const where = clusters.length === 0 ? 'a cluster' : clusters.join(', ')
    return [...before, `# With kubectl pointing at each of: ${where}.`, make(false)].join('\n')
  }
  const [only, ...more] = places.names
  if (only === undefined) return before.join('\n')
  const several = more.length > 0
  const folder = places.folder(several ? `$${places.variable}` : only)
  const quoted = (path: string) => (several ? `"${path}"` : shellWord(path))
  const file = `${secret.name}.sops.yaml`
  const steps = [
    `${make(true)} |`,
    `  sops encrypt --input-type yaml --output-type yaml --filename-override ${quoted(`${folder}/${file}`)} /dev/stdin \\`,
    `  > ${quoted(`${folder}/${file}`)} &&`,
    `  (cd ${quoted(folder)} && kustomize edit add resource ${shellWord(file)})`,
  ]
  if (!several) return [...before, ...steps].join('\n')
  return [
    ...before,
    `for ${places.variable} in ${places.names.join(' ')}; do`,
    ...steps.map((line) => `  ${line}`),
    'done',
  ].join('\n')
}

/** `oci://host/path` without its path. */
function registryOf(url: string): string {
  return url.replace(/^oci:\/\//, '').replace(/\/.*$/, '')
}
