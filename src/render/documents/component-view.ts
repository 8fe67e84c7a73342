import { LAYER_FOLDERS } from '../../fleet/resolve/layers.ts'
import { overrideIn } from '../../fleet/resolve/overrides.ts'
import type { ResolvedComponent, ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import { versionRange } from '../../fleet/resolve/versions.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { chartVersion } from '../components/chart-version.ts'
import type { ForDocuments } from '../contributor.ts'
import { neededSecrets } from '../secrets/needed-secrets.ts'

/** What documents say of a component. */
export function componentView(entry: ResolvedComponent, { resolved, parts }: ForDocuments) {
  const { component, facts, placement } = entry
  const places = placement.clusters.map((cluster) => cluster.name)
  const inEnvironments = resolved.environments.filter(({ name }) => placement.isIn(name))
  const here = resolved.environments.filter(({ name }) => placement.isSomewhereIn(name))
  return {
    name: entry.name,
    objectName: component.objectName,
    title: facts?.title ?? entry.name,
    description:
      facts?.description ??
      (component.manifests === undefined ? 'Helm chart of our own choice' : 'Own application'),
    layer: entry.layer,
    namespace: entry.namespace,
    source: sourceText(entry),
    chartFolder: chartFolder(entry),
    chartHasArtifact: resolved.chartArtifactOf(entry) !== undefined,
    versions: here.map((environment) => ({
      environment: environment.name,
      version: versionText(entry, environment, resolved.fleet),
    })),
    dependsOn: entry.dependsOn.map(({ name }) => name),
    where: placement.isEverywhere
      ? 'all clusters'
      : [
          ...inEnvironments.map((environment) => environment.name),
          ...(component.clusters ?? []).map((name) => `cluster ${name}`),
        ].join(', '),
    notes: facts?.notes?.trim(),
    secrets: neededSecrets(entry).map((secret) => ({ ...secret, clusters: places })),
    paths: parts
      .filter((part) => part.entry === entry)
      .map((part) => `${LAYER_FOLDERS[part.layer]}/base/${entry.name}`),
  }
}

/** The version of a component in an environment, in words. */
function versionText(entry: ResolvedComponent, environment: ResolvedEnvironment, fleet: Fleet): string {
  const { component, facts } = entry
  const { manifests } = component
  const override = overrideIn(component, environment.name)
  if (manifests !== undefined) return override?.image ?? manifests.image
  if (facts?.manifests !== undefined) {
    const asked = override?.version ?? component.version
    if (asked !== undefined) return asked
    return fleet.versions === 'exact'
      ? facts.manifests.version
      : versionRange(facts.manifests.version, environment.production)
  }
  return (
    chartVersion(fleet, entry, environment) ??
    component.chart?.tag ??
    component.chart?.digest ??
    component.chart?.branch ??
    'this repository'
  )
}

/** The folder with the chart's sources, where Git holds them and not a registry. */
function chartFolder({ chart }: ResolvedComponent): string | undefined {
  return chart?.source === 'path' || chart?.source === 'git' ? chart.chart.path : undefined
}

function sourceText({ component, facts, chart: resolved }: ResolvedComponent): string {
  if (component.manifests !== undefined) return 'plain manifests'
  if (facts?.manifests !== undefined) return `${facts.manifests.git}, ${facts.manifests.path}`
  const { chart, source } = resolved!
  switch (source) {
    case 'oci':
      return chart.oci!
    case 'https':
      return `${chart.name} of ${chart.https}`
    case 'git':
      return `${chart.git}, ${chart.path}`
    default:
      return `${chart.path} of this repository`
  }
}
