import { type Catalog, LAYERS, type Layer } from '../../fleet/catalog/catalog.ts'
import { dependenciesOf } from '../../fleet/resolve/dependencies.ts'
import { LAYER_KUSTOMIZATIONS } from '../../fleet/resolve/object-names.ts'
import type { Fleet } from '../../fleet/schema/fleet-schema.ts'
import { isLockedDown } from '../../fleet/schema/layouts.ts'
import type { Part } from '../components/part.ts'

/** More clusters than this in one environment are drawn as one box, so that the picture stays readable. */
const MOST_CLUSTERS = 12
/** The same for tenants. */
const MOST_TENANTS = 12

/**
 * A Mermaid flowchart: the layers with their components in the order in which Flux applies them, what waits
 * for what inside a layer, policies and tenants where there are any, and the environments with their
 * clusters.
 */
export function mermaid(fleet: Fleet, catalog: Catalog, parts: readonly Part[]): string {
  const lines = ['flowchart LR']
  const layers: (Layer | 'secrets')[] = LAYERS.filter(
    (layer) => layer !== 'crds' || parts.some((part) => part.layer === layer),
  )
  if (fleet.secrets.provider === 'sops') {
    layers.unshift('secrets')
    lines.push('  layer_secrets["cluster-secrets"]')
  }
  const ids = new Map<string, string>()
  for (const layer of LAYERS.filter((candidate) => layers.includes(candidate))) {
    lines.push(`  subgraph layer_${layer}["${LAYER_KUSTOMIZATIONS[layer]}"]`)
    const inLayer = parts.filter((part) => part.layer === layer)
    if (inLayer.length === 0) lines.push(`    empty_${layer}["nothing yet"]`)
    for (const part of inLayer) {
      const id = `${layer}_${ids.size}`
      ids.set(`${layer} ${part.component.name}`, id)
      lines.push(`    ${id}["${part.component.name}"]`)
    }
    lines.push('  end')
  }
  for (let index = 1; index < layers.length; index += 1) {
    lines.push(`  layer_${layers[index - 1]} --> layer_${layers[index]}`)
  }
  if (isLockedDown(fleet)) lines.push(...tenantLines(fleet))
  for (const part of parts.filter((candidate) => candidate.layer === candidate.mainLayer)) {
    for (const dependency of dependenciesOf(part.component, fleet, catalog)) {
      lines.push(
        `  ${ids.get(`${part.layer} ${dependency}`)} --> ${ids.get(`${part.layer} ${part.component.name}`)}`,
      )
    }
  }
  for (const [index, environment] of fleet.environments.entries()) {
    const clusters = fleet.clusters.filter((cluster) => cluster.environment === environment.name)
    lines.push(`  subgraph environment_${index}["environment ${environment.name}"]`)
    if (clusters.length === 0) lines.push(`    cluster_${index}["no cluster yet"]`)
    else if (clusters.length > MOST_CLUSTERS)
      lines.push(`    cluster_${index}["${clusters.length} clusters"]`)
    else
      for (const [number, cluster] of clusters.entries())
        lines.push(`    cluster_${index}_${number}["cluster ${cluster.name}"]`)
    lines.push('  end', `  layer_apps -.-> environment_${index}`)
    if (isLockedDown(fleet)) lines.push(`  layer_tenants -.-> environment_${index}`)
  }
  return lines.join('\n')
}

/**
 * Tenants come after the policies that hold for them, which wait for nothing, and after the infrastructure;
 * nothing waits for a tenant.
 */
function tenantLines(fleet: Fleet): string[] {
  const names = fleet.tenants.map(({ name }) => name)
  const boxes =
    names.length > MOST_TENANTS ? [`${names.length} tenants`] : names.length > 0 ? names : ['nothing yet']
  return [
    '  layer_policies["policies"]',
    '  subgraph layer_tenants["tenants"]',
    ...boxes.map((text, number) => `    tenant_${number}["${text}"]`),
    '  end',
    '  layer_policies --> layer_tenants',
    '  layer_configs --> layer_tenants',
  ]
}
