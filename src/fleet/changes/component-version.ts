import type { Catalog } from '../catalog/catalog.ts'
import { catalogFacts } from '../resolve/catalog-facts.ts'
import { Placement } from '../resolve/placement.ts'
import { versionProblem, versionRange } from '../resolve/versions.ts'
import { image } from '../schema/container-values.ts'
import { isProduction } from '../schema/environment-schema.ts'
import type { Component, Fleet } from '../schema/fleet-schema.ts'
import type { Override } from '../schema/override-schema.ts'

const DIGEST = /^sha256:[0-9a-f]{64}$/

/** The version or image that a component says for an environment, or in general; undefined where it says none. */
export function componentVersion(component: Component, environment: string | undefined): string | undefined {
  if (environment !== undefined) {
    const override = component.overrides?.find((one) => one.environment === environment)
    return override?.[overrideKey(component)]
  }
  const { manifests, chart } = component
  if (manifests !== undefined) return manifests.image
  return chart === undefined ? component.version : (chart.version ?? chart.tag ?? chart.digest)
}

/**
 * A component with another version or image, for an environment or in general. Of a catalog component whose versions
 * follow from the catalog, environments that have another range than the others keep theirs.
 * @returns undefined for one that it can't have, such as a range without an upper bound
 */
export function withComponentVersion(
  { environments, clusters, versions }: Pick<Fleet, 'environments' | 'clusters' | 'versions'>,
  component: Component,
  environment: string | undefined,
  version: string,
  catalog: Catalog,
): Component | undefined {
  if (environment !== undefined) {
    const key = overrideKey(component)
    const isWrong =
      key === 'image' ? !image.safeParse(version).success : versionProblem(version) !== undefined
    return isWrong ? undefined : overridden(component, environment, { [key]: version })
  }
  const { manifests, chart } = component
  if (manifests !== undefined)
    return image.safeParse(version).success
      ? { ...component, manifests: { ...manifests, image: version } }
      : undefined
  if (chart !== undefined) {
    if (chart.digest !== undefined)
      return DIGEST.test(version) ? { ...component, chart: { ...chart, digest: version } } : undefined
    if (chart.tag !== undefined)
      return version === 'latest' ? undefined : { ...component, chart: { ...chart, tag: version } }
    return versionProblem(version) === undefined ? { ...component, chart: { ...chart, version } } : undefined
  }
  if (versionProblem(version) !== undefined) return undefined
  const placement = new Placement(component, clusters)
  const facts = catalogFacts(component, catalog)
  const known = facts?.chart?.version ?? facts?.manifests?.version
  const others =
    component.version !== undefined || known === undefined || versions === 'exact'
      ? []
      : environments.filter(
          (one) =>
            placement.isSomewhereIn(one.name) &&
            componentVersion(component, one.name) === undefined &&
            versionRange(known, isProduction(one)) !== versionRange(known, false),
        )
  return others.reduce<Component>(
    (kept, one) => overridden(kept, one.name, { version: versionRange(known!, isProduction(one)) }),
    { ...component, version },
  )
}

/** A component that has something differently in an environment. */
export function overridden(component: Component, environment: string, more: Partial<Override>): Component {
  const overrides = component.overrides ?? []
  const isThere = overrides.some((one) => one.environment === environment)
  return {
    ...component,
    overrides: isThere
      ? overrides.map((one) => (one.environment === environment ? { ...one, ...more } : one))
      : [...overrides, { environment, ...more }],
  }
}

function overrideKey({ manifests }: Component): 'image' | 'version' {
  return manifests === undefined ? 'version' : 'image'
}
