import { fluxPath } from '../../fleet/resolve/flux-path.ts'
import { isSystemNamespace } from '../../fleet/resolve/namespaces.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { ContributedKustomization } from '../../render/clusters/cluster-kustomization.ts'
import type { Rendering } from '../../render/contributor.ts'
import { neededSecrets } from '../../render/secrets/needed-secrets.ts'
import type { Tree } from '../../tree/tree.ts'

/** The Kustomization that decrypts and applies a cluster's own Secrets before anything else. */
export function secretsKustomization(
  { secretsFolder }: ResolvedCluster,
  { fleet }: ResolvedFleet,
): ContributedKustomization {
  return {
    name: 'cluster-secrets',
    area: 'secrets',
    file: 'secrets.yaml',
    folders: [secretsFolder],
    dependsOn: [],
    interval: '1h',
    timeout: '5m',
    path: fluxPath(fleet, secretsFolder),
    prune: true,
    wait: true,
    mayBeEncrypted: true,
    substitute: false,
  }
}

/** Writes the folder that a cluster's own Secrets are put into, with the namespaces that they need. */
export function writeClusterSecrets(tree: Tree, rendering: Rendering): void {
  const { resolved, library } = rendering
  const namespacesOf = namespacesByCluster(rendering)
  for (const cluster of resolved.clusters) {
    const namespaces = namespacesOf(cluster)
    const write = (file: string) =>
      tree.add(
        `${cluster.secretsFolder}/${file}`,
        library.template(`cluster/secrets/${file}`)({ namespaces }),
      )
    write('kustomization.yaml')
    if (namespaces.length > 0) write('namespaces.yaml')
  }
}

/**
 * Secrets come before the layers that make the namespaces, so those that a component's Secret needs are made
 * with them.
 */
function namespacesByCluster({ resolved }: Rendering): (cluster: ResolvedCluster) => string[] {
  const needing = resolved.components
    .map((component) => ({
      placement: component.placement,
      namespaces: neededSecrets(component)
        .map((secret) => secret.namespace)
        .filter((namespace) => !isSystemNamespace(namespace)),
    }))
    .filter(({ namespaces }) => namespaces.length > 0)
  return (cluster) => {
    const onCluster = needing.filter(({ placement }) => placement.isOn(cluster))
    return [...new Set(onCluster.flatMap(({ namespaces }) => namespaces))].sort()
  }
}
