import { LAYERS } from '../../fleet/catalog/catalog.ts'
import { chartSource } from '../../fleet/checks/chart.ts'
import { clusterFolder, directoryOf, secretsFolder } from '../../fleet/resolve/cluster-folders.ts'
import { dependenciesOf } from '../../fleet/resolve/dependencies.ts'
import { LAYER_FOLDERS, LAYER_KUSTOMIZATIONS } from '../../fleet/resolve/object-names.ts'
import {
  clustersOf,
  isInEnvironment,
  isOnCluster,
  isOwn,
  layerOf,
  namespaceOf,
  overrideIn,
} from '../../fleet/resolve/placement.ts'
import { cloneUrl, repositoryName, sshHost, webUrl } from '../../fleet/resolve/repository-urls.ts'
import { isTenantOf } from '../../fleet/resolve/tenancy.ts'
import { versionRange } from '../../fleet/resolve/versions.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Component, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../../fleet/schema/layouts.ts'
import { bootstrapCommand, PROVIDER_TITLES, secretCommand, TOKEN_VARIABLES } from '../clusters/bootstrap.ts'
import type { KustomizationsByCluster } from '../clusters/kustomizations.ts'
import { clusterVariables } from '../clusters/variables.ts'
import { chartFacts, chartVersion } from '../components/chart-part.ts'
import type { Part } from '../components/part.ts'
import { neededSecrets } from '../secrets/needed-secrets.ts'
import { sopsRules } from '../secrets/sops.ts'
import type { Library } from '../templates/library.ts'
import { tenancyView, tenantView } from '../tenants/tenants-view.ts'
import { mermaid } from './mermaid.ts'
import { platformView } from './platform-view.ts'

/** Kubernetes versions that each Flux version supports (its release notes). */
const KUBERNETES_VERSIONS = {
  '2.x': '1.34 to 1.36 with Flux 2.9; 1.35.2, 1.36.1, 1.37 or newer with Flux 2.10',
  '2.9': '1.34 to 1.36',
  '2.10': '1.35.2, 1.36.1, 1.37 or newer',
} as const

/** What the templates of the repository (documentation, CI, SOPS rules) are rendered with. */
export function repositoryView(
  fleet: Fleet,
  library: Library,
  parts: readonly Part[],
  kustomizations: KustomizationsByCluster,
): object {
  const { git } = fleet
  const components = fleet.components.map((component) => componentView(fleet, library, component, parts))
  return {
    name: fleet.name,
    layout: fleet.layout,
    fluxVersion: fleet.flux.version,
    kubernetesVersions: KUBERNETES_VERSIONS[fleet.flux.version],
    artifacts: fleet.artifacts,
    lockedDown: isLockedDown(fleet),
    tenancy: tenancyView(fleet),
    tenants: fleet.tenants.map((tenant) => tenantView(fleet, tenant)),
    platform: platformView(fleet),
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
    environments: fleet.environments.map((environment) => ({
      name: environment.name,
      production: isProduction(environment),
      clusters: fleet.clusters
        .filter((cluster) => cluster.environment === environment.name)
        .map((cluster) => cluster.name),
      components: fleet.components
        .filter((component) => isInEnvironment(component, environment.name))
        .map((component) => component.name),
      tenants: fleet.tenants
        .filter((tenant) => isTenantOf(fleet, tenant, environment))
        .map((tenant) => tenant.name),
    })),
    clusters: fleet.clusters.map((cluster) => ({
      name: cluster.name,
      environment: cluster.environment,
      region: cluster.region,
      domain: cluster.domain,
      variables: clusterVariables(cluster),
      secretVariables: cluster.secretVariables ?? [],
      directory: clusterFolder(cluster),
      secretsDirectory: secretsFolder(cluster),
      keyName: directoryOf(cluster),
      bootstrap: { command: bootstrapCommand(fleet, cluster) },
      tenants: fleet.tenants.filter((tenant) => isOnCluster(tenant, cluster)).map((tenant) => tenant.name),
      kustomizations: kustomizations.get(cluster)!,
      agePublicKeys: cluster.recipients ?? [],
      secretCommand: fleet.secrets.provider === 'sops' ? secretCommand(cluster) : undefined,
    })),
    layers: LAYERS.filter((layer) => layer !== 'crds' || parts.some((part) => part.layer === layer)).map(
      (layer) => ({
        name: layer,
        kustomization: LAYER_KUSTOMIZATIONS[layer],
        path: LAYER_FOLDERS[layer],
        components: parts.filter((part) => part.layer === layer).map((part) => part.component.name),
      }),
    ),
    components,
    missingSecrets: components.filter((component) => component.secrets.length > 0),
    sops: fleet.secrets.provider === 'sops',
    adminRecipients: fleet.secrets.recipients ?? [],
    rules: sopsRules(fleet),
    ci: fleet.ci,
    mermaid: mermaid(fleet, library.catalog, parts),
  }
}

function componentView(fleet: Fleet, library: Library, component: Component, parts: readonly Part[]) {
  const facts = isOwn(component) ? undefined : library.catalog.get(component.name)
  const known = chartFacts(component, facts)?.known
  const { manifests } = component
  const version = (environment: Fleet['environments'][number]) => {
    const override = overrideIn(component, environment.name)
    if (manifests !== undefined) return override?.image ?? manifests.image
    if (facts?.manifests !== undefined) {
      const asked = override?.version ?? component.version
      if (asked !== undefined) return asked
      return fleet.versions === 'exact'
        ? facts.manifests.version
        : versionRange(facts.manifests.version, isProduction(environment))
    }
    return (
      chartVersion(fleet, component, known, environment) ??
      component.chart?.tag ??
      component.chart?.digest ??
      component.chart?.branch ??
      'this repository'
    )
  }
  const namespace = namespaceOf(component, library.catalog)
  const places = clustersOf(fleet, component).map((cluster) => cluster.name)
  const everywhere = component.environments === undefined && component.clusters === undefined
  const inEnvironments = fleet.environments.filter((environment) =>
    isInEnvironment(component, environment.name),
  )
  const here = fleet.environments.filter(
    (environment) =>
      inEnvironments.includes(environment) ||
      fleet.clusters.some(
        (cluster) => cluster.environment === environment.name && places.includes(cluster.name),
      ),
  )
  return {
    name: component.name,
    objectName: component.objectName,
    title: facts?.title ?? component.name,
    description:
      facts?.description ?? (manifests === undefined ? 'Helm chart of our own choice' : 'Own application'),
    layer: layerOf(component, library.catalog),
    namespace,
    source: sourceText(component, facts),
    versions: here.map((environment) => ({ environment: environment.name, version: version(environment) })),
    dependsOn: dependenciesOf(component, fleet, library.catalog),
    where: everywhere
      ? 'all clusters'
      : [
          ...inEnvironments.map((environment) => environment.name),
          ...(component.clusters ?? []).map((name) => `cluster ${name}`),
        ].join(', '),
    notes: facts?.notes?.trim(),
    secrets: neededSecrets(fleet, component, library).map((secret) => ({ ...secret, clusters: places })),
    paths: parts
      .filter((part) => part.component === component)
      .map((part) => `${LAYER_FOLDERS[part.layer]}/base/${component.name}`),
  }
}

function sourceText(component: Component, facts: ReturnType<Library['catalog']['get']>): string {
  if (component.manifests !== undefined) return 'plain manifests'
  if (facts?.manifests !== undefined) return `${facts.manifests.git}, ${facts.manifests.path}`
  const chart = chartFacts(component, facts)!.chart
  switch (chartSource(chart)) {
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
