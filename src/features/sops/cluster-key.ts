import { directoryOf } from '../../fleet/resolve/cluster-folders.ts'
import type { Cluster } from '../../fleet/schema/fleet-schema.ts'
import { assigned, type Run, run } from '../../text/commands/command.ts'

/** The file of a cluster's private age key, which never enters Git. */
export function ageKeyPath(cluster: Pick<Cluster, 'name' | 'directory'>): string {
  return `.age/${directoryOf(cluster)}.agekey`
}

/**
 * The command that gives a cluster its age key. kustomize-controller reads only entries that end in
 * `.agekey`, and a Kustomization with `decryption` fails while the Secret is missing; so it runs before
 * `flux bootstrap`.
 */
export function clusterKeyCommand(cluster: Cluster): Run {
  return run(
    'kubectl',
    'create',
    'secret',
    'generic',
    'sops-age',
    '--namespace=flux-system',
    assigned('--from-file', `${directoryOf(cluster)}.agekey=${ageKeyPath(cluster)}`),
  )
}
