import { directoryOf } from '../../fleet/resolve/cluster-folders.ts'
import { platformUrl } from '../../fleet/resolve/tenancy.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository } from '../../fleet/schema/layouts.ts'
import { credentialKeys, type NeededSecret } from './needed-secrets.ts'
import { type Places, type SecretSteps, secretScript } from './secret-script.ts'

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
    folder: (directory) => ['secrets/', directory],
  }
  const credentials = { url, keyFile: '.age/platform-source' }
  return { ...secret, script: secretScript(fleet, secret, credentials, places, clusters) }
}
