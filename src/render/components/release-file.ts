import type { ResolvedChart } from '../../fleet/resolve/charts.ts'
import { CHARTS_AREA } from '../../fleet/resolve/conventions.ts'
import { fluxPath } from '../../fleet/resolve/flux-path.ts'
import { FLUX_NAMESPACE } from '../../fleet/resolve/flux-system.ts'
import { releaseNameFor } from '../../fleet/resolve/object-names.ts'
import type { ResolvedFleet } from '../../fleet/resolve/resolved-fleet.ts'
import { INSTALL_MINUTES } from '../clusters/timeouts.ts'
import type { PartContext } from './part-context.ts'
import { SOURCE_INTERVAL } from './repository-file.ts'
import { baseValues } from './values.ts'

/**
 * The HelmRelease of a component.
 * @param version the version or range of its chart in the base
 */
export function releaseFile(context: PartContext, chart: ResolvedChart, version: string | undefined): string {
  const { library, entry, resolved } = context
  const { component, objectName: name, releaseNamespace: namespace } = entry
  const account = resolved.conventions.accounts?.releases
  return library.template('component/release.yaml')({
    name,
    namespace,
    interval: entry.layer === 'apps' ? '30m' : '1h',
    timeout: `${INSTALL_MINUTES}m`,
    releaseName: component.releaseName ?? releaseNameFor(name) ?? (account === undefined ? undefined : name),
    lockdown:
      account === undefined
        ? undefined
        : { targetNamespace: entry.namespace, storageNamespace: namespace, account },
    chartRef: chartReference(context, chart),
    chart: chartSpec(context, chart, version),
    // Of what is no release, the Kustomization of the component waits.
    dependsOn: entry.dependsOn
      .filter((before) => before.chart !== undefined)
      .map((before) => ({
        name: before.objectName,
        namespace: before.releaseNamespace === namespace ? undefined : before.releaseNamespace,
      })),
    crds: crdPolicy(context),
    remediate: component.strategy === 'remediate' ? { retries: component.retries } : undefined,
    rollback: component.rollback,
    test: component.test,
    driftDetection: {
      mode: component.driftDetection?.mode ?? 'enabled',
      ignoredByCatalog: entry.facts?.driftIgnore ?? [],
      ignore: component.driftDetection?.ignore ?? [],
    },
    valuesFrom: component.valuesFrom?.map((from) => ({
      kind: from.kind,
      name: from.name,
      valuesKey: from.valuesKey,
      targetPath: from.targetPath,
      optional: from.optional ?? false,
    })),
    values: baseValues(context),
  })
}

/** `spec.chartRef` of a HelmRelease whose chart is an artifact of its own; others have `spec.chart`. */
function chartReference(
  { entry, resolved }: PartContext,
  { source }: ResolvedChart,
): { kind: string; name: string; namespace?: string | undefined } | undefined {
  if (source === 'oci') return { kind: 'OCIRepository', name: entry.objectName }
  const artifact = resolved.chartArtifactOf(entry)
  return artifact && { ...artifact, namespace: namespaceOfSources(resolved) }
}

/** The namespace of the fleet's own sources as a HelmRelease names it; undefined where it is its own. */
function namespaceOfSources({ conventions }: ResolvedFleet): string | undefined {
  return conventions.releaseNamespace === FLUX_NAMESPACE ? undefined : FLUX_NAMESPACE
}

/** `spec.chart` of a HelmRelease; undefined where it has `spec.chartRef`. */
function chartSpec(
  { entry, resolved }: PartContext,
  { chart, source }: ResolvedChart,
  version: string | undefined,
): object | undefined {
  if (source === 'oci' || resolved.chartArtifactOf(entry) !== undefined) return undefined
  if (source === 'https') {
    return {
      chart: chart.name,
      version,
      reconcileStrategy: undefined,
      interval: SOURCE_INTERVAL,
      sourceKind: 'HelmRepository',
      sourceName: entry.objectName,
      sourceNamespace: undefined,
    }
  }
  const ownSource = { kind: 'GitRepository', name: entry.objectName }
  const { kind, name } = source === 'git' ? ownSource : resolved.sourceOf(CHARTS_AREA)
  return {
    chart: source === 'git' ? `./${chart.path}` : fluxPath(resolved.fleet, chart.path!),
    version: undefined,
    reconcileStrategy: 'ChartVersion',
    interval: undefined,
    sourceKind: kind,
    sourceName: name,
    sourceNamespace: source === 'git' ? undefined : namespaceOfSources(resolved),
  }
}

/**
 * CRDs of a chart's `crds/` folder are kept up to date, unless another component of the fleet owns them. Of
 * an own chart nobody knows whether it has any; without the folder the policy does nothing.
 */
function crdPolicy({
  entry: { facts },
  resolved: { providers },
}: PartContext): { install: string; upgrade: string } | undefined {
  if (facts !== undefined && facts.crds !== 'directory') return undefined
  const elsewhere = (facts?.skipCrdsWith ?? []).some((capability) => providers.has(capability))
  return elsewhere ? { install: 'Skip', upgrade: 'Skip' } : { install: 'Create', upgrade: 'CreateReplace' }
}
