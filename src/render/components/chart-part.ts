import type { CatalogComponent } from '../../fleet/catalog/catalog.ts'
import { type ChartSource, chartSource } from '../../fleet/checks/chart.ts'
import { dependenciesOf } from '../../fleet/resolve/dependencies.ts'
import { isSystemNamespace } from '../../fleet/resolve/namespaces.ts'
import { objectNameOf } from '../../fleet/resolve/object-name.ts'
import { PLATFORM_SOURCE, releaseNameFor } from '../../fleet/resolve/object-names.ts'
import { isOwn, layerOf, namespaceOf, overrideIn, releaseNamespaceOf } from '../../fleet/resolve/placement.ts'
import { PLATFORM_RELEASE_ACCOUNT } from '../../fleet/resolve/tenancy.ts'
import { isExactVersion, versionRange } from '../../fleet/resolve/versions.ts'
import type { Chart } from '../../fleet/schema/chart-schema.ts'
import { isProduction } from '../../fleet/schema/environment-schema.ts'
import type { Component, Environment, Fleet } from '../../fleet/schema/fleet-schema.ts'
import { hasPlatformRepository, isLockedDown } from '../../fleet/schema/layouts.ts'
import { toYaml } from '../../yaml/write.ts'
import type { Library } from '../templates/library.ts'
import { namespaceFile } from './namespace-file.ts'
import { type OverlayPatch, refPatch, type UnresolvedPart } from './part.ts'
import { renovateComment } from './renovate.ts'
import { baseValues, EnvironmentValues } from './values.ts'

/** How often a chart source looks for new versions; charts change seldom. */
const CHART_INTERVAL = '12h'

/** Where a component's chart comes from, and how its version is chosen. */
export interface ChartFacts {
  chart: Chart
  /** The version as its registry tags it, when the catalog knows it; ranges are made of it. */
  known: string | undefined
}

/** The chart of a component: its own or its catalog entry's. */
export function chartFacts(
  component: Component,
  facts: CatalogComponent | undefined,
): ChartFacts | undefined {
  if (component.chart !== undefined) return { chart: component.chart, known: undefined }
  if (facts?.chart === undefined) return undefined
  const { oci, https, name, version } = facts.chart
  return { chart: { oci, https, name }, known: version }
}

/** The version or range of a component's chart in an environment, or in the base when none is given. */
export function chartVersion(
  fleet: Fleet,
  component: Component,
  known: string | undefined,
  environment?: Environment,
): string | undefined {
  const override = overrideIn(component, environment?.name)?.version
  const asked = override ?? component.version ?? component.chart?.version
  if (asked !== undefined || known === undefined) return asked
  if (fleet.versions === 'exact') return known
  return versionRange(known, environment !== undefined && isProduction(environment))
}

/** A Helm component, and what all of its files are made of. */
interface ChartRelease {
  fleet: Fleet
  library: Library
  component: Component
  /** Its entry in the catalog; none of an own chart. */
  facts: CatalogComponent | undefined
  chart: Chart
  kind: ChartSource
  /** The version as its registry tags it, when the catalog knows it. */
  known: string | undefined
  /** What its objects are called, and the namespace that they lie in. */
  name: string
  namespace: string
}

/**
 * What a Helm component puts into its layer: namespace, source, release, and a values patch for each
 * environment.
 * @param sharing the components of its namespace, when this one makes the namespace
 */
export function chartPart(
  fleet: Fleet,
  library: Library,
  component: Component,
  sharing: readonly Component[] | undefined,
): UnresolvedPart | undefined {
  const facts = isOwn(component) ? undefined : library.catalog.get(component.name)
  const found = chartFacts(component, facts)
  if (found === undefined) return undefined
  const { chart, known } = found
  const kind = chartSource(chart)!
  const name = objectNameOf(component)
  const namespace = releaseNamespaceOf(fleet, component, library.catalog)
  const release: ChartRelease = { fleet, library, component, facts, chart, kind, known, name, namespace }
  const layer = layerOf(component, library.catalog)
  return {
    component,
    layer,
    mainLayer: layer,
    base: baseFiles(release, sharing),
    patches: patchesOf(release),
  }
}

/** The files of the base folder. */
function baseFiles(
  release: ChartRelease,
  sharing: readonly Component[] | undefined,
): ReadonlyMap<string, string> {
  const { fleet, library, component, chart, kind, known, name, namespace } = release
  const targetNamespace = namespaceOf(component, library.catalog)
  const base = new Map<string, string>()
  if (sharing !== undefined && !isSystemNamespace(targetNamespace))
    base.set('namespace.yaml', namespaceFile(library, targetNamespace, sharing))
  if (kind !== 'path') {
    const source = sourceOf(chart, kind, refOf(fleet, component, chart, known))
    base.set('repository.yaml', library.template('component/repository.yaml')({ name, namespace, source }))
  }
  for (const from of component.valuesFrom ?? []) {
    if (from.values === undefined) continue
    base.set(
      `values-${from.name}.yaml`,
      library.template('component/values-configmap.yaml')({
        name,
        namespace,
        configMap: from.name,
        key: from.valuesKey ?? 'values.yaml',
        values: toYaml(from.values),
      }),
    )
  }
  base.set('release.yaml', library.template('component/release.yaml')(releaseView(release)))
  base.set(
    'kustomization.yaml',
    library.template('component/kustomization.yaml')({ resources: [...base.keys()].sort(bundleOrder) }),
  )
  return base
}

/** What the HelmRelease is rendered with. */
function releaseView(release: ChartRelease): object {
  const { fleet, library, component, facts, chart, kind, known, name, namespace } = release
  const lockedDown = isLockedDown(fleet)
  const targetNamespace = namespaceOf(component, library.catalog)
  return {
    name,
    namespace,
    interval: layerOf(component, library.catalog) === 'apps' ? '30m' : '1h',
    timeout: '5m',
    releaseName: component.releaseName ?? releaseNameFor(name) ?? (lockedDown ? name : undefined),
    lockdown: lockedDown
      ? { targetNamespace, storageNamespace: namespace, account: PLATFORM_RELEASE_ACCOUNT }
      : undefined,
    chartRef: kind === 'oci' ? { kind: 'OCIRepository', name } : undefined,
    chart:
      kind === 'oci' ? undefined : chartSpec(fleet, chart, kind, name, chartVersion(fleet, component, known)),
    dependsOn: dependenciesOf(component, fleet, library.catalog).map((dependency) => {
      const other = fleet.components.find((candidate) => candidate.name === dependency)!
      const otherNamespace = releaseNamespaceOf(fleet, other, library.catalog)
      return {
        name: objectNameOf(other),
        namespace: otherNamespace === namespace ? undefined : otherNamespace,
      }
    }),
    crds: crdPolicy(fleet, facts),
    remediate: component.strategy === 'remediate' ? { retries: component.retries } : undefined,
    rollback: component.rollback,
    test: component.test,
    driftDetection: {
      mode: component.driftDetection?.mode ?? 'enabled',
      ignore: component.driftDetection?.ignore,
    },
    valuesFrom: component.valuesFrom?.map((from) => ({
      kind: from.kind,
      name: from.name,
      valuesKey: from.valuesKey,
      targetPath: from.targetPath,
      optional: from.optional ?? false,
    })),
    values: baseValues(component, library),
  }
}

/**
 * What the overlay of each environment patches: values, and the version where it follows another one than the
 * base.
 */
function patchesOf(release: ChartRelease): (environment: Environment) => OverlayPatch[] {
  const { fleet, library, component, chart, kind, known, name, namespace } = release
  const values = new EnvironmentValues(fleet, library, component)
  const baseVersion = chartVersion(fleet, component, known)
  const comment = renovateComment(chart)
  return (environment) => {
    const version = chartVersion(fleet, component, known, environment)
    const changedVersion = version === baseVersion ? undefined : version
    const inRelease = kind === 'https'
    const ownValues = values.of(environment)
    const found: OverlayPatch[] = []
    if (ownValues !== undefined || (inRelease && changedVersion !== undefined)) {
      found.push({
        path: `${component.name}-values.yaml`,
        content: valuesPatch(library, {
          name,
          namespace,
          version: inRelease ? changedVersion : undefined,
          comment,
          values: ownValues,
        }),
        patch: undefined,
        target: { kind: 'HelmRelease', name, namespace },
      })
    }
    if (!inRelease && changedVersion !== undefined) {
      found.push(
        refPatch(
          { semver: changedVersion },
          { kind: kind === 'oci' ? 'OCIRepository' : 'GitRepository', name, namespace },
          comment,
        ),
      )
    }
    return found
  }
}

const patchTexts = new WeakMap<Library, Map<string, Map<string | undefined, string>>>()

/** Environments with the same values share one rendered text: a fleet may have hundreds of them. */
function valuesPatch(
  library: Library,
  context: {
    name: string
    namespace: string
    version: string | undefined
    comment: string | undefined
    values: string | undefined
  },
): string {
  const ofLibrary = patchTexts.get(library) ?? new Map<string, Map<string | undefined, string>>()
  patchTexts.set(library, ofLibrary)
  const key = `${context.name} ${context.namespace} ${context.version ?? ''} ${context.comment ?? ''}`
  const byValues = ofLibrary.get(key) ?? new Map<string | undefined, string>()
  ofLibrary.set(key, byValues)
  const text = byValues.get(context.values) ?? library.template('component/values-patch.yaml')(context)
  byValues.set(context.values, text)
  return text
}

/** A bundle lists its files in the order in which a reader meets them. */
function bundleOrder(first: string, second: string): number {
  const rank = (file: string) =>
    ['namespace.yaml', 'repository.yaml'].indexOf(file) + (file === 'release.yaml' ? 100 : 0)
  const position = (file: string) => (rank(file) < 0 ? 50 : rank(file))
  return position(first) - position(second) || (first < second ? -1 : 1)
}

/**
 * CRDs of a chart's `crds/` folder are kept up to date, unless another component of the fleet owns them. Of
 * an own chart nobody knows whether it has any; without the folder the policy does nothing.
 */
function crdPolicy(
  fleet: Fleet,
  facts: CatalogComponent | undefined,
): { install: string; upgrade: string } | undefined {
  if (facts !== undefined && facts.crds !== 'directory') return undefined
  const elsewhere = (facts?.skipCrdsWith ?? []).some((name) =>
    fleet.components.some((component) => component.name === name),
  )
  return elsewhere ? { install: 'Skip', upgrade: 'Skip' } : { install: 'Create', upgrade: 'CreateReplace' }
}

function refOf(
  fleet: Fleet,
  component: Component,
  chart: Chart,
  known: string | undefined,
): Record<string, string> | undefined {
  if (chart.digest !== undefined) return { digest: chart.digest }
  if (chart.tag !== undefined) return { tag: chart.tag }
  if (chart.branch !== undefined) return { branch: chart.branch }
  const version = chartVersion(fleet, component, known)
  if (version === undefined) return undefined
  return version === known && isExactVersion(version) ? { tag: version } : { semver: version }
}

function sourceOf(
  chart: Chart,
  kind: 'oci' | 'https' | 'git',
  ref: Record<string, string> | undefined,
): object {
  const kinds = { oci: 'OCIRepository', https: 'HelmRepository', git: 'GitRepository' }
  return {
    kind: kinds[kind],
    interval: CHART_INTERVAL,
    timeout: undefined,
    url: chart[kind],
    ref: kind === 'https' ? undefined : ref,
    sparseCheckout: undefined,
    secret: chart.secret,
    verify: chart.verify && { secret: chart.verify.secret, identities: chart.verify.identities },
  }
}

function chartSpec(
  fleet: Fleet,
  chart: Chart,
  kind: 'https' | 'git' | 'path',
  name: string,
  version: string | undefined,
): object {
  if (kind === 'https') {
    return {
      chart: chart.name,
      version,
      reconcileStrategy: undefined,
      interval: CHART_INTERVAL,
      sourceKind: 'HelmRepository',
      sourceName: name,
      sourceNamespace: undefined,
    }
  }
  return {
    chart: `./${chart.path}`,
    version: undefined,
    reconcileStrategy: 'Revision',
    interval: undefined,
    sourceKind: 'GitRepository',
    sourceName: kind === 'git' ? name : hasPlatformRepository(fleet) ? PLATFORM_SOURCE : 'flux-system',
    sourceNamespace: kind === 'path' && !isLockedDown(fleet) ? 'flux-system' : undefined,
  }
}
