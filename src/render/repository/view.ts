import { LAYER_FOLDERS } from '../../fleet/resolve/layers.ts'
import { overrideIn } from '../../fleet/resolve/placement.ts'
import { cloneUrl, repositoryName, sshHost, webUrl } from '../../fleet/resolve/repository-urls.ts'
import type { ResolvedComponent, ResolvedEnvironment } from '../../fleet/resolve/resolved-fleet.ts'
import { versionRange } from '../../fleet/resolve/versions.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { PROVIDER_TITLES, TOKEN_VARIABLES } from '../clusters/bootstrap.ts'
import { chartVersion } from '../components/chart-version.ts'
import type { ForDocuments, Rendering } from '../contributor.ts'
import { neededSecrets } from '../secrets/needed-secrets.ts'
import { mermaid } from '../documents/mermaid.ts'

/** What the templates of the repository (documentation, CI, SOPS rules) are rendered with. */
export function repositoryView(rendering: ForDocuments): object {
  const { resolved, kustomizations, parts, contributors } = rendering
  const { fleet, flux, environments, clusters } = resolved
  const { git } = fleet
  const components = resolved.components.map((component) => componentView(component, rendering))
  return {
    name: fleet.name,
    layout: fleet.layout,
    fluxVersion: flux.version,
    kubernetesVersions: flux.kubernetesVersions,
    git: {
      provider: git.provider,
      providerTitle: PROVIDER_TITLES[git.provider],
      tokenVariable: TOKEN_VARIABLES[git.provider],
      owner: git.owner,
      repository: repositoryName(fleet),
      branch: git.branch,
      hostname: git.hostname,
      url: cloneUrl(fleet),
      webUrl: webUrl(fleet),
      personal: git.personal,
      sshHost: git.provider === 'bitbucket-server' ? sshHost(fleet) : undefined,
      overHttps: git.url?.startsWith('https://') ?? false,
    },
    environments: environments.map((environment) => ({
      name: environment.name,
      production: environment.production,
      clusters: environment.clusters.map(({ name }) => name),
      components: resolved.components
        .filter(({ placement }) => placement.isIn(environment.name))
        .map(({ name }) => name),
      ...Object.assign({}, ...contributors.map((one) => one.environmentView?.(environment, resolved))),
    })),
    clusters: clusters.map((resolvedCluster) => {
      const { cluster, name, environment, variables, directory, folder, secretsFolder } = resolvedCluster
      return {
        name,
        environment,
        region: cluster.region,
        domain: cluster.domain,
        variables,
        secretVariables: cluster.secretVariables ?? [],
        directory: folder,
        secretsDirectory: secretsFolder,
        keyName: directory,
        kustomizations: kustomizations.get(resolvedCluster)!,
        agePublicKeys: cluster.recipients ?? [],
        ...Object.assign({}, ...contributors.map((one) => one.clusterView?.(resolvedCluster, rendering))),
      }
    }),
    layers: resolved.layers.map(({ layer, kustomization, folder }) => ({
      name: layer,
      kustomization,
      path: folder,
      components: parts.filter((part) => part.layer === layer).map((part) => part.entry.name),
    })),
    components,
    missingSecrets: components.filter((component) => component.secrets.length > 0),
    ci: fleet.ci,
    mermaid: mermaid(rendering),
    ...Object.assign({}, ...contributors.map((one) => one.view?.(rendering))),
  }
}

/** Controllers of Flux besides the four that are always there. */
export function extraControllers(contributors: Rendering['contributors']): string[] {
  return contributors.flatMap((contributor) => contributor.extraControllers ?? [])
}

function componentView(entry: ResolvedComponent, { resolved, parts }: ForDocuments) {
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
