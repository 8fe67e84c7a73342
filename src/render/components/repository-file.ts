import type { ChartSource } from '../../fleet/resolve/chart-source.ts'
import type { ResolvedChart } from '../../fleet/resolve/charts.ts'
import { isTagLike } from '../../fleet/resolve/versions.ts'
import type { Chart } from '../../fleet/schema/chart-schema.ts'
import type { PartContext } from './part-context.ts'
import { renovateComment, type VersionSource } from './renovate.ts'

/** How often a source looks for new versions; charts change seldom. */
export const SOURCE_INTERVAL = '12h'

/**
 * The source that a chart comes from.
 * @param version the version or range of the base
 */
export function chartRepositoryFile(
  { library, entry }: Pick<PartContext, 'library' | 'entry'>,
  { chart, known }: ResolvedChart,
  source: Exclude<ChartSource, 'path'>,
  version: string | undefined,
): string {
  const ref = source === 'https' ? undefined : refOf(chart, version, known)
  const kinds = { oci: 'OCIRepository', https: 'HelmRepository', git: 'GitRepository' }
  return library.template('component/repository.yaml')({
    name: entry.objectName,
    namespace: entry.releaseNamespace,
    source: {
      kind: kinds[source],
      interval: SOURCE_INTERVAL,
      timeout: undefined,
      url: chart[source],
      ref,
      comment: source === 'git' ? rangeComment(chart, ref) : undefined,
      sparseCheckout: undefined,
      secret: chart.secret,
      verify: chart.verify && { secret: chart.verify.secret, identities: chart.verify.identities },
    },
  })
}

/** Renovate finds tags of Git repositories by itself, and ranges of tags by a comment. */
export function rangeComment(
  source: VersionSource,
  ref: Readonly<Record<string, string>> | undefined,
): string | undefined {
  return ref?.semver === undefined ? undefined : renovateComment(source)
}

function refOf(
  chart: Chart,
  version: string | undefined,
  known: string | undefined,
): Record<string, string> | undefined {
  if (chart.digest !== undefined) return { digest: chart.digest }
  if (chart.tag !== undefined) return { tag: chart.tag }
  if (chart.branch !== undefined) return { branch: chart.branch }
  if (version === undefined) return undefined
  return isTagLike(version, known) ? { tag: version } : { semver: version }
}
