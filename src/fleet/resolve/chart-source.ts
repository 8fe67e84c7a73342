import type { Chart } from '../schema/chart-schema.ts'

/** Where a chart comes from: an OCI registry, a Helm repository, a Git repository, or this repository. */
export type ChartSource = 'oci' | 'https' | 'git' | 'path'

/** The kind of source a chart comes from. */
export function chartSource(chart: Chart): ChartSource | undefined {
  return (['oci', 'https', 'git', 'path'] as const).find((key) => chart[key] !== undefined)
}
