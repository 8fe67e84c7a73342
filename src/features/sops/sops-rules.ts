import type { FleetRepository } from '../../fleet/resolve/repositories.ts'
import type { ResolvedCluster } from '../../fleet/resolve/resolved-cluster.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import type { EncryptedFolder, RenderContributor } from '../../render/contributor.ts'

/** One creation rule of `.sops.yaml`. */
export interface SopsRule {
  /** Regular expression on the path below the repository. */
  path: string
  recipients: string[]
}

/**
 * The expression for a path with `/` as one that also matches the path as SOPS has it on Windows, where it is
 * given with `\` (`filepath.Rel` of Go, in sops' `config` package).
 */
export function anySeparator(expression: string): string {
  return expression.replaceAll(/\[\^\/\]|\//g, (found) => (found === '/' ? '[/\\\\]' : '[^/\\\\]'))
}

const FILES = '.*\\.sops\\.ya?ml$'

/**
 * The rules of a repository, for what it holds: a rule for the Secrets of each cluster, one for each folder
 * that a feature has encrypted files in, and one for those of each environment's overlays. Whoever may
 * decrypt are the clusters that apply the files. Nothing under `base/` is matched: that would have to be read
 * by every cluster.
 */
export function sopsRules(
  resolved: ResolvedFleet,
  { kind }: Pick<FleetRepository, 'kind'>,
  contributors: readonly RenderContributor[],
): SopsRule[] {
  const { clusters, environments, fleetRepository, layersRepository } = resolved
  const ofClusters = clusters.map((cluster) => ({
    folder: cluster.secretsFolder,
    clusters: [cluster],
  }))
  const ofFeatures = contributors.flatMap((one) => one.encryptedFolders?.(resolved) ?? [])
  const ofOverlays = environments.map(
    (environment): EncryptedFolder => ({
      folder: `(infrastructure/[^/]+|apps)/${environment.name}`,
      clusters: environment.clusters,
    }),
  )
  const folders = [
    ...(kind === fleetRepository.kind ? [...ofClusters, ...ofFeatures] : []),
    ...(kind === layersRepository.kind ? ofOverlays : []),
  ]
  return folders
    .map(({ folder, clusters: readers }) => ({
      path: anySeparator(`^${folder}/${FILES}`),
      recipients: recipientsOf(resolved, readers),
    }))
    .filter(({ recipients }) => recipients.length > 0)
}

/** Who may decrypt what reaches some clusters: they, and the administrators. */
function recipientsOf({ fleet }: ResolvedFleet, clusters: readonly ResolvedCluster[]): string[] {
  return [
    ...new Set([
      ...(fleet.secrets.recipients ?? []),
      ...clusters.flatMap(({ cluster }) => cluster.recipients ?? []),
    ]),
  ]
}
