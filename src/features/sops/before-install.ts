import { FLUX_NAMESPACE } from '../../fleet/resolve/flux-system.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import { run, sequence } from '../../text/commands/command.ts'
import type { NextCommand } from '../command-contributor.ts'
import { ageKeyPath, clusterKeyCommand } from './cluster-key.ts'

/** The command that gives a cluster its key: a Kustomization that decrypts fails while it is missing. */
export function giveKey({ cluster, name }: ResolvedCluster, made: readonly string[]): NextCommand[] {
  const place = made.includes(name) ? '' : ` (put it at ${ageKeyPath(cluster)})`
  return [
    {
      command: sequence(run('kubectl', 'create', 'namespace', FLUX_NAMESPACE), clusterKeyCommand(cluster)),
      why: `the key of ${name}, before Flux${place}`,
    },
  ]
}
