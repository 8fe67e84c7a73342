import * as z from 'zod/mini'
import { suggestion } from '../../text/suggestion.ts'
import type { Catalog, CatalogComponent, CatalogOption } from '../catalog/catalog.ts'
import { choicesOf, optionDefaults } from '../catalog/option-choices.ts'
import type { FieldPath, FleetIssue } from '../issue.ts'
import { unknownNames } from '../references/unknown-names.ts'
import { catalogFacts, isOwn } from '../resolve/catalog-facts.ts'
import { chartSource } from '../resolve/chart-source.ts'
import { versionProblem } from '../resolve/versions.ts'
import type { Component, Fleet } from '../schema/fleet-schema.ts'
import { hostname } from '../schema/names.ts'
import type { Override } from '../schema/override-schema.ts'
import { checkChart } from './chart.ts'
import { checkEntryNames } from './entry-names.ts'
import { checkPlaces } from './placement.ts'
import { duplicates } from './unique.ts'
import { checkWorkload } from './workload.ts'

const HELM_ONLY = ['values', 'valuesFrom', 'rollback', 'driftDetection', 'releaseName', 'version'] as const
/** Keys with a default: what says something else was said by a person. */
const HELM_DEFAULTS = { strategy: 'retry', retries: 3, test: false } as const
const WORKLOAD_OVERRIDES = ['image', 'replicas', 'resources', 'env', 'autoscaling'] as const
const CHART_OVERRIDES = ['version', 'values'] as const

/** Each component is known or complete, and says only what its kind can be told. */
export function checkComponents(fleet: Fleet, catalog: Catalog): FleetIssue[] {
  return [
    ...checkEntryNames(fleet, 'components'),
    ...fleet.components.flatMap((component, index) => {
      const path = ['components', index]
      return [
        ...checkKind(component, catalog, path),
        ...checkPlaces(fleet, component, path, 'component'),
        ...checkValuesFrom(component, path),
        ...checkRetries(component, catalog, path),
        ...checkOverrides(fleet, component, catalog, path),
      ]
    }),
  ]
}

/** What is wrong with a component that neither the catalog knows nor a person described. */
export function unknownComponent(name: string, catalog: Catalog): string {
  return `the catalog has no component "${name}"${suggestion(name, [...catalog.keys()])} (an own component has a "chart" or "manifests")`
}

function checkKind(component: Component, catalog: Catalog, path: FieldPath): FleetIssue[] {
  const issues: FleetIssue[] = []
  const { chart, manifests } = component
  if (chart !== undefined && manifests !== undefined) {
    issues.push({ path: [...path, 'manifests'], message: 'a component has a chart or manifests, not both' })
  }
  if (chart !== undefined) issues.push(...checkChart(chart, [...path, 'chart']))
  if (manifests !== undefined) {
    for (const key of helmKeysOf(component)) {
      issues.push({
        path: [...path, key],
        atKey: true,
        message: `"${key}" is for Helm charts; this component is plain manifests`,
      })
    }
    issues.push(...checkWorkload(component, manifests, path))
  }
  if (isOwn(component)) {
    if (component.options !== undefined)
      issues.push({
        path: [...path, 'options'],
        atKey: true,
        message: '"options" are for catalog components; use "values"',
      })
    if (chart !== undefined && component.version !== undefined) {
      issues.push({
        path: [...path, 'version'],
        atKey: true,
        message: 'an own chart has its version under "chart"',
      })
    }
    return issues
  }
  const facts = catalog.get(component.name)
  if (facts === undefined) {
    return [
      {
        path: [...path, 'name'],
        message: unknownComponent(component.name, catalog),
      },
    ]
  }
  if (component.objectName !== undefined)
    issues.push({
      path: [...path, 'objectName'],
      atKey: true,
      message: `"objectName" is for own components; the catalog names the objects of "${component.name}"`,
    })
  if (component.layer !== undefined)
    issues.push({
      path: [...path, 'layer'],
      atKey: true,
      message: `the catalog puts "${component.name}" into the layer ${facts.layer}; leave "layer" out`,
    })
  if (component.namespace !== undefined && component.namespace !== facts.namespace) {
    issues.push({
      path: [...path, 'namespace'],
      message: `the catalog puts "${component.name}" into the namespace "${facts.namespace}"; leave "namespace" out`,
    })
  }
  if (component.version !== undefined) issues.push(...versionIssues(component.version, [...path, 'version']))
  if (facts.manifests !== undefined) {
    for (const key of helmKeysOf(component)) {
      if (key !== 'version')
        issues.push({
          path: [...path, key],
          atKey: true,
          message: `"${key}" is for Helm charts; "${component.name}" is plain manifests`,
        })
    }
  }
  return [...issues, ...checkOptions(component, facts, path)]
}

/** RetryOnFailure has no number of attempts (HelmRelease `spec.upgrade.strategy`). */
function checkRetries(component: Component, catalog: Catalog, path: FieldPath): FleetIssue[] {
  const { strategy, retries } = component
  const manifests = component.manifests ?? catalogFacts(component, catalog)?.manifests
  if (manifests !== undefined || strategy !== 'retry' || retries === HELM_DEFAULTS.retries) return []
  return [
    {
      path: [...path, 'retries'],
      atKey: true,
      message: '"retries" is for the strategy remediate; retry goes on until it succeeds',
    },
  ]
}

/** What is said of the component that only a Helm release can do. */
function helmKeysOf(component: Component): string[] {
  const changed = Object.entries(HELM_DEFAULTS).filter(
    ([key, value]) => component[key as keyof typeof HELM_DEFAULTS] !== value,
  )
  return [...HELM_ONLY.filter((key) => component[key] !== undefined), ...changed.map(([key]) => key)]
}

function checkOptions(component: Component, facts: CatalogComponent, path: FieldPath): FleetIssue[] {
  const known = facts.options.map((option) => option.name)
  const missing = facts.options
    .filter(
      (option) =>
        option.required && option.default === undefined && component.options?.[option.name] === undefined,
    )
    .map((option) => ({
      path: [...path, 'options', option.name],
      message: `is missing: "${component.name}" needs the option "${option.name}"${option.choices === undefined ? '' : `, one of ${option.choices.join(', ')}`}`,
    }))
  const wrong = Object.entries(component.options ?? {}).flatMap(([name, value]): FleetIssue[] => {
    const option = facts.options.find((candidate) => candidate.name === name)
    const place = [...path, 'options', name]
    if (option === undefined) {
      const all = known.length === 0 ? ' (it has none)' : ` (it has ${known.join(', ')})`
      return [
        {
          path: place,
          atKey: true,
          message: `"${component.name}" has no option "${name}"${suggestion(name, known) || all}`,
        },
      ]
    }
    const problem = optionProblem(option, value) ?? choiceProblem(option, value, component, facts)
    return problem === undefined ? [] : [{ path: place, message: problem }]
  })
  return [...missing, ...wrong]
}

/** What is wrong with a choice that there is only where another option is something else. */
function choiceProblem(
  option: CatalogOption,
  value: string,
  component: Component,
  facts: CatalogComponent,
): string | undefined {
  const options = { ...optionDefaults(facts), ...component.options }
  if (choicesOf(option, options).includes(value)) return undefined
  const limits = option.onlyWhere.filter(({ choice }) => choice === value)
  const where = limits.map(({ option: other, is }) => `${other} is ${is.join(', ')}`).join(' and ')
  return option.format === 'enum' ? `"${value}" is only for where ${where}` : undefined
}

/** What is wrong with the value of a catalog option, or undefined when it is fine. */
export function optionProblem(option: CatalogOption, value: string): string | undefined {
  switch (option.format) {
    case 'email':
      return z.email().safeParse(value).success ? undefined : `"${value}" is no e-mail address`
    case 'hostname':
      return hostname.safeParse(value).error?.issues[0]?.message
    case 'integer':
      return /^-?[0-9]+$/.test(value) ? undefined : `"${value}" is no whole number`
    case 'enum':
      return option.choices?.includes(value)
        ? undefined
        : `"${value}" is none of ${option.choices?.join(', ')}${suggestion(value, option.choices ?? [])}`
    case 'string':
      return value === '' ? 'must not be empty' : undefined
  }
}

/**
 * Values that are written along are a ConfigMap of their own: a Secret's don't belong into Git in plain text.
 */
function checkValuesFrom(component: Component, path: FieldPath): FleetIssue[] {
  const written = new Set<string>()
  return (component.valuesFrom ?? []).flatMap((from, index): FleetIssue[] => {
    if (from.values === undefined) return []
    const place = [...path, 'valuesFrom', index]
    if (from.kind === 'Secret') {
      return [
        {
          path: [...place, 'values'],
          atKey: true,
          message:
            '"values" of a Secret would lie in Git unencrypted: make the Secret with SOPS and only name it here',
        },
      ]
    }
    if (from.targetPath !== undefined) {
      return [
        {
          path: [...place, 'targetPath'],
          atKey: true,
          message:
            '"targetPath" sets one value, and "values" are written as a whole: leave it out, or put the value into the "values" of the component',
        },
      ]
    }
    if (written.has(from.name))
      return [
        { path: [...place, 'name'], message: `there is already a ConfigMap "${from.name}" with values` },
      ]
    written.add(from.name)
    return []
  })
}

function checkOverrides(fleet: Fleet, component: Component, catalog: Catalog, path: FieldPath): FleetIssue[] {
  const overrides = component.overrides ?? []
  const place = [...path, 'overrides']
  const { wrongKeys, kind } = overridable(component, catalog)
  return [
    ...duplicates(
      overrides.map((override) => override.environment),
      place,
      'environment',
      'an override for',
    ),
    ...overrides.flatMap((override, index) => [
      ...unknownNames(fleet).below([...place, index, 'environment']),
      ...wrongKeys
        .filter((key) => override[key] !== undefined)
        .map((key) => ({
          path: [...place, index, key],
          atKey: true,
          message: `"${key}" can't be set here: the component is ${kind}`,
        })),
      ...(override.version === undefined
        ? []
        : versionIssues(override.version, [...place, index, 'version'])),
      ...(override.replicas !== undefined && component.manifests?.autoscaling !== undefined
        ? [
            {
              path: [...place, index, 'replicas'],
              atKey: true,
              message: 'the autoscaler sets the replicas; leave them out',
            },
          ]
        : []),
    ]),
  ]
}

/** What the overrides of a component can't set, and why. */
function overridable(
  component: Component,
  catalog: Catalog,
): { wrongKeys: readonly (keyof Override)[]; kind: string } {
  if (component.manifests !== undefined) return { wrongKeys: CHART_OVERRIDES, kind: 'plain manifests' }
  if (component.chart !== undefined && chartSource(component.chart) === 'path') {
    return { wrongKeys: [...WORKLOAD_OVERRIDES, 'version'], kind: 'a Helm chart of this repository' }
  }
  if (catalogFacts(component, catalog)?.manifests !== undefined) {
    return { wrongKeys: [...WORKLOAD_OVERRIDES, 'values'], kind: 'plain manifests of the catalog' }
  }
  return { wrongKeys: WORKLOAD_OVERRIDES, kind: 'a Helm chart' }
}

function versionIssues(version: string, path: FieldPath): FleetIssue[] {
  const problem = versionProblem(version)
  return problem === undefined ? [] : [{ path, message: problem }]
}
