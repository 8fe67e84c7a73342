import { FLUX_NAMESPACE } from '../../fleet/resolve/flux-system.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { Rendering } from '../../render/contributor.ts'
import { credentialKeys, type NeededSecret } from '../../render/secrets/needed-secrets.ts'
import { type Places, type SecretSteps, secretScript } from '../../render/secrets/secret-script.ts'
import { platformUrl } from './platform-source.ts'

/** The Secret with the credentials of a private platform repository; undefined of one that is public. */
export function platformSecret({ fleet }: ResolvedFleet): NeededSecret | undefined {
  const name = fleet.platform?.secret
  if (name === undefined) return undefined
  return {
    name,
    namespace: FLUX_NAMESPACE,
    keys: credentialKeys(platformUrl(fleet)),
    description: 'Credentials of the platform repository',
  }
}

/** The same with the commands that make it, for every cluster. */
export function platformSecretSteps({
  resolved,
  contributors,
}: Pick<Rendering, 'resolved' | 'contributors'>): SecretSteps | undefined {
  const secret = platformSecret(resolved)
  if (secret === undefined) return undefined
  const places: Places = {
    variable: 'cluster',
    names: resolved.clusters.map(({ directory }) => directory),
    folder: (directory) => ['secrets/', directory],
    clusters: resolved.clusters,
  }
  const credentials = { url: platformUrl(resolved.fleet), keyFile: '.age/platform-source' }
  return { ...secret, script: secretScript(secret, credentials, places, contributors) }
}
