import type { ChartSource } from '../../fleet/resolve/chart-source.ts'
import type { ResolvedChart } from '../../fleet/resolve/charts.ts'
import type { ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import { toYaml } from '../../yaml/write.ts'
import { chartVersion, isOwnVersion } from './chart-version.ts'
import { namespaceFile } from './namespace-file.ts'
import { type Difference, NO_DIFFERENCE, type ObjectReference, type Part } from './part.ts'
import type { PartContext } from './part-context.ts'
import { releaseFile } from './release-file.ts'
import { renovateComment } from './renovate.ts'
import { chartRepositoryFile } from './repository-file.ts'
import { EnvironmentValues } from './values.ts'

/**
 * What a Helm component puts into its layer: namespace, source and release; versions and values are what
 * environments may have differently.
 */
export function chartPart(context: PartContext): Part | undefined {
  const { entry } = context
  const { chart, layer } = entry
  if (chart === undefined) return undefined
  return { entry, layer, base: baseFiles(context, chart), in: differencesOf(context, chart) }
}

/** The files of the base folder. */
function baseFiles(context: PartContext, chart: ResolvedChart): ReadonlyMap<string, string> {
  const { library, entry, resolved } = context
  const version = chartVersion(resolved.fleet, entry)
  const base = new Map<string, string>()
  const namespace = namespaceFile(context)
  if (namespace !== undefined) base.set('namespace.yaml', namespace)
  if (chart.source !== 'path')
    base.set('repository.yaml', chartRepositoryFile(context, chart, chart.source, version))
  for (const from of entry.component.valuesFrom ?? []) {
    if (from.values === undefined) continue
    base.set(
      `values-${from.name}.yaml`,
      library.template('component/values-configmap.yaml')({
        name: entry.objectName,
        namespace: entry.releaseNamespace,
        configMap: from.name,
        key: from.valuesKey ?? 'values.yaml',
        values: toYaml(from.values),
      }),
    )
  }
  base.set('release.yaml', releaseFile(context, chart, version))
  base.set(
    'kustomization.yaml',
    library.template('component/kustomization.yaml')({ resources: [...base.keys()].sort(bundleOrder) }),
  )
  return base
}

/** A bundle lists its files in the order in which a reader meets them. */
function bundleOrder(first: string, second: string): number {
  const rank = (file: string) =>
    ['namespace.yaml', 'repository.yaml'].indexOf(file) + (file === 'release.yaml' ? 100 : 0)
  const position = (file: string) => (rank(file) < 0 ? 50 : rank(file))
  return position(first) - position(second) || (first < second ? -1 : 1)
}

/** What each environment has differently: values, and the version where it follows another one. */
function differencesOf(
  context: PartContext,
  { chart, source }: ResolvedChart,
): (environment: ResolvedEnvironment) => Difference {
  const { entry, resolved } = context
  const { objectName: name, releaseNamespace: namespace } = entry
  const values = new EnvironmentValues(context)
  const baseVersion = chartVersion(resolved.fleet, entry)
  const comment = renovateComment(chart)
  const release: ObjectReference = { kind: 'HelmRelease', name, namespace }
  const object = { kind: VERSIONED[source], name, namespace }
  return (environment) => {
    const version = chartVersion(resolved.fleet, entry, environment)
    const text = values.of(environment)
    const moved = version !== undefined && isOwnVersion(entry.component, environment, version !== baseVersion)
    if (text === undefined && !moved) return NO_DIFFERENCE
    return {
      version: moved ? { object, selector: 'semver', version, comment } : undefined,
      values: text === undefined ? undefined : { release, text },
    }
  }
}

/** What has the version of a chart that is got in this way; one that lies in the repository has none. */
const VERSIONED: Record<ChartSource, 'HelmRelease' | 'OCIRepository' | 'GitRepository'> = {
  oci: 'OCIRepository',
  https: 'HelmRelease',
  git: 'GitRepository',
  path: 'GitRepository',
}
