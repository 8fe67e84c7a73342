import type { CatalogComponent } from '../catalog/catalog.ts'
import type { Chart } from '../schema/chart-schema.ts'
import type { Component } from '../schema/fleet-schema.ts'
import { type ChartSource, chartSource } from './chart-source.ts'

/** Where a component's chart comes from, and how its version is chosen. */
export interface ResolvedChart {
  chart: Chart
  source: ChartSource
  /** The version as its registry tags it, when the catalog knows it; ranges are made of it. */
  known: string | undefined
}

/** The chart of a component: its own or its catalog entry's; undefined where it has none, or none that can be fetched. */
export function chartOf(
  component: Component,
  facts: CatalogComponent | undefined,
): ResolvedChart | undefined {
  const chart = component.chart ?? catalogChart(facts)
  const source = chart === undefined ? undefined : chartSource(chart)
  if (chart === undefined || source === undefined) return undefined
  return { chart, source, known: component.chart === undefined ? facts?.chart?.version : undefined }
}

function catalogChart(facts: CatalogComponent | undefined): Chart | undefined {
  if (facts?.chart === undefined) return undefined
  const { oci, https, name } = facts.chart
  return { oci, https, name }
}
