import type { FieldPath, FleetIssue } from '../issue.ts'
import { versionProblem } from '../resolve/versions.ts'
import { ociTagFault } from '../schema/addresses.ts'
import type { Chart } from '../schema/chart-schema.ts'

/** Which keys each kind of chart source can have; the first is the one that names the kind. */
const KEYS: Record<ChartSource, readonly (keyof Chart)[]> = {
  oci: ['oci', 'version', 'tag', 'digest', 'secret', 'verify'],
  https: ['https', 'name', 'version', 'secret'],
  git: ['git', 'path', 'version', 'tag', 'branch', 'secret'],
  path: ['path'],
}

/** Where a chart comes from: an OCI registry, a Helm repository, a Git repository, or this repository. */
export type ChartSource = 'oci' | 'https' | 'git' | 'path'

/** The kind of source a chart comes from. */
export function chartSource(chart: Chart): ChartSource | undefined {
  return (['oci', 'https', 'git', 'path'] as const).find((key) => chart[key] !== undefined)
}

/** A chart has one source, that source's keys, and one way to choose a version. */
export function checkChart(chart: Chart, path: FieldPath): FleetIssue[] {
  const source = chartSource(chart)
  if (source === undefined)
    return [{ path, message: 'needs one of oci, https, git or path: where the chart comes from' }]
  const issues: FleetIssue[] = []
  for (const key of Object.keys(chart) as (keyof Chart)[]) {
    if (chart[key] !== undefined && !KEYS[source].includes(key)) {
      issues.push({
        path: [...path, key],
        atKey: true,
        message: `"${key}" does not go with a chart from ${source}`,
      })
    }
  }
  if (source === 'https' && chart.name === undefined)
    issues.push({
      path: [...path, 'name'],
      message: 'is missing: the name of the chart in the Helm repository',
    })
  if (source === 'git' && chart.path === undefined)
    issues.push({
      path: [...path, 'path'],
      message: 'is missing: the folder of the chart in the Git repository',
    })
  const selectors = (['version', 'tag', 'digest', 'branch'] as const).filter(
    (key) => chart[key] !== undefined && KEYS[source].includes(key),
  )
  if (source !== 'path' && selectors.length !== 1) {
    const choices = (['version', 'tag', 'digest', 'branch'] as const).filter((key) =>
      KEYS[source].includes(key),
    )
    issues.push({
      path,
      message: `needs exactly one of ${choices.join(', ')}, but has ${selectors.join(' and ') || 'none'}`,
    })
  }
  const tagFault = source === 'oci' && chart.tag !== undefined ? ociTagFault(chart.tag) : undefined
  if (tagFault !== undefined) issues.push({ path: [...path, 'tag'], message: tagFault })
  if (chart.tag === 'latest')
    issues.push({ path: [...path, 'tag'], message: '"latest" moves without notice: give a version' })
  const problem = chart.version === undefined ? undefined : versionProblem(chart.version)
  if (problem !== undefined) issues.push({ path: [...path, 'version'], message: problem })
  if (
    chart.verify !== undefined &&
    (chart.verify.secret === undefined) === ((chart.verify.identities ?? []).length === 0)
  ) {
    issues.push({
      path: [...path, 'verify'],
      message: 'needs either a secret with public keys, or identities for keyless signatures',
    })
  }
  return issues
}
